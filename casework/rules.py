"""Who may open cases, and what must be true."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Case, Incident
from casework.queries import has_officer
from core.verdict import ALLOWED, Verdict, refuse


def may_open_case(user: Any) -> Verdict:
    """A user marked for it."""
    if getattr(user, "may_open_cases", False):
        return ALLOWED
    return refuse(_("Your account may not open cases. Ask the person who runs this installation."))


def can_name_officer(case: Case, user: User) -> Verdict:
    """From outside the case, only where nobody inside can: its officers decide who belongs to it."""
    if has_officer(case):
        return refuse(_("The case has an officer, who adds members on the page «Members» of the case."))
    if not user.is_active:
        return refuse(_("This account is stopped. Let it sign in again first."))
    return ALLOWED


def can_use_number(number: str) -> Verdict:
    """Case numbers are unique."""
    if Case.objects.filter(number=number).exists():
        return refuse(_("There is a case with this number already. Choose another number."))
    return ALLOWED


def can_use_incident_number(case: Case, no: str, *, except_for: Incident | None = None) -> Verdict:
    """Incident numbers are unique in the case."""
    taken = Incident.objects.filter(case=case, no=no)
    if except_for is not None:
        taken = taken.exclude(pk=except_for.pk)
    if taken.exists():
        return refuse(_("There is an incident with this number already. Choose another number."))
    return ALLOWED
