"""What the pages of the comparison show: the matrix, the queue of one cell, what is out of date, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.models import Person
from accounts.text import fold
from casework.models import Case, Incident
from evidence.enums import (
    DISCREPANT,
    HINTS,
    NOTE_OF_CLASS,
    QUIET_CLASSES,
    SETTLED,
    WORK_CLASSES,
    NoteState,
    ReconciliationClass,
)
from evidence.models import DiscrepancyNote, ReconciliationRun
from evidence.notes.queries import own_numbers
from evidence.queries import Placed, counts_of, newest_reconciliation, placed_people


@dataclass(frozen=True)
class Row:
    """A class with its people per incident (`cells`: incident, count); `share` is the first incident's percent of its population."""

    kind: ReconciliationClass
    hint: str
    counts: Sequence[int]
    cells: Sequence[tuple[str, int]]
    share: str
    width: str


@dataclass(frozen=True)
class Matrix:
    """Incidents as columns, classes as rows; the totals are checked against the population."""

    incidents: Sequence[Incident]
    work: Sequence[Row]
    quiet: Sequence[Row]
    work_totals: Sequence[int]
    quiet_totals: Sequence[int]
    totals: Sequence[int]
    populations: Sequence[int]
    unmapped: Sequence[int]

    @property
    def adds_up(self) -> bool:
        """Whether the classes of each incident are its population."""
        return list(self.totals) == list(self.populations)


def matrix_of(run: ReconciliationRun) -> Matrix:
    """The matrix of a run, over the incidents it has compared."""
    incidents = [
        i for i in Incident.objects.filter(case_id=run.case_id).order_by("position", "pk") if i.no in run.summary
    ]
    counts = [counts_of(run.summary, incident.no) for incident in incidents]
    populations = [int(run.summary[incident.no]["population"]) for incident in incidents]

    def rows(kinds: Sequence[ReconciliationClass]) -> list[Row]:
        made = []
        for kind in kinds:
            per = [count[kind] for count in counts]
            first, base = (per[0], populations[0]) if per else (0, 0)
            cells = [(incident.no, count) for incident, count in zip(incidents, per, strict=True)]
            made.append(Row(kind, str(HINTS.get(kind, "")), per, cells, percent(first, base), _width(first, base)))
        return made

    def sums(kinds: Sequence[ReconciliationClass]) -> list[int]:
        return [sum(count[kind] for kind in kinds) for count in counts]

    return Matrix(
        incidents=incidents,
        work=rows(WORK_CLASSES),
        quiet=rows(QUIET_CLASSES),
        work_totals=sums(WORK_CLASSES),
        quiet_totals=sums(QUIET_CLASSES),
        totals=[sum(count.values()) for count in counts],
        populations=populations,
        unmapped=[int(run.summary[incident.no]["unmapped_ids"]) for incident in incidents],
    )


def percent(part: int, whole: int) -> str:
    """Exact decimal, half up, one place; exact nothing and everything without places."""
    if not whole:
        return "—"
    if part in {0, whole}:
        return "100" if part else "0"
    return str((Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _width(part: int, whole: int) -> str:
    return f"{200 * part / whole:.1f}" if whole else "0"


def open_discrepancies(case: Case, run: ReconciliationRun | None = None) -> int:
    """People and incidents whose difference is not explained yet, in the newest comparison."""
    run = run or newest_reconciliation(case)
    if run is None:
        return 0
    waiting = sum(counts_of(run.summary, no)[kind] for no in run.summary for kind in DISCREPANT)
    types = [NOTE_OF_CLASS[kind] for kind in DISCREPANT]
    settled = DiscrepancyNote.objects.filter(case=case, type__in=types, state__in=SETTLED)
    return max(0, waiting - settled.order_by().values("incident_id", "person_id").distinct().count())


@dataclass(frozen=True)
class Waiting:
    """One person of a queue, with the note that follows them up, if there is one."""

    placed: Placed
    person: Person
    note: DiscrepancyNote | None


@dataclass(frozen=True)
class QueueFilter:
    """What the queue's form asks for; empty values ask for everything."""

    q: str = ""
    affiliation: str = ""
    state: str = ""
    owner: str = ""
    views: int = 0


NOT_STARTED = "none"


def queue_of(
    run: ReconciliationRun, incident: Incident, kind: str, wanted: QueueFilter, *, reader: Any
) -> list[Placed]:
    """The people of one cell that fit the filter, by person id, without the reader."""
    own = own_numbers(incident.case, reader)
    placed = [
        one for one in placed_people(run, incident.no, [kind]) if one.views >= wanted.views and one.person_no not in own
    ]
    if wanted.q or wanted.affiliation:
        people = Person.objects.filter(roster_id=incident.case.roster_id)
        if wanted.affiliation:
            people = people.filter(affiliation__code=wanted.affiliation)
        if wanted.q:
            people = people.filter(search_text__contains=fold(wanted.q))
        numbers = set(people.values_list("no", flat=True))
        placed = [one for one in placed if one.person_no in numbers]
    if wanted.state or wanted.owner:
        notes = notes_of(incident, kind)
        placed = [one for one in placed if _fits(notes.get(one.person_no), wanted)]
    return placed


def _fits(note: DiscrepancyNote | None, wanted: QueueFilter) -> bool:
    if wanted.owner and (note is None or note.owner is None or str(note.owner.public_id) != wanted.owner):
        return False
    if wanted.state:
        return (note.state if note else NOT_STARTED) == wanted.state
    return True


def notes_of(incident: Incident, kind: str, numbers: Sequence[str] | None = None) -> dict[str, DiscrepancyNote]:
    """The newest note about each person for a class, by person id."""
    type_ = NOTE_OF_CLASS.get(ReconciliationClass(kind))
    notes = DiscrepancyNote.objects.filter(incident=incident).select_related("owner", "person")
    notes = notes.filter(type=type_) if type_ else notes.none()
    if numbers is not None:
        notes = notes.filter(person__no__in=numbers)
    return {note.person.no: note for note in notes.order_by("opened_at", "pk") if note.person is not None}


def with_people(case: Case, incident: Incident, kind: str, placed: Sequence[Placed]) -> list[Waiting]:
    """Names and notes for one page of a queue. Two queries."""
    numbers = [one.person_no for one in placed]
    people = {
        person.no: person
        for person in Person.objects.filter(roster_id=case.roster_id, no__in=numbers).select_related("affiliation")
    }
    notes = notes_of(incident, kind, numbers)
    return [Waiting(one, people[one.person_no], notes.get(one.person_no)) for one in placed if one.person_no in people]


def state_counts(incident: Incident, kind: str, total: int) -> list[tuple[str, int]]:
    """How many of a queue stand in which state; the rest has not been started."""
    notes = list(notes_of(incident, kind).values())
    counts = [(str(NoteState(state).label), sum(note.state == state for note in notes)) for state in NoteState.values]
    started = sum(count for _label, count in counts[1:])
    return [(counts[0][0], max(0, total - started)), *[entry for entry in counts[1:] if entry[1]]]
