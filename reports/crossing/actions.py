"""A crossing is kept among the tables of the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.errors import Problem, Rejected
from core.verdict import ALLOWED, Refused, Verdict, refuse
from engines.tables import TableError, read_table
from reports.actions import case_ref
from reports.models import ReportTable
from surveys.enums import WaveState
from surveys.models import Wave


def can_cross(case: Case, waves: list[str]) -> Verdict:
    """Results only of waves that are closed."""
    found = Wave.objects.filter(case=case, code__in=waves)
    if not waves or found.count() != len(set(waves)) or found.exclude(state=WaveState.CLOSED).exists():
        return refuse(_("Answers can be crossed after the wave has closed. Until then only the response is shown."))
    return ALLOWED


@transaction.atomic
def keep_crossing(*, case: Case, spec: Mapping[str, Any], by: Actor) -> ReportTable:
    """Adds the specification at the end; the same crossing is kept once. Other tables stay as they are."""
    can_work(case).require()
    can_cross(case, list(spec.get("waves", []))).require()
    try:
        read_table(spec, str(spec["id"]))
    except TableError as error:
        words = error.words.in_language((get_language() or "ja")[:2])
        raise Rejected([Problem(words, sheet=str(spec["id"]))]) from error
    if ReportTable.objects.filter(case=case, table_id=spec["id"]).exists():
        raise Refused(_("This crossing stands among the tables already."))
    last = ReportTable.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0
    made = ReportTable.objects.create(case=case, table_id=str(spec["id"]), position=last + 1, spec=dict(spec))
    trail.record("reports.table_kept", by=by, chain=case.chain, subject=case_ref(case), detail={"table": made.table_id})
    return made
