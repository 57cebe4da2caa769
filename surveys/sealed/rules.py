"""Who may appoint, be appointed, move and open."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.access import can_work
from casework.models import Case, Exclusion
from core.actor import Actor
from core.prepared import HOLE_OF_KEYS, PreparedRow
from core.verdict import ALLOWED, Verdict, refuse
from surveys.logic.definition import Definition, all_questions
from surveys.models import Designation


def designation_of(user: Any, case: Case) -> Designation | None:
    """The user's own appointment, if it is accepted and has not ended."""
    if not getattr(user, "is_active", False) or Exclusion.objects.filter(case=case, user_id=user.pk).exists():
        return None
    return Designation.objects.filter(
        case=case, user_id=user.pk, accepted_at__isnull=False, ended_at__isnull=True
    ).first()


_ready = PreparedRow(
    lambda hole: Designation.objects.filter(case_id=hole, accepted_at__isnull=False, ended_at__isnull=True).values_list(
        "pk"
    )[:1],
    HOLE_OF_KEYS,
)


def takes_reports(case: Case) -> bool:
    """Whether somebody is there who handles reports."""
    return _ready.get(case.pk) is not None


def can_appoint(case: Case, user: User, ground: str, by: Actor) -> Verdict:
    """Nobody appoints themselves, and nobody who is kept out of the case."""
    if not (verdict := can_work(case)):
        return verdict
    if str(user.pk) == by.id:
        return refuse(_("Nobody appoints themselves. Another officer has to do it."))
    if not user.is_active or Exclusion.objects.filter(case=case, user=user).exists():
        return refuse(_("This person cannot be appointed in this case."))
    if not ground.strip():
        return refuse(_("Say on what ground the person is appointed, for example the decision and its date."))
    return ALLOWED


def movable(definition: Definition) -> set[str]:
    """Questions whose answer may be moved: free text, and repeats as a whole."""
    return {question["name"] for question in all_questions(definition) if question["type"] in {"text", "repeat"}}


def can_move(case: Case, definition: Definition, question: str) -> Verdict:
    """By an officer: a text, and somebody who will read it."""
    if not (verdict := can_work(case)):
        return verdict
    if question not in movable(definition):
        return refuse(_("Only what people wrote in their own words can be passed on."))
    if not takes_reports(case):
        return refuse(_("Nobody is designated yet to handle reports. Appoint somebody first; they have to accept."))
    return ALLOWED
