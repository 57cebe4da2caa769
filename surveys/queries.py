"""Reads over surveys in the domain's words. Nothing here reads a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.models import Affiliation, Person
from casework.models import Case
from engines.tables.percent import percent
from surveys.enums import NOT_OPENED, CorrectionState, InvitationState, Relation, WaveMode, WaveState
from surveys.models import (
    Delegate,
    Invitation,
    Objection,
    ProxyDeclaration,
    QuestionnaireVersion,
    Response,
    ResponseVersion,
    RosterCorrection,
    SignInRefusal,
    Wave,
)
from surveys.nameless.rules import without_participants


class CurrentAnswer(NamedTuple):
    """The version that counts, for one person in one wave."""

    wave_code: str
    person_no: str
    mode: str
    ordinal: int
    answers: dict[str, Any]
    periods: dict[str, list[str]] | None = None


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


def still_answering(wave: Wave) -> bool:
    """While people answer on the web, it is told who has answered, not what."""
    return wave.state == WaveState.OPEN and wave.mode == WaveMode.WEB


def current_answers(case: Case, wave_codes: list[str] | None = None) -> Iterator[CurrentAnswer]:
    """The current version of every response of the case, in a steady order."""
    rows = Response.objects.filter(wave__case=case, current__isnull=False)
    if wave_codes is not None:
        rows = rows.filter(wave__code__in=wave_codes)
    values = rows.order_by("wave__no", "person__no").values_list(
        "wave__code", "person__no", "current__mode", "current__ordinal", "current__answers", "current__periods"
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
    took_part = _took_part(case)
    for key, n in _grouped(took_part, "wave__code", "person__affiliation__code").items():
        by_wave_given[key] = by_wave_given.get(key, 0) + n
    invited = _grouped(asked, "person__affiliation__code")
    answered = _grouped(given, "person__affiliation__code")
    if took_part.exists():  # each person once, whether with a name or without
        people = Person.objects.filter(Q(pk__in=given.values("person_id")) | Q(pk__in=took_part.values("person_id")))
        counted = people.order_by().values_list("affiliation__code").annotate(n=Count("pk"))
        answered = {(str(code),): n for code, n in counted}
    distinct = {key[0]: Tally(n, answered.get(key, 0)) for key, n in invited.items()}
    return ResponseCounts(
        by_wave={(key[0], key[1]): Tally(n, by_wave_given.get(key, 0)) for key, n in by_wave_invited.items()},
        distinct=distinct,
        total=Tally(sum(c.invited for c in distinct.values()), sum(c.answered for c in distinct.values())),
    )


def _took_part(case: Case) -> QuerySet[Invitation]:
    """Invitations of people who took part in waves without names."""
    waves = Wave.objects.filter(case=case, participation__isnull=False).select_related("participation")
    keys = [key for wave in waves for key in wave.participation.people]
    return Invitation.objects.filter(pk__in=keys)


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
        return self.count(*NOT_OPENED, InvitationState.UNREACHABLE)

    @property
    def opened(self) -> int:
        return self.count(InvitationState.OPENED, InvitationState.STARTED)

    @property
    def part(self) -> int:
        return self.count(InvitationState.PART)

    @property
    def stopped(self) -> int:
        """Declined, withdrawn, or the link reached somebody else."""
        return self.count(InvitationState.DECLINED, InvitationState.NOT_ME, InvitationState.WITHDRAWN)

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
    took_part = Invitation.objects.filter(wave=wave, pk__in=without_participants(wave)).order_by()
    for affiliation, employer, n in took_part.values_list(*by).annotate(n=Count("pk")):
        cell(affiliation, employer).answered += n
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


FINISHED = (InvitationState.SUBMITTED, InvitationState.DECLINED, InvitationState.NOT_ME)


def people_of_delegate(delegate: Delegate) -> QuerySet[Invitation]:
    """The people of the delegate's site who are asked, without the delegate and those whose invitation was withdrawn."""
    rows = Invitation.objects.filter(wave_id=delegate.wave_id, person__employer=delegate.employer)
    rows = rows.exclude(state=InvitationState.WITHDRAWN)
    if delegate.unit:
        rows = rows.filter(person__unit=delegate.unit)
    if delegate.person_id:
        rows = rows.exclude(person_id=delegate.person_id)
    return rows.select_related("person").order_by("person__name", "pk")


class Waiting(NamedTuple):
    """What waits for an officer in a wave: how many of each kind."""

    wave: Wave
    not_me: int
    bounced: int
    corrections: int
    objections: int
    seconds: int
    sign_ins: int

    @property
    def total(self) -> int:
        return self.not_me + self.bounced + self.corrections + self.objections + self.seconds + self.sign_ins


def _waiting_rows(case: Case) -> list[tuple[QuerySet[Any], str]]:
    """Each kind of thing that waits, with the path to its wave."""
    invited = Invitation.objects.filter(wave__case=case, wave__state=WaveState.OPEN)
    corrections = RosterCorrection.objects.filter(delegate__wave__case=case, state=CorrectionState.OPEN)
    objections = Objection.objects.filter(version__response__wave__case=case, settled_at__isnull=True)
    seconds = ProxyDeclaration.objects.filter(
        wave__case=case, relation=Relation.SUPERVISOR, second_by__isnull=True, version__isnull=True
    )
    return [
        (invited.filter(state=InvitationState.NOT_ME), "wave_id"),
        (invited.filter(state=InvitationState.BOUNCED), "wave_id"),
        (corrections, "delegate__wave_id"),
        (objections, "version__response__wave_id"),
        (seconds, "wave_id"),
        (SignInRefusal.objects.filter(wave__case=case, seen_at__isnull=True), "wave_id"),
    ]


def waiting_in(case: Case) -> list[Waiting]:
    """Waves with something that waits, in their order. Seven queries."""
    parts = [_by_wave(rows, by) for rows, by in _waiting_rows(case)]
    found = [Waiting(wave, *(part.get(wave.pk, 0) for part in parts)) for wave in waves_of(case)]
    return [one for one in found if one.total]


def waiting_count(case: Case) -> int:
    """How many things wait for an officer. One query: every page of the case asks."""
    first, *others = [rows.order_by().values_list("pk") for rows, _by in _waiting_rows(case)]
    return first.union(*others, all=True).count()


def _by_wave(rows: QuerySet[Any], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))
