"""Notes follow the comparison: new differences are opened, those that a later comparison no longer finds are marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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

CHUNK = 500
Key = tuple[int, int | None, str, str]


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


def follow_up(*, run: ReconciliationRun, by: Actor) -> Followed:
    """Bring the notes in step with the comparison. The same comparison a second time changes nothing."""
    grounds = list(grounds_of(run))  # reads files: outside the transaction
    return _publish(run=run, grounds=grounds, by=by)


@transaction.atomic
def _publish(*, run: ReconciliationRun, grounds: Iterable[Ground], by: Actor) -> Followed:
    incidents = dict(Incident.objects.filter(case_id=run.case_id).values_list("no", "pk"))
    people = people_by_no(run.case)
    wanted: dict[Key, Ground] = {}
    for ground in grounds:
        if ground.incident in incidents and (ground.about or ground.person_no in people):
            key = (incidents[ground.incident], people.get(ground.person_no), ground.about, str(ground.type))
            wanted[key] = ground
    known = _known(run)
    opened = _open([(key, ground) for key, ground in wanted.items() if key not in known], run)
    found = [note for key, note in known.items() if key in wanted]
    reopened = _found_again(found, run)
    lost = [
        n for key, n in known.items() if key not in wanted and n.automatic and not n.gone and n.state not in SETTLED
    ]
    closed, gone = _lost(lost, run)
    done = Followed(opened, reopened, closed, gone)
    if done.changed:
        trail.record(
            "evidence.notes_followed",
            by=by,
            chain=run.case.chain,
            subject=Ref("reconciliation_run", str(run.public_id)),
            detail={"run": run.ordinal, **vars(done)},
        )
    return done


def _known(run: ReconciliationRun) -> dict[Key, DiscrepancyNote]:
    """The note that speaks for each question: an open one before a closed one, a later one before an earlier."""
    notes = DiscrepancyNote.objects.filter(case_id=run.case_id, type__in=AUTOMATIC).order_by("opened_at", "pk")
    found: dict[Key, DiscrepancyNote] = {}
    for note in notes:
        key = (note.incident_id, note.person_id, note.about, str(note.type))
        if key not in found or note.state != NoteState.CLOSED:
            found[key] = note
    return found


def _open(wanted: list[tuple[Key, Ground]], run: ReconciliationRun) -> int:
    now = clock.now()
    notes = [
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
        for (incident, person, about, type_), ground in wanted
    ]
    DiscrepancyNote.objects.bulk_create(notes, batch_size=CHUNK)
    return len(notes)


def _found_again(notes: list[DiscrepancyNote], run: ReconciliationRun) -> int:
    _update([note.pk for note in notes if note.seen_in_id != run.pk or note.gone], seen_in=run, gone=False)
    again = [n for n in notes if n.state == NoteState.CLOSED and n.reason == Resolution.NO_LONGER_FOUND]
    _update([note.pk for note in again], state=NoteState.OPEN, closed_at=None, reason="")
    said = _("Comparison %(no)s finds it again.") % {"no": run.ordinal}
    _say([(note, NoteState.OPEN) for note in again], said)
    return len(again)


def _lost(notes: list[DiscrepancyNote], run: ReconciliationRun) -> tuple[int, int]:
    """What nobody has touched is closed; what somebody works on is marked and left to them."""
    worked_on = set(
        NoteEntry.objects.filter(note__case_id=run.case_id, note__automatic=True).values_list("note_id", flat=True)
    )
    untouched = [n for n in notes if n.state == NoteState.OPEN and n.owner_id is None and n.pk not in worked_on]
    closing = {note.pk for note in untouched}
    facts = {"state": NoteState.CLOSED, "closed_at": clock.now(), "reason": Resolution.NO_LONGER_FOUND}
    _update([note.pk for note in notes if note.pk not in closing], gone=True)
    _update([note.pk for note in untouched], gone=True, **facts)
    said = _("Comparison %(no)s no longer finds it.") % {"no": run.ordinal}
    _say([(note, NoteState.CLOSED if note.pk in closing else NoteState(note.state)) for note in notes], said)
    return len(closing), len(notes) - len(closing)


def _update(numbers: list[int], **facts: object) -> None:
    for start in range(0, len(numbers), CHUNK):
        DiscrepancyNote.objects.filter(pk__in=numbers[start : start + CHUNK]).update(**facts)


def _say(notes: list[tuple[DiscrepancyNote, NoteState]], text: str) -> None:
    label = Actor.system().label
    entries = [NoteEntry(note=note, by_label=label, text=text, state=state) for note, state in notes]
    NoteEntry.objects.bulk_create(entries, batch_size=CHUNK)
