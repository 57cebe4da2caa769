"""What a person does with a note: open, ask, explain, close, hand over, give a day, pin rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from audit import trail
from casework.access import Right, can_work, is_oneself, may
from casework.models import Case, Incident
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from evidence.enums import NoteState, NoteType
from evidence.models import DiscrepancyNote, NoteEntry, RowPin
from evidence.notes import rules
from evidence.workflow import note_moves
from surveys.interviews.actions import place_exhibit, propose_interview
from surveys.models import Interview

TOLD = 50
PINS_SHOWN = 50


@transaction.atomic
def open_note(
    *,
    incident: Incident,
    person: Person,
    type: NoteType,  # noqa: A002 -- the column's name
    by: Actor,
    owner: User | None = None,
    text: str = "",
) -> DiscrepancyNote:
    """Begin to follow up a difference. A note that is open already is returned; without an owner it gets this one."""
    can_work(incident.case).require()
    rules.may_follow_up(by, person).require()
    known = DiscrepancyNote.objects.filter(incident=incident, person=person, type=type).exclude(state=NoteState.CLOSED)
    if (note := known.first()) is not None:
        return assign_note(note=note, owner=owner, by=by) if owner and note.owner_id is None else note
    note = DiscrepancyNote.objects.create(case=incident.case, incident=incident, person=person, type=type, owner=owner)
    if text.strip():
        NoteEntry.objects.create(note=note, by_label=by.label, text=text.strip(), state=note.state)
    record_note("evidence.note_opened", note, by)
    return note


@transaction.atomic
def move_note(*, note: DiscrepancyNote, move: str, by: Actor, text: str = "", reason: str = "") -> DiscrepancyNote:
    """Ask, plan an interview, record an explanation with its reason, close, reopen; the words stay in the thread."""
    can_work(note.case).require()
    rules.may_follow_up(by, note.person).require()
    if move == "explain":
        rules.can_settle(text, reason).require()
    also: dict[str, Any] = {"closed_at": clock.now() if move == "close" else None}
    if move == "explain":
        also |= {"resolution": text.strip(), "reason": reason}
    if move == "reopen":
        also |= {"reason": ""}
    transition = note_moves.move(note, move, **also)
    NoteEntry.objects.create(note=note, by_label=by.label, text=text.strip(), state=transition.target)
    record_note(transition.audit, note, by, {"reason": reason} if move == "explain" else None)
    return note


@transaction.atomic
def comment_note(*, note: DiscrepancyNote, text: str, by: Actor) -> NoteEntry:
    """Add to the thread."""
    can_work(note.case).require()
    rules.may_follow_up(by, note.person).require()
    if not text.strip():
        raise Refused(_("There is nothing to write down. Enter some words."))
    entry = NoteEntry.objects.create(note=note, by_label=by.label, text=text.strip(), state=note.state)
    record_note("evidence.note_commented", note, by)
    return entry


@transaction.atomic
def assign_note(*, note: DiscrepancyNote, owner: User | None, by: Actor) -> DiscrepancyNote:
    """Say who follows it up: a member of the case, never the person concerned."""
    can_work(note.case).require()
    rules.may_follow_up(by, note.person).require()
    if owner is not None:
        may(owner, note.case, Right.WORK).require()
        rules.may_follow_up(Actor.of_user(owner), note.person).require()
    note.owner = owner
    note.save(update_fields=["owner"])
    record_note("evidence.note_assigned", note, by)
    return note


@transaction.atomic
def set_due(*, note: DiscrepancyNote, due_on: date | None, by: Actor) -> DiscrepancyNote:
    """Say by when; no day takes it away."""
    can_work(note.case).require()
    rules.may_follow_up(by, note.person).require()
    rules.can_be_due(due_on, clock.today(note.case.time_zone)).require()
    note.due_on = due_on
    note.save(update_fields=["due_on"])
    record_note("evidence.note_due_set", note, by, {"due_on": due_on.isoformat() if due_on else None})
    return note


@transaction.atomic
def assign_notes(
    *, case: Case, notes: Sequence[DiscrepancyNote], owner: User, by: Actor, due_on: date | None = None
) -> tuple[int, int]:
    """Hand many over at once, with a day if one is given. Returns (handed over, left out).

    Left out are notes about the owner or about the one who hands over: those need another officer.
    """
    can_work(case).require()
    may(owner, case, Right.WORK).require()
    rules.can_be_due(due_on, clock.today(case.time_zone)).require()
    hand = User.objects.filter(pk=by.user_id or 0).first()
    concerned = [user for user in (owner, hand) if user is not None]
    mine = [
        note
        for note in notes
        if note.case_id == case.pk
        and not (note.person is not None and any(is_oneself(user, note.person) for user in concerned))
    ]
    facts: dict[str, Any] = {"owner": owner} | ({"due_on": due_on} if due_on else {})
    numbers = [note.pk for note in mine]
    for start in range(0, len(numbers), 500):
        DiscrepancyNote.objects.filter(pk__in=numbers[start : start + 500]).update(**facts)
    if mine:
        trail.record(
            "evidence.notes_assigned",
            by=by,
            chain=case.chain,
            subject=Ref("user", str(owner.public_id)),
            detail={
                "count": len(mine),
                "due_on": due_on.isoformat() if due_on else None,
                "first": [str(note.public_id) for note in mine[:TOLD]],
            },
        )
    return len(mine), len(notes) - len(mine)


@transaction.atomic
def ask_for_interview(*, note: DiscrepancyNote, reason: str, by: Actor) -> Interview:
    """List the person for an interview on the ground of this note; pinned rows are laid ready to be shown there.

    What comes of it (a changed answer too) is proposed to the person there; the note edits neither answer nor log.
    """
    can_work(note.case).require()
    rules.can_lead_to_person(note).require()
    rules.can_lead_further(note).require()
    rules.may_follow_up(by, note.person).require()
    assert note.person is not None  # noqa: S101 -- the rule has just said so
    ground = Ref("note", str(note.public_id))
    known = {str(one["id"]) for one in note.led_to}
    interview = propose_interview(case=note.case, person=note.person, reason=reason, ground=ground, by=by)
    pins = list(note.pins.select_related("log_file").order_by("row_at", "pk")[:PINS_SHOWN])
    if str(interview.public_id) not in known:
        if pins:
            title = _("Rows of the log: %(type)s") % {"type": note.get_type_display()}
            place_exhibit(interview=interview, title=title, content=_exhibit(note.case, pins), by=by)
        led(note, "interview", str(interview.public_id), _("Interview %(no)s proposed") % {"no": interview.no})
    if note_moves.can(note.state, "interview"):
        note_moves.move(note, "interview", closed_at=None)
    NoteEntry.objects.create(note=note, by_label=by.label, text=reason.strip(), state=note.state)
    record_note("evidence.note_led_to", note, by, {"led_to": "interview", "interview": interview.no})
    return interview


def led(note: DiscrepancyNote, kind: str, public_id: str, label: str) -> None:
    """Write down what came of the note. Part of an action."""
    note.led_to = [*note.led_to, {"kind": kind, "id": public_id, "label": label}]
    note.save(update_fields=["led_to"])


def _exhibit(case: Case, pins: Sequence[RowPin]) -> dict[str, Any]:
    zone = ZoneInfo(case.time_zone)
    return {
        "columns": [_("Time"), _("System"), _("Screen"), _("Contract (code)"), _("Line of the file")],
        "rows": [
            [
                f"{pin.row_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
                str(pin.facts.get("system", "")),
                str(pin.facts.get("screen", "")),
                str(pin.facts.get("contract", "")),
                f"{pin.log_file.name} {pin.file_row:,}",
            ]
            for pin in pins
        ],
        "source": _("Log files as received, SHA-256 %(hashes)s")
        % {"hashes": ", ".join(sorted({pin.sha256[:12] for pin in pins}))},
    }


def record_note(kind: str, note: DiscrepancyNote, by: Actor, also: dict[str, Any] | None = None) -> None:
    """A line of the trail: which note, never a word of it."""
    trail.record(
        kind,
        by=by,
        chain=note.case.chain,
        subject=Ref("note", str(note.public_id)),
        detail={"incident": note.incident.no, "type": note.type, "state": note.state, **(also or {})},
    )
