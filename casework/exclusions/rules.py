"""Whom a case may be kept from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.access import can_work
from casework.models import Case, Exclusion, Membership, Role
from casework.queries import has_officer
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse


def is_last_officer(case: Case, user: User) -> bool:
    """Whether nobody else who may sign in would be an officer."""
    return Membership.objects.filter(case=case, user=user, role=Role.OFFICER).exists() and not has_officer(
        case, but=user
    )


def can_exclude(case: Case, user: User, by: Actor) -> Verdict:
    """Anybody with an account, member or not, but nobody themselves."""
    if not (verdict := can_work(case)):
        return verdict
    if by.user_id == user.pk:
        return refuse(_("Nobody excludes themselves. Ask another officer of the case."))
    if Exclusion.objects.filter(case=case, user=user).exists():
        return refuse(_("This user is excluded already."))
    if is_last_officer(case, user):
        return refuse(_("A case needs an officer. Name another officer first."))
    return ALLOWED
