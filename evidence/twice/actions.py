"""Decide how the equal rows of two files count; the facts follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import can_work
from core import clock, jobs
from core.actor import Actor
from core.jobs import JobRun, handler
from core.ref import Ref
from core.verdict import ALLOWED, Verdict, refuse
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
    can_count(counting, reason).require()
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


@transaction.atomic
def adopt_decision(
    *, overlap: FileOverlap, counting: str, reason: str, author: str, at: datetime | None, by: Actor
) -> OverlapDecision:
    """A decision of a case folder, as the officer whom the folder names took it. The rows are counted by the caller."""
    can_work(overlap.later.case).require()
    can_count(counting, reason).require()
    made = OverlapDecision.objects.create(
        overlap=overlap,
        counting=counting,
        reason=reason.strip(),
        by_label=author or by.label,
        at=at or clock.now(),
    )
    record_overlap("evidence.overlap_adopted", overlap, by, {"counting": counting, "same": overlap.same})
    return made


def can_count(counting: str, reason: str) -> Verdict:
    """One of the ways to count, with a reason."""
    if counting not in Counting.values:
        return refuse(_("Choose how the rows count."))
    return ALLOWED if reason.strip() else refuse(_("Write down the reason."))


@handler(COUNT)
def count_rows(run: JobRun) -> dict[str, Any]:
    """After a decision."""
    log_file = LogFile.objects.select_related("case", "parquet").get(pk=run.payload["log_file"])
    left_out = keep_counted(log_file, by=run.by)
    compare_again(case=log_file.case, by=run.by)
    return {"twice": left_out}
