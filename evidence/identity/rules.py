"""Who gives an opinion on whose id it is, and when two make a decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from accounts.models import User
from casework.access import Right, is_oneself, may
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, refuse
from evidence.models import DoubtState, IdentityDoubt, IdentityOpinion


def may_judge(by: Actor, doubt: IdentityDoubt) -> Verdict:
    """An officer, once each, and never about oneself."""
    user = User.objects.filter(pk=by.user_id, is_active=True).first() if by.user_id else None
    if user is None:
        return refuse(gettext_lazy("Only a signed-in officer can judge whose id it is."))
    right = may(user, doubt.case, Right.WORK)
    if not right.allowed:
        return right
    if is_oneself(user, doubt.person):
        return refuse(gettext_lazy("This concerns you. Another officer has to follow it up."))
    if IdentityOpinion.objects.filter(doubt=doubt, by_label=by.label).exists():
        return refuse(gettext_lazy("You have given your opinion. A second person has to look independently."))
    return ALLOWED


def can_judge(doubt: IdentityDoubt) -> Verdict:
    """What is settled stays settled."""
    if doubt.state == DoubtState.OPEN:
        return ALLOWED
    return refuse(gettext_lazy("This has been settled already."))


def has_reason(reason: str) -> Verdict:
    """An opinion needs its reason."""
    return ALLOWED if reason.strip() else refuse(gettext_lazy("Write down the reason."))
