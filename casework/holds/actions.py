"""Placing a hold and lifting it, each with a reason."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from audit import trail
from casework.access import can_work
from casework.models import Case, Hold
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused, has_reason


@transaction.atomic
def place_hold(*, case: Case, person: Person | None, reason: str, by: Actor) -> Hold:
    """From now on nothing of the case (or of this person in it) is deleted."""
    can_work(case).require()
    if person is not None and person.roster_id != case.roster_id:
        raise Refused(_("There is no such person in this case."))
    has_reason(reason).require()
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                case=case, person=person, reason=reason.strip()[:500], placed_by_label=by.label, placed_at=clock.now()
            )
    except IntegrityError as error:
        raise Refused(_("Such a hold stands already.")) from error
    _record("casework.hold_placed", hold, by)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: Actor) -> Hold:
    """What is due for deletion is deleted from the next night on; the hold stays on record."""
    can_work(hold.case).require()
    has_reason(reason).require()
    facts = {"lift_reason": reason.strip()[:500], "lifted_by_label": by.label, "lifted_at": clock.now()}
    if Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(**facts) != 1:
        raise Refused(JUST_CHANGED)
    hold.refresh_from_db()
    _record("casework.hold_lifted", hold, by)
    return hold


def _record(kind: str, hold: Hold, by: Actor) -> None:
    trail.record(
        kind,
        by=by,
        chain=hold.case.chain,
        subject=Ref("hold", str(hold.public_id)),
        detail={"covers": "person" if hold.person_id else "case"},
    )
