"""Decide how the equal rows of two files count; the facts follow."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import can_work
from core import jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.ref import Ref
from core.verdict import Refused
from evidence.models import FileOverlap, LogFile, OverlapDecision
from evidence.models.overlap import Counting
from evidence.reconciling import compare_again
from evidence.twice.finding import keep_counted, record_overlap

COUNT = "evidence.count_rows"


@transaction.atomic
def decide_overlap(*, overlap: FileOverlap, counting: str, reason: str, by: Actor) -> OverlapDecision:
    """Say how the equal rows of two files count; the facts follow. Contradicting rows are always kept."""
    case = overlap.later.case
    can_work(case).require()
    if counting not in Counting.values:
        raise Refused(_("Choose how the rows count."))
    if not reason.strip():
        raise Refused(_("Write down the reason."))
    made = OverlapDecision.objects.create(overlap=overlap, counting=counting, reason=reason.strip(), by_label=by.label)
    record_overlap("evidence.overlap_decided", overlap, by, {"counting": counting, "same": overlap.same})
    jobs.enqueue(
        COUNT,
        payload={"log_file": overlap.later_id},
        by=by,
        scope=Ref("case", str(case.public_id)),
        title=_("Counting the rows of %(name)s anew") % {"name": overlap.later.name},
    )
    return made


@handler(COUNT)
def count_rows(run: JobRun) -> dict[str, Any]:
    """After a decision."""
    log_file = LogFile.objects.select_related("case", "parquet").get(pk=run.payload["log_file"])
    left_out = keep_counted(log_file, by=run.by)
    compare_again(case=log_file.case, by=run.by)
    return {"twice": left_out}
