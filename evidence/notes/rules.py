"""What may be done with a note, by whom."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from evidence.enums import NoteState, Resolution
from evidence.models import DiscrepancyNote
from evidence.rules import may_work_on
from surveys.models import ResponseVersion

# Reasons that the software itself gives; nobody chooses them.
BY_COMPARISON = (Resolution.NO_LONGER_FOUND,)


def may_follow_up(by: Actor, person: Person | None) -> Verdict:
    """Nobody follows up a question about themselves; a note about an id concerns nobody known."""
    return ALLOWED if person is None else may_work_on(by, person)


def may_pin(by: Actor, note: DiscrepancyNote) -> Verdict:
    """One person answers for what a note rests on: its owner."""
    if note.owner_id is None or note.owner_id != by.user_id:
        return refuse(_("Only the owner of a note pins rows to it. Take the note over first."))
    return may_follow_up(by, note.person)


def can_settle(text: str, reason: str) -> Verdict:
    """An explanation needs its reason from the list and its words."""
    if reason not in Resolution.values or reason in BY_COMPARISON:
        return refuse(_("Choose the reason for which it is settled."))
    if not text.strip():
        return refuse(_("Write the explanation down, then record it."))
    return ALLOWED


def can_be_due(day: date | None, today: date) -> Verdict:
    """A due day lies ahead."""
    if day is not None and day < today:
        return refuse(_("This day lies in the past. Choose today or a later day."))
    return ALLOWED


def can_lead_to_person(note: DiscrepancyNote) -> Verdict:
    """Interviews and corrections are somebody's; a log-in id has neither."""
    if note.person_id is None:
        return refuse(_("This note is about a log-in id. Find out whose it is first; then follow up the person."))
    return ALLOWED


def can_lead_further(note: DiscrepancyNote) -> Verdict:
    """What is closed is opened again first."""
    if note.state == NoteState.CLOSED:
        return refuse(_("This note is closed. Open it again first."))
    return ALLOWED


def is_of_person(note: DiscrepancyNote, base: ResponseVersion) -> Verdict:
    """The answers belong to the person and the case of the note."""
    if base.response.person_id != note.person_id or base.response.wave.case_id != note.case_id:
        return refuse(_("These are not the answers of the person whom the note is about."))
    return ALLOWED
