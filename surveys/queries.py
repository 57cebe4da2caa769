"""Reads over surveys in the domain's words. Nothing here reads a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.models import Affiliation
from casework.models import Case
from engines.tables.percent import percent
from surveys.enums import InvitationState, WaveState
from surveys.models import Invitation, QuestionnaireVersion, Response, ResponseVersion, Wave


class CurrentAnswer(NamedTuple):
    """The version that counts, for one person in one wave."""

    wave_code: str
    person_no: str
    mode: str
    ordinal: int
    answers: dict[str, Any]


def waves_of(case: Case) -> QuerySet[Wave]:
    """In their order."""
    return (
        Wave.objects.filter(case=case)
        .select_related("version__questionnaire", "population", "case")
        .order_by("no", "pk")
    )


def versions_of(case: Case) -> QuerySet[QuestionnaireVersion]:
    """Newest version first within a questionnaire."""
    return (
        QuestionnaireVersion.objects.filter(questionnaire__case=case)
        .select_related("questionnaire")
        .order_by("questionnaire__code", "-number")
    )


def current_answers(case: Case, wave_codes: list[str] | None = None) -> Iterator[CurrentAnswer]:
    """The current version of every response of the case, in a steady order."""
    rows = Response.objects.filter(wave__case=case, current__isnull=False)
    if wave_codes is not None:
        rows = rows.filter(wave__code__in=wave_codes)
    values = rows.order_by("wave__no", "person__no").values_list(
        "wave__code", "person__no", "current__mode", "current__ordinal", "current__answers"
    )
    for row in values.iterator(chunk_size=2000):
        yield CurrentAnswer(*row)


def versions_of_person(case: Case, person_id: int) -> QuerySet[ResponseVersion]:
    """All versions of one person's answers, the first one first."""
    return (
        ResponseVersion.objects.filter(response__wave__case=case, response__person_id=person_id)
        .select_related("response__wave__version__questionnaire", "source")
        .order_by("response__wave__no", "ordinal")
    )


def answered_person_ids(wave: Wave) -> set[int]:
    """Keys of the people with an answer in the wave."""
    return set(Response.objects.filter(wave=wave, current__isnull=False).values_list("person_id", flat=True))


def invited_person_ids(wave: Wave) -> set[int]:
    """Keys of the people who were asked."""
    return set(Invitation.objects.filter(wave=wave).values_list("person_id", flat=True))


def rate(answered: int, invited: int) -> str:
    """Percent as printed: one decimal, half up; 0 and 100 without; «—» without a base."""
    value = percent(answered, invited)
    return "—" if value is None else str(value)


@dataclass(frozen=True)
class Tally:
    """Invited and answered people."""

    invited: int
    answered: int


@dataclass(frozen=True)
class ResponseCounts:
    """By wave and affiliation code, and over all waves by distinct people."""

    by_wave: Mapping[tuple[str, str], Tally] = field(default_factory=dict)
    distinct: Mapping[str, Tally] = field(default_factory=dict)
    total: Tally = Tally(0, 0)


def response_counts(case: Case) -> ResponseCounts:
    """Waves that were opened only. A person asked in two waves counts once in `distinct` and `total`."""
    asked = Invitation.objects.filter(wave__case=case).exclude(wave__state=WaveState.DRAFT)
    given = Response.objects.filter(wave__case=case, current__isnull=False).exclude(wave__state=WaveState.DRAFT)
    by_wave_invited = _grouped(asked, "wave__code", "person__affiliation__code")
    by_wave_given = _grouped(given, "wave__code", "person__affiliation__code")
    invited = _grouped(asked, "person__affiliation__code")
    answered = _grouped(given, "person__affiliation__code")
    distinct = {key[0]: Tally(n, answered.get(key, 0)) for key, n in invited.items()}
    return ResponseCounts(
        by_wave={(key[0], key[1]): Tally(n, by_wave_given.get(key, 0)) for key, n in by_wave_invited.items()},
        distinct=distinct,
        total=Tally(sum(c.invited for c in distinct.values()), sum(c.answered for c in distinct.values())),
    )


def _grouped(rows: QuerySet[Any], *by: str) -> dict[tuple[str, ...], int]:
    """Distinct people in each group."""
    values = rows.order_by().values(*by).annotate(n=Count("person_id", distinct=True))
    return {tuple(str(row[name]) for name in by): int(row["n"]) for row in values}


@dataclass
class MonitorRow:
    """One line of the wave's monitor: an affiliation, or an employer under it."""

    label: str
    sub: bool
    affiliation: str = ""
    employer: str = ""
    states: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    not_self: int = 0

    @property
    def invited(self) -> int:
        """Everybody who was asked."""
        return sum(self.states.values())

    def count(self, *states: str) -> int:
        """People in any of the states."""
        return sum(self.states.get(state, 0) for state in states)

    @property
    def not_opened(self) -> int:
        return self.count(InvitationState.PREPARED)

    @property
    def opened(self) -> int:
        return self.count(InvitationState.OPENED)

    @property
    def part(self) -> int:
        return self.count(InvitationState.STARTED)

    @property
    def stopped(self) -> int:
        """Declined, or the link reached somebody else."""
        return self.count(InvitationState.DECLINED, InvitationState.NOT_ME)

    def add(self, other: MonitorRow) -> None:
        for state, n in other.states.items():
            self.states[state] = self.states.get(state, 0) + n
        self.answered += other.answered
        self.not_self += other.not_self


def monitor(wave: Wave) -> tuple[list[list[MonitorRow]], MonitorRow]:
    """Groups (an affiliation, then its employers when there are several), and the total. Three queries."""
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster__case=wave.case_id).order_by("position", "pk")}
    cells: dict[tuple[str, str], MonitorRow] = {}

    def cell(affiliation: str, employer: str) -> MonitorRow:
        key = (affiliation, employer)
        return cells.setdefault(key, MonitorRow(employer or "—", sub=True, affiliation=affiliation, employer=employer))

    by = ("person__affiliation__code", "person__employer")
    invited = Invitation.objects.filter(wave=wave).order_by().values_list(*by, "state").annotate(n=Count("pk"))
    for affiliation, employer, state, n in invited:
        cell(affiliation, employer).states[state] = n
    answered = (
        Response.objects.filter(wave=wave, current__isnull=False)
        .order_by()
        .values_list(*by)
        .annotate(n=Count("pk"), other=Count("pk", filter=~Q(current__mode="self")))
    )
    for affiliation, employer, n, other in answered:
        row = cell(affiliation, employer)
        row.answered, row.not_self = n, other
    groups: list[list[MonitorRow]] = []
    total = MonitorRow("", sub=False)
    for code, label in labels.items():
        parts = sorted((row for key, row in cells.items() if key[0] == code), key=lambda row: -row.invited)
        if not parts:
            continue
        head = MonitorRow(label, sub=False, affiliation=code)
        for part in parts:
            head.add(part)
        total.add(head)
        groups.append([head, *(parts if len(parts) > 1 else [])])
    return groups, total
