"""What one system's log says about one answer. Pure rules over counts and days: no database, no words.

A log shows that a screen was opened under an id. It shows neither an intent nor a reason, and where it was not kept it
shows nothing at all: then the answer stands as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class About(StrEnum):
    """What the question was about."""

    VIEWING = "viewing"
    SYSTEM = "system"
    PERIOD = "period"
    REASON = "reason"


class Verdict(StrEnum):
    """How the facts stand to the answer."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    CANNOT_SAY = "cannot_say"


class Because(StrEnum):
    """Why the facts stand so."""

    ROWS = "rows"
    NO_ROWS = "no_rows"
    OTHER_SYSTEM = "other_system"
    EMERGENCY = "emergency"
    NO_EMERGENCY = "no_emergency"
    PARTLY_EMERGENCY = "partly_emergency"
    EXPLAINED = "explained"
    NOT_EXPLAINED = "not_explained"
    PARTLY_EXPLAINED = "partly_explained"
    NO_RULE = "no_rule"
    OUTSIDE_WINDOW = "outside_window"
    PARTLY_COVERED = "partly_covered"
    PERIOD_NOT_ASKED = "period_not_asked"
    ROWS_OUTSIDE_PERIOD = "rows_outside_period"
    NO_LOG = "no_log"
    TERMINALS_ONLY = "terminals_only"
    ID_UNKNOWN = "id_unknown"
    ANSWER_OPEN = "answer_open"
    NOT_IN_A_LOG = "not_in_a_log"
    NOTHING_LOGGED = "nothing_logged"


class Coverage(StrEnum):
    """How much of a period the kept log covers."""

    ALL = "all"
    PART = "part"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Days:
    """A stretch of local days, both included; None is an open side."""

    first: date | None
    last: date | None

    def within(self, other: Days) -> Days | None:
        """The days in both, or None."""
        first = max((d for d in (self.first, other.first) if d), default=None)
        last = min((d for d in (self.last, other.last) if d), default=None)
        return None if first and last and first > last else Days(first, last)


def covered(period: Days, kept: Sequence[Days]) -> Coverage:
    """How much of the period the kept stretches cover. A period without a beginning or an end is never covered whole."""
    inside = [part for stretch in kept if (part := stretch.within(period))]
    if not inside:
        return Coverage.NONE
    if period.first is None or period.last is None:
        return Coverage.UNKNOWN
    reached = period.first
    for part in sorted(inside, key=lambda p: p.first or date.min):
        if part.first is not None and part.first > reached:
            return Coverage.PART
        if part.last is None:
            return Coverage.ALL
        reached = max(reached, part.last + timedelta(days=1))
    return Coverage.ALL if reached > period.last else Coverage.PART


@dataclass(frozen=True)
class Seen:
    """What stands in the log: rows that count, inside the period of the answer and of any day.

    For a reason, rows that an explanation takes out of the count matter too: `rows` are all rows of the period, `fitting`
    those explained as the answer says, `otherwise` those explained in another way.
    """

    inside: int = 0
    ever: int = 0
    first: date | None = None
    last: date | None = None
    rows: int = 0
    fitting: int = 0
    otherwise: int = 0


@dataclass(frozen=True)
class Reach:
    """What the log of a system could have shown about the person."""

    coverage: Coverage
    log_kept: bool = True
    names_people: bool = True
    id_known: bool = True


Judged = tuple[Verdict, Because]


def _silent(reach: Reach) -> Because | None:
    """Why rows that are missing mean nothing, if so."""
    if not reach.log_kept:
        return Because.NO_LOG
    if not reach.names_people:
        return Because.TERMINALS_ONLY
    if reach.coverage is Coverage.NONE:
        return Because.OUTSIDE_WINDOW
    if not reach.id_known:
        return Because.ID_UNKNOWN
    return None


def viewing(meaning: str, seen: Seen, reach: Reach) -> Judged:
    """An answer «yes», «no» or «unsure» about viewing, and one system."""
    if seen.inside and meaning in {"yes", "no"}:
        return (Verdict.SUPPORTS if meaning == "yes" else Verdict.CONTRADICTS), Because.ROWS
    if meaning not in {"yes", "no"}:
        return Verdict.CANNOT_SAY, Because.ANSWER_OPEN
    if seen.ever:
        return Verdict.CANNOT_SAY, Because.ROWS_OUTSIDE_PERIOD
    if (silent := _silent(reach)) is not None:
        return Verdict.CANNOT_SAY, silent
    if reach.coverage is Coverage.ALL:
        return (Verdict.CONTRADICTS if meaning == "yes" else Verdict.SUPPORTS), Because.NO_ROWS
    unknown = reach.coverage is Coverage.UNKNOWN
    return Verdict.CANNOT_SAY, Because.PERIOD_NOT_ASKED if unknown else Because.PARTLY_COVERED


def named_system(seen: Seen, reach: Reach) -> Judged:
    """Somebody says to have viewed in this system."""
    return viewing("yes", seen, reach)


def unnamed_system(seen: Seen) -> Judged | None:
    """A system that somebody left out although asked; None where the log has nothing to add."""
    return (Verdict.CONTRADICTS, Because.OTHER_SYSTEM) if seen.inside else None


def period(seen: Seen, reach: Reach) -> Judged:
    """Somebody says when it was; the counts are those of that month."""
    return viewing("yes", seen, reach)


@dataclass(frozen=True)
class Said:
    """What an answer gives as reasons: kinds of explanation, and whether a reason is among them that no log shows.

    `known`: an approved rule says which rows such work leaves, or emergencies were declared.
    """

    kinds: tuple[str, ...] = ()
    open: bool = False
    known: bool = True

    @property
    def only_emergency(self) -> bool:
        return self.kinds == ("emergency",)


def reason(seen: Seen, said: Said) -> Judged:
    """Somebody says why: held against what the rows are explained by, as declared or approved."""
    if not said.kinds:
        return Verdict.CANNOT_SAY, Because.NOT_IN_A_LOG
    if not said.known:
        return Verdict.CANNOT_SAY, Because.NO_RULE
    if not seen.rows:
        return Verdict.CANNOT_SAY, Because.NOTHING_LOGGED
    emergency = said.only_emergency
    if seen.fitting == seen.rows:
        return Verdict.SUPPORTS, Because.EMERGENCY if emergency else Because.EXPLAINED
    if seen.fitting or seen.otherwise:
        return Verdict.CANNOT_SAY, Because.PARTLY_EMERGENCY if emergency else Because.PARTLY_EXPLAINED
    if said.open:
        return Verdict.CANNOT_SAY, Because.NOT_IN_A_LOG
    return Verdict.CONTRADICTS, Because.NO_EMERGENCY if emergency else Because.NOT_EXPLAINED


def together(meaning: str, judged: Iterable[Judged]) -> Verdict:
    """One verdict for an answer over all its systems.

    A «yes» speaks of any system: one that shows rows is enough, and only if all of them could have shown rows and show
    none do they contradict. A «no» speaks of all of them, the other way round.
    """
    verdicts = [verdict for verdict, _because in judged]
    strong, weak = Verdict.SUPPORTS, Verdict.CONTRADICTS
    if meaning == "no":
        strong, weak = weak, strong
    if strong in verdicts:
        return strong
    return weak if verdicts and all(verdict is weak for verdict in verdicts) else Verdict.CANNOT_SAY
