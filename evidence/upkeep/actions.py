"""Compare anew after a change, once for all that changed together; or leave it to the officers."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from casework.access import can_work
from casework.models import Case, CaseState
from core import clock
from core.actor import Actor
from core.models import Job
from core.ref import Ref
from core.verdict import Refused
from evidence.models import ReconciliationRun, Upkeep
from evidence.queries import newest_reconciliation
from evidence.reconciling import start_reconciliation
from evidence.upkeep.changed import Changed, changed_parts, comparisons

logger = logging.getLogger(__name__)
# A comparison begins when nothing has changed for QUIET, but changes that never rest wait no longer than LONGEST.
QUIET = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)


@transaction.atomic
def set_upkeep(*, case: Case, automatic: bool, by: Actor) -> Upkeep:
    """Let the comparison follow by itself, or keep it by hand."""
    can_work(case).require()
    facts = {"automatic": automatic, "by_label": by.label, "set_at": clock.now()}
    upkeep, _made = Upkeep.objects.update_or_create(case=case, defaults=facts)
    trail.record(
        "evidence.upkeep_set",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"automatic": automatic},
    )
    return upkeep


def follow_changes() -> int:
    """Start a comparison for every case in which something has changed and come to rest. Returns how many."""
    cases = Case.objects.filter(state=CaseState.OPEN).exclude(upkeep__automatic=False)
    compared = cases.filter(pk__in=ReconciliationRun.objects.values("case_id")).order_by("pk")
    return sum(follow_case(case) is not None for case in compared)


def follow_case(case: Case) -> Job | None:
    """One case: nothing while a comparison waits or runs, nor again after one that failed on the same changes."""
    run = newest_reconciliation(case)
    attempts = comparisons(case)
    if run is None or any(not job.is_over for job in attempts):
        return None
    changed = changed_parts(case, run)
    if not changed or not _at_rest(changed, clock.now()):
        return None
    last = max(one.last for one in changed.values())
    if attempts and attempts[0].created_at >= last:
        return None
    try:
        return start_reconciliation(case=case, by=Actor.system("comparison after a change"))
    except Refused as refusal:  # somebody was quicker
        logger.info("Case %s was not compared: %s", case.number, refusal.reason)
        return None


def _at_rest(changed: dict[str, Changed], now: datetime) -> bool:
    first, last = min(one.first for one in changed.values()), max(one.last for one in changed.values())
    return now - last >= QUIET or now - first >= LONGEST
