"""Notes follow the comparison: new differences are opened, those that a later comparison no longer finds are marked.

Written in parts of PART notes, each an action of its own: a comparison of a large company opens many thousands, and no
part may hold the database for long. A worker that dies in between leaves the rest to the next comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.models import Incident
from core import clock
from core.actor import Actor
from core.ref import Ref
from evidence.enums import SETTLED, NoteState, Resolution
from evidence.models import DiscrepancyNote, NoteEntry, ReconciliationRun
from evidence.notes.grounds import AUTOMATIC, Ground, grounds_of, people_by_no

PART, CHUNK = 5000, 500
Key = tuple[int, int | None, str, str]
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Followed:
    """How many notes were opened, opened again, closed because nothing is found any more, or marked so."""

    opened: int = 0
    reopened: int = 0
    closed: int = 0
    gone: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.opened or self.reopened or self.closed or self.gone)


class _Known(NamedTuple):
    pk: int
    state: str
    reason: str
    gone: bool
    automatic: bool
    owned: bool


def follow_up(*, run: ReconciliationRun, by: Actor) -> Followed:
    """Bring the notes in step with the comparison. The same comparison a second time changes nothing."""
    wanted, known = _wanted(run), _known(run)
    new = [(key, ground) for key, ground in wanted.items() if key not in known]
    found = [note for key, note in known.items() if key in wanted and note.gone]
    lost = [
        note
        for key, note in known.items()
        if key not in wanted and note.automatic and not note.gone and note.state not in SETTLED
    ]
    opened = sum(_open(run=run, part=part, by=by) for part in _parts(new))
    reopened = sum(_find_again(run=run, part=part, by=by) for part in _parts(found))
    closed = sum(_lose(run=run, part=part, by=by) for part in _parts(lost))
    return Followed(opened, reopened, closed, len(lost) - closed)


def _parts(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for start in range(0, len(things), PART):
        yield things[start : start + PART]


def _wanted(run: ReconciliationRun) -> dict[Key, Ground]:
    incidents = dict(Incident.objects.filter(case_id=run.case_id).values_list("no", "pk"))
    people = people_by_no(run.case)
    return {
        (incidents[ground.incident], people.get(ground.person_no), ground.about, str(ground.type)): ground
        for ground in grounds_of(run)
        if ground.incident in incidents and (ground.about or ground.person_no in people)
    }


def _known(run: ReconciliationRun) -> dict[Key, _Known]:
    """The note that speaks for each question: an open one before a closed one, a later one before an earlier."""
    notes = DiscrepancyNote.objects.filter(case_id=run.case_id, type__in=AUTOMATIC).order_by("opened_at", "pk")
    rows = notes.values_list(
        "incident_id", "person_id", "about", "type", "pk", "state", "reason", "gone", "automatic", "owner_id"
    )
    found: dict[Key, _Known] = {}
    for incident, person, about, type_, pk, state, reason, gone, automatic, owner in rows.iterator(chunk_size=5000):
        key = (incident, person, about, type_)
        if key not in found or state != NoteState.CLOSED:
            found[key] = _Known(pk, state, reason, gone, automatic, owner is not None)
    return found


@transaction.atomic
def _open(*, run: ReconciliationRun, part: Sequence[tuple[Key, Ground]], by: Actor) -> int:
    now = clock.now()
    notes = (
        DiscrepancyNote(
            case_id=run.case_id,
            incident_id=incident,
            person_id=person,
            about=about,
            type=type_,
            automatic=True,
            ground=dict(ground.facts),
            seen_in=run,
            opened_at=now,
        )
        for (incident, person, about, type_), ground in part
    )
    DiscrepancyNote.objects.bulk_create(notes, batch_size=CHUNK)
    _record(run, by, Followed(opened=len(part)))
    return len(part)


@transaction.atomic
def _find_again(*, run: ReconciliationRun, part: Sequence[_Known], by: Actor) -> int:
    """What was marked as gone is found again; what was closed for that reason alone opens again."""
    _update([note.pk for note in part], gone=False)
    again = [note for note in part if note.state == NoteState.CLOSED and note.reason == Resolution.NO_LONGER_FOUND]
    _update([note.pk for note in again], state=NoteState.OPEN, closed_at=None, reason="")
    _say([(note.pk, NoteState.OPEN) for note in again], _("Comparison %(no)s finds it again.") % {"no": run.ordinal})
    _record(run, by, Followed(reopened=len(again)))
    return len(again)


@transaction.atomic
def _lose(*, run: ReconciliationRun, part: Sequence[_Known], by: Actor) -> int:
    """What nobody has touched is closed; what somebody works on is marked and left to them. Returns how many closed."""
    of_part = NoteEntry.objects.filter(note__case_id=run.case_id, note__automatic=True)
    worked_on = set(of_part.values_list("note_id", flat=True))
    closing = {n.pk for n in part if n.state == NoteState.OPEN and not n.owned and n.pk not in worked_on}
    closed = {"state": NoteState.CLOSED, "closed_at": clock.now(), "reason": Resolution.NO_LONGER_FOUND}
    _update([note.pk for note in part if note.pk not in closing], gone=True)
    _update(sorted(closing), gone=True, **closed)
    said = _("Comparison %(no)s no longer finds it.") % {"no": run.ordinal}
    _say([(n.pk, NoteState.CLOSED if n.pk in closing else NoteState(n.state)) for n in part], said)
    _record(run, by, Followed(closed=len(closing), gone=len(part) - len(closing)))
    return len(closing)


def _update(numbers: Sequence[int], **facts: object) -> None:
    for start in range(0, len(numbers), CHUNK):
        DiscrepancyNote.objects.filter(pk__in=numbers[start : start + CHUNK]).update(**facts)


def _say(notes: Iterable[tuple[int, NoteState]], text: str) -> None:
    label = Actor.system().label
    entries = (NoteEntry(note_id=pk, by_label=label, text=text, state=state) for pk, state in notes)
    NoteEntry.objects.bulk_create(entries, batch_size=CHUNK)


def _record(run: ReconciliationRun, by: Actor, done: Followed) -> None:
    if done.changed:
        trail.record(
            "evidence.notes_followed",
            by=by,
            chain=run.case.chain,
            subject=Ref("reconciliation_run", str(run.public_id)),
            detail={"run": run.ordinal, **vars(done)},
        )
