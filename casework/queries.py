"""Reads over cases in the domain's words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from casework.models import Case, CaseState, Membership, Role
from core import clock


def live_memberships(user: Any) -> QuerySet[Membership]:
    """The user's memberships that have not expired and are not overruled by an exclusion."""
    return (
        Membership.objects.filter(user_id=user.pk)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today("Asia/Tokyo")))
        .exclude(case__exclusions__user_id=user.pk)
    )


def cases_of(user: Any, *roles: Role) -> QuerySet[Case]:
    """The cases the user may know of, newest first; with roles, only those where they hold one of them."""
    memberships = live_memberships(user)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return (
        Case.objects.filter(pk__in=memberships.values("case_id"))
        .select_related("organisation")
        .order_by("-opened_at", "-pk")
    )


def has_officer(case: Case, *, but: Any = None) -> bool:
    """Whether somebody who may sign in is an officer of the case, besides `but`."""
    today = clock.today("Asia/Tokyo")
    officers = (
        Membership.objects.filter(case=case, role=Role.OFFICER, user__is_active=True)
        .filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))
        .exclude(user__in=case.exclusions.values("user"))
    )
    return (officers.exclude(user=but) if but else officers).exists()


def cases_without_officer_but(user: Any) -> list[Case]:
    """The open cases that only this user keeps as an officer."""
    mine = Case.objects.filter(memberships__user=user, memberships__role=Role.OFFICER, state=CaseState.OPEN)
    return [case for case in mine.order_by("number") if not has_officer(case, but=user)]


def role_in(user: Any, case: Case) -> Role | None:
    """The user's live role in the case."""
    value = live_memberships(user).filter(case=case).values_list("role", flat=True).first()
    return Role(value) if value else None
