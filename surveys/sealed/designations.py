"""Who handles reports: appointed by one person, accepted by the other, ended with a reason. Each step is in the trail."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.models import Case
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason
from surveys.models import Designation
from surveys.sealed import rules


def _record(kind: str, designation: Designation, by: Actor) -> None:
    subject = Ref("designation", str(designation.public_id))
    trail.record(kind, by=by, chain=designation.case.chain, subject=subject, detail={"user": str(designation.user_id)})


@transaction.atomic
def appoint(*, case: Case, user: User, ground: str, by: Actor) -> Designation:
    """Named in writing; the channel opens for them once they accept."""
    rules.can_appoint(case, user, ground, by).require()
    try:
        with transaction.atomic():
            designation = Designation.objects.create(
                case=case, user=user, ground=ground.strip()[:300], appointed_by_id=by.id, appointed_by_label=by.label
            )
    except IntegrityError as error:
        raise Refused(_("This person is designated already.")) from error
    _record("surveys.designation_made", designation, by)
    return designation


@transaction.atomic
def accept(*, designation: Designation, by: Actor) -> Designation:
    """Only the person themselves."""
    if by.user_id != designation.user_id:
        raise Refused(_("Only the person who was named can accept."))
    if not Designation.objects.filter(pk=designation.pk, accepted_at__isnull=True, ended_at__isnull=True).update(
        accepted_at=clock.now()
    ):
        raise Refused(JUST_CHANGED)
    designation.refresh_from_db()
    _record("surveys.designation_accepted", designation, by)
    return designation


@transaction.atomic
def end(*, designation: Designation, reason: str, by: Actor) -> Designation:
    """From this moment the channel is shut to them."""
    if by.user_id != designation.user_id:
        can_work(designation.case).require()
    has_reason(reason).require()
    if not Designation.objects.filter(pk=designation.pk, ended_at__isnull=True).update(
        ended_at=clock.now(), ended_by_label=by.label, end_reason=reason.strip()[:300]
    ):
        raise Refused(JUST_CHANGED)
    designation.refresh_from_db()
    _record("surveys.designation_ended", designation, by)
    return designation
