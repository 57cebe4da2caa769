"""The response of a wave in figures: who, how far, how fast. Nothing here reads an answer or a draft."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.models import Affiliation
from casework.models import PopulationExclusion, PopulationMember
from surveys.enums import InvitationState, WaveState
from surveys.forms_of import form_of
from surveys.models import Invitation, Response, Wave
from surveys.nameless.rules import without_participants
from surveys.queries import rate
from surveys.results import progress
from surveys.sentences import local

S = InvitationState
GONE = (S.WITHDRAWN, S.NOT_ME)
WAITING = (S.PREPARED, S.SENT)
HINDERED = (S.BOUNCED, S.UNREACHABLE)
LEAST = 5
"""Fewer people than this are not shown where they stopped."""


@dataclass
class Counts:
    """People of one affiliation, unit or of all. Those with answers stand under the answers, whatever their state."""

    label: str
    sub: bool = False
    asked: int = 0
    late: int = 0
    personally: int = 0
    by_others: int = 0
    part: int = 0
    opened: int = 0
    waiting: int = 0
    hindered: int = 0
    declined: int = 0
    gone: int = 0

    @property
    def answered(self) -> int:
        return self.personally + self.by_others

    @property
    def eligible(self) -> int:
        """Asked, less those whose invitation was withdrawn or reached somebody else."""
        return self.asked - self.gone

    @property
    def printed_rate(self) -> str:
        return rate(self.answered, self.asked)

    def add(self, other: Counts) -> None:
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


NUMBERS = (
    "asked",
    "late",
    "personally",
    "by_others",
    "part",
    "opened",
    "waiting",
    "hindered",
    "declined",
    "gone",
)
_PLACE: dict[str, str] = {
    S.SUBMITTED: "personally",  # an answer that nothing links with the person
    S.PART: "part",
    S.OPENED: "opened",
    S.STARTED: "opened",
    S.DECLINED: "declined",
    **dict.fromkeys(WAITING, "waiting"),
    **dict.fromkeys(HINDERED, "hindered"),
    **dict.fromkeys(GONE, "gone"),
}


@dataclass(frozen=True)
class Rate:
    """A response rate whose numerator and base are said in words."""

    name: str
    numerator: str
    base: str
    n: int
    of: int
    chosen: bool = False

    @property
    def percent(self) -> str:
        return rate(self.n, self.of)


@dataclass(frozen=True)
class Step:
    """A step of the way, or a question that everybody is asked. `n` is None where too few people would be seen."""

    label: str
    n: int | None
    stopped: int | None = None

    @property
    def printed(self) -> str:
        return "—" if self.n is None else f"{self.n:,}"


@dataclass(frozen=True)
class Quartiles:
    """Whole minutes: a quarter, half and three quarters of the people took no longer."""

    people: int
    lower: int
    median: int
    upper: int


@dataclass
class Monitor:
    """Everything the page shows."""

    groups: list[list[Counts]] = field(default_factory=list)
    total: Counts = field(default_factory=lambda: Counts(""))
    left_out: list[tuple[str, int]] = field(default_factory=list)
    elapsed: Quartiles | None = None
    active: Quartiles | None = None


def monitor_of(wave: Wave, by: str = "unit") -> Monitor:
    """`by` is unit or employer: the lines under each affiliation. Six queries, whatever the number of people."""
    found = Monitor()
    cells = _cells(wave, by)
    for code, label in _labels(wave):
        parts = [cell for (group, _below), cell in sorted(cells.items()) if group == code]
        if not parts:
            continue
        head = Counts(label)
        for part in parts:
            head.add(part)
        found.total.add(head)
        parts.sort(key=lambda part: -part.asked)
        found.groups.append([head, *(parts if len(parts) > 1 else [])])
    left_out = PopulationExclusion.objects.filter(population_id=wave.population_id).order_by("reason")
    found.left_out = list(left_out.values_list("reason").annotate(n=Count("pk")))
    found.elapsed = quartiles(_elapsed(wave))
    found.active = quartiles(progress.minutes(wave))
    return found


def _labels(wave: Wave) -> list[tuple[str, str]]:
    rows = Affiliation.objects.filter(roster__case=wave.case_id).order_by("position", "pk")
    return [(affiliation.code, affiliation.label) for affiliation in rows]


def _cells(wave: Wave, below: str) -> dict[tuple[str, str], Counts]:
    by = ("person__affiliation__code", f"person__{below}")
    cells: dict[tuple[str, str], Counts] = {}

    def cell(affiliation: str, part: str) -> Counts:
        return cells.setdefault((affiliation, part), Counts(part or "—", sub=True))

    answered = Response.objects.filter(wave=wave, current__isnull=False)
    others = Count("pk", filter=~Q(current__mode="self"))
    for affiliation, part, n, not_self in answered.order_by().values_list(*by).annotate(n=Count("pk"), other=others):
        cell(affiliation, part).personally, cell(affiliation, part).by_others = n - not_self, not_self
    asked = Invitation.objects.filter(wave=wave)
    given = asked.filter(person__in=answered.values("person_id")).order_by().values_list(*by)
    for affiliation, part, n in given.annotate(n=Count("pk")):
        cell(affiliation, part).asked += n
    silent = asked.exclude(person__in=answered.values("person_id")).order_by().values_list(*by, "state")
    for affiliation, part, state, n in silent.annotate(n=Count("pk")):
        row, place = cell(affiliation, part), _PLACE.get(state, "waiting")
        row.asked += n
        setattr(row, place, getattr(row, place) + n)
    took_part = asked.filter(pk__in=without_participants(wave)).order_by().values_list(*by, "state")
    for affiliation, part, state, n in took_part.annotate(n=Count("pk")):
        row, place = cell(affiliation, part), _PLACE.get(state, "waiting")
        row.personally += n
        setattr(row, place, getattr(row, place) - n)
    late = PopulationMember.objects.filter(population_id=wave.population_id, late=True).order_by()
    for affiliation, part, n in late.values_list(*by).annotate(n=Count("pk")):
        cell(affiliation, part).late = n
    return cells


def rates_of(total: Counts) -> list[Rate]:
    """The same response on several bases; the first is the one that tables and reports use."""
    asked = _("everybody who was asked, late additions included")
    eligible = _("everybody who was asked, without invitations that were withdrawn or reached the wrong person")
    return [
        Rate(
            _("Response rate"),
            _("people with submitted answers, in whatever way they were given"),
            asked,
            total.answered,
            total.asked,
            chosen=True,
        ),
        Rate(
            _("Answered personally"), _("people who submitted answers themselves"), asked, total.personally, total.asked
        ),
        Rate(
            _("Among those who could be asked"),
            _("people with submitted answers, in whatever way they were given"),
            eligible,
            total.answered,
            total.eligible,
        ),
        Rate(
            _("With those half-way"),
            _("people with submitted answers, and those who have saved part of theirs"),
            asked,
            total.answered + total.part,
            total.asked,
        ),
    ]


def steps_of(wave: Wave) -> list[Step]:
    """The way from the invitation to the answers: each step counts everybody who came so far, or further."""
    asked = Invitation.objects.filter(wave=wave)
    answered = Q(state=S.SUBMITTED)
    numbers = asked.aggregate(
        asked=Count("pk"),
        told=Count("pk", filter=Q(mailed_at__isnull=False) | Q(sent_at__isnull=False) | Q(opened_at__isnull=False)),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
        saved=Count("pk", filter=Q(started_at__isnull=False)),
        submitted=Count("pk", filter=answered & Q(started_at__isnull=False)),
    )
    names = [
        ("asked", _("Asked")),
        ("told", _("Invitation sent or handed over")),
        ("opened", _("«Start» pressed")),
        ("confirmed", _("Identity confirmed")),
        ("saved", _("First answer saved")),
        ("submitted", _("Submitted on the web")),
    ]
    return [Step(str(label), numbers[name]) for name, label in names]


def questions_reached(wave: Wave) -> list[Step]:
    """How many people came past each question that everybody is asked, and how many of the others stopped there.

    While the wave is open the numbers are rounded to fives: one person's progress is not to be watched. Fewer than five
    people who stopped at a question are never shown as such.
    """
    form = form_of(wave.version)
    names = progress.asked_of_everybody(form)
    passed = progress.reached(wave, len(names))
    if not passed or not passed[0]:
        return []
    submitted = Invitation.objects.filter(wave=wave, state=S.SUBMITTED, started_at__isnull=False).count()
    exact = wave.state != WaveState.OPEN
    steps = []
    for place, name in enumerate(names):
        after = passed[place + 1] if place + 1 < len(names) else submitted
        stopped = max(0, passed[place] - after)
        steps.append(
            Step(
                local(form.questions[name]["label"]),
                passed[place] if exact else _in_fives(passed[place]),
                None if 0 < stopped < LEAST else stopped if exact else _in_fives(stopped),
            )
        )
    return steps


def _in_fives(number: int) -> int:
    return 5 * round(number / 5)


def _elapsed(wave: Wave) -> Counter[int]:
    """Minutes from the first saved page to the submission, rounded up."""
    rows = Invitation.objects.filter(wave=wave, state=S.SUBMITTED, submitted_at__gte=F("started_at"))
    found: Counter[int] = Counter()
    for start, end in rows.values_list("started_at", "submitted_at").iterator(chunk_size=5000):
        if start is not None and end is not None:
            found[max(1, math.ceil((end - start).total_seconds() / 60))] += 1
    return found


def quartiles(minutes: dict[int, int] | Counter[int]) -> Quartiles | None:
    """Of whole minutes; None with fewer than five people, who would be seen one by one."""
    people = sum(minutes.values())
    if people < LEAST:
        return None
    ordered = sorted(minutes.items())
    lower, median, upper = (_at(ordered, -(-people * quarter // 4)) for quarter in (1, 2, 3))
    return Quartiles(people, lower, median, upper)


def _at(ordered: Sequence[tuple[int, int]], place: int) -> int:
    """The value of the person at this place, counted from 1."""
    so_far = 0
    for value, n in ordered:
        so_far += n
        if so_far >= place:
            return value
    return ordered[-1][0]
