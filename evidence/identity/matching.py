"""Whose log-in id is it? Decided per system, id and time; nothing ambiguous is settled by the software.

Spellings that differ only in the width or case of letters, digits and signs of ASCII are one id. 髙 and 高, ﾔﾏﾀﾞ and
ヤマダ are not: such variants are proposed to people (see `doubts`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import LoginId
from casework.models import Case
from evidence.identity.variants import spelling

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Claim:
    """Somebody is said to have used the id from `start` to `end` (both included); confidence in percent.

    `written` is the id as the list writes it; `replaced` says that the person has held a later id of the system since.
    """

    person_no: str
    start: date
    end: date
    confidence: int = 100
    written: str = ""
    replaced: bool = False


@dataclass(frozen=True)
class Stretch:
    """What holds of an id from `start` to `end`, both included.

    `person_no` is None when several people are said to have used it at the same time (`shared`), or nobody then though
    somebody at another time (`outside`).
    """

    start: date
    end: date
    person_no: str | None
    shared: bool = False
    outside: bool = False
    rule: str = ""
    confidence: int = 0


@dataclass(frozen=True)
class Identity:
    """A stretch of the id as the log spells it."""

    system: str
    login: str
    stretch: Stretch


Claims = Mapping[tuple[str, str], Sequence[Claim]]


def resolve(claims: Sequence[Claim], login: str = "") -> Iterator[Stretch]:
    """Cut the time at every start and end: one person in a stretch is an answer, several are not, nor is nobody."""
    cuts = sorted(
        {FIRST_DAY}
        | {claim.start for claim in claims}
        | {claim.end + timedelta(days=1) for claim in claims if claim.end < LAST_DAY}
    )
    if not claims:
        return
    for index, start in enumerate(cuts):
        end = cuts[index + 1] - timedelta(days=1) if index + 1 < len(cuts) else LAST_DAY
        here = [claim for claim in claims if claim.start <= start and end <= claim.end]
        people = {claim.person_no for claim in here}
        if len(people) == 1:
            yield Stretch(
                start,
                end,
                people.pop(),
                rule=_rule(here, login),
                confidence=max(claim.confidence for claim in here),
            )
        else:
            yield Stretch(start, end, None, shared=bool(people), outside=not people)


def _rule(claims: Sequence[Claim], login: str) -> str:
    """By which rule the id was matched."""
    if all(claim.replaced for claim in claims):
        return "old_id"
    return "exact" if any(claim.written == login for claim in claims) else "normalised"


def claims_of(case: Case) -> dict[tuple[str, str], list[Claim]]:
    """All log-in ids of the case's roster by system and spelling."""
    rows = list(
        LoginId.objects.filter(person__roster=case.roster)
        .order_by("pk")
        .values_list("system_code", "login", "person__no", "valid_from", "valid_to", "confidence")
    )
    newest: dict[tuple[str, str], date] = {}
    for system, _login, person_no, start, _end, _confidence in rows:
        key = (system, person_no)
        newest[key] = max(newest.get(key, FIRST_DAY), start or FIRST_DAY)
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for system, login, person_no, start, end, confidence in rows:
        last = end or LAST_DAY
        replaced = last < newest[system, person_no]
        found[system, spelling(login)].append(
            Claim(person_no, start or FIRST_DAY, last, confidence, login, replaced=replaced)
        )
    return found


def identities(claims: Claims, seen: Iterable[tuple[str, str]]) -> Iterator[Identity]:
    """Answers for the (system, id) pairs that a log holds, in a steady order; an id that stands on no list has none."""
    for system, login in sorted(seen):
        for stretch in resolve(claims.get((system, spelling(login)), ()), login):
            yield Identity(system, login, stretch)
