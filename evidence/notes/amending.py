"""A note that leads to a change of answers: proposed to the person, never made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.registries import Whence
from evidence.enums import NoteState
from evidence.inputs import incidents_of
from evidence.models import DiscrepancyNote, NoteEntry
from evidence.notes import rules
from evidence.notes.actions import led, record_note
from evidence.workflow import note_moves
from surveys.amendments.actions import propose_amendment
from surveys.interviews.guide import can_read_answers
from surveys.logic.definition import Answer
from surveys.models import Amendment, Response, ResponseVersion

PAGES = {"interview": "surveys:interview-show", "amendment": "surveys:amendment-show"}


def changeable(note: DiscrepancyNote) -> list[ResponseVersion]:
    """The person's newest answers of every wave that takes none any more; those read for the incident come first."""
    if note.person_id is None:
        return []
    newest = Response.objects.filter(person=note.person_id, wave__case=note.case_id, current__isnull=False)
    rows = ResponseVersion.objects.filter(pk__in=newest.values("current_id")).select_related(
        "response__person", "response__wave__version", "response__wave__case"
    )
    readable = [row for row in rows.order_by("response__wave__no") if can_read_answers(row.response.wave)]
    viewing = next((one.viewing for one in incidents_of(note.case) if one.incident.pk == note.incident_id), None)
    read = set(viewing.waves if viewing else ())
    return sorted(readable, key=lambda row: row.response.wave.code not in read)


@transaction.atomic
def propose_change(
    *, note: DiscrepancyNote, base: ResponseVersion, changes: Mapping[str, Answer], reason: str, told: bool, by: Actor
) -> Amendment:
    """Put a change of answers before the person on the ground of this note. `told`: the person knows what the log says.

    The person decides, or a second officer where the person cannot. The note edits neither answer nor log; it waits.
    """
    can_work(note.case).require()
    rules.can_lead_to_person(note).require()
    rules.can_lead_further(note).require()
    rules.may_follow_up(by, note.person).require()
    rules.is_of_person(note, base).require()
    amendment = propose_amendment(
        base=base,
        changes=changes,
        reason=reason,
        by=by,
        ground=Ref("note", str(note.public_id)),
        evidence_shown=told,
    )
    led(note, "amendment", str(amendment.public_id), _("Change of answers proposed"))
    if note.state == NoteState.OPEN:
        note_moves.move(note, "ask", closed_at=None)
    NoteEntry.objects.create(note=note, by_label=by.label, text=reason.strip(), state=note.state)
    record_note("evidence.note_led_to", note, by, {"led_to": "amendment", "amendment": str(amendment.public_id)})
    return amendment


@dataclass(frozen=True)
class Led:
    """What came of a note, with its page and the state it is in, where it has one."""

    label: str
    url: str
    amendment: Amendment | None = None


def led_to(note: DiscrepancyNote) -> list[Led]:
    """In the order in which it came."""
    ids = [one["id"] for one in note.led_to if one["kind"] == "amendment"]
    amendments = {str(one.public_id): one for one in Amendment.objects.filter(public_id__in=ids)}
    case_id = note.case.public_id
    return [
        Led(_label(one), reverse(PAGES[one["kind"]], args=[case_id, one["id"]]), amendments.get(one["id"]))
        for one in note.led_to
    ]


def _label(one: Mapping[str, str]) -> str:
    return _("Change of answers proposed") if one["kind"] == "amendment" else one["label"]


def whence(case: Case, public_id: str) -> Whence | None:
    """What the page of a proposed change says about the note that it came of."""
    note = DiscrepancyNote.objects.filter(case=case, public_id=public_id).select_related("incident").first()
    if note is None:
        return None
    return Whence(
        f"{note.incident.no} {note.get_type_display()}",
        reverse("reconciliation:note-show", args=[case.public_id, note.public_id]),
    )
