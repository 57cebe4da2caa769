"""Excluding a user from a case, and lifting it. Nobody is told: an excluded user must not learn of the case."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.exclusions.rules import can_exclude
from casework.models import Case, Exclusion, LiftedExclusion
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason


@transaction.atomic
def exclude_user(*, case: Case, user: User, reason: str, by: Actor) -> Exclusion:
    """From now on the case does not exist for this user, whatever their membership says."""
    can_exclude(case, user, by).require()
    has_reason(reason).require()
    try:
        with transaction.atomic():
            exclusion = Exclusion.objects.create(
                case=case, user=user, reason=reason.strip()[:300], added_by_label=by.label
            )
    except IntegrityError as error:
        raise Refused(_("This user is excluded already.")) from error
    trail.record("casework.user_excluded", by=by, chain=case.chain, subject=_subject(user))
    return exclusion


@transaction.atomic
def lift_exclusion(*, exclusion: Exclusion, reason: str, by: Actor) -> LiftedExclusion:
    """The user's membership counts again, if there is one. Both reasons stay on record."""
    case, user = exclusion.case, exclusion.user
    can_work(case).require()
    has_reason(reason).require()
    if not Exclusion.objects.filter(pk=exclusion.pk).delete()[0]:
        raise Refused(JUST_CHANGED)
    lifted = LiftedExclusion.objects.create(
        case=case,
        user=user,
        reason=exclusion.reason,
        added_by_label=exclusion.added_by_label,
        added_at=exclusion.added_at,
        lift_reason=reason.strip()[:300],
        lifted_by_label=by.label,
    )
    trail.record("casework.exclusion_lifted", by=by, chain=case.chain, subject=_subject(user))
    return lifted


def _subject(user: User) -> Ref:
    return Ref("user", str(user.public_id))
