"""Long work of surveys."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from core.jobs import JobFailed, JobRun, handler
from core.verdict import Refused
from surveys.enums import ImportState
from surveys.imports import IMPORT_JOB, import_responses, problems_of
from surveys.models import ResponseImport


@handler(IMPORT_JOB)
def run_import(run: JobRun) -> dict[str, Any]:
    """Runs twice without harm: an import that has been published only gives its result."""
    received = ResponseImport.objects.select_related("wave__case__roster", "wave__version", "stored").get(
        public_id=run.payload["import"]
    )
    if received.state == ImportState.IMPORTED:
        return dict(received.result or {})
    mapping = {int(index): name for index, name in received.mapping.items()} if received.mapping is not None else None
    with translation.override(received.wave.case.language):
        try:
            plan = import_responses(
                wave=received.wave,
                stored_file=received.stored,
                by=run.by,
                mapping=mapping,
                reason=received.reason,
                received=received,
                progress=run.progress,
            )
        except Refused as refusal:
            ResponseImport.objects.filter(pk=received.pk, state=ImportState.RECEIVED).update(
                result={"problems": problems_of(refusal)[:300]}
            )
            raise JobFailed(refusal.reason) from refusal
    run.progress(len(plan.rows), len(plan.rows), force=True)
    return plan.as_json()
