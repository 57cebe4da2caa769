"""Write a mutual count down."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.access import can_work
from core.actor import Actor
from core.ref import Ref
from core.verdict import ALLOWED, Verdict, refuse
from remediation.models import CrossCount, Measure
from remediation.queries import today_of


def can_be_counted_on(measure: Measure, day: date) -> Verdict:
    """A count speaks of today or earlier."""
    if day > today_of(measure.case):
        return refuse(_("The day of the count lies in the future. Enter the day on which it was counted."))
    return ALLOWED


@transaction.atomic
def record_count(
    *,
    measure: Measure,
    item: str,
    counterpart: str,
    counted_on: date,
    ours_lent: int,
    ours_returned: int,
    theirs_lent: int,
    theirs_returned: int,
    by: Actor,
) -> CrossCount:
    """Keep both companies' counts of one day as they were given; whether they agree is derived."""
    can_work(measure.case).require()
    can_be_counted_on(measure, counted_on).require()
    count = CrossCount.objects.create(
        measure=measure,
        item=item,
        counterpart=counterpart,
        counted_on=counted_on,
        ours_lent=ours_lent,
        ours_returned=ours_returned,
        theirs_lent=theirs_lent,
        theirs_returned=theirs_returned,
        by_label=by.label,
    )
    trail.record(
        "remediation.count_recorded",
        by=by,
        chain=measure.case.chain,
        subject=Ref("measure", str(measure.public_id)),
        detail={"counted_on": counted_on.isoformat(), "agrees": count.agrees},
    )
    return count
