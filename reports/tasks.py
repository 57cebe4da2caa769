"""The two kinds of work of this room."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.jobs import JobFailed, JobRun, handler
from engines.documents import DocumentError
from reports import actions
from reports.models import Edition, RenderingKind, Snapshot
from reports.rendering import rendered


@handler("reports.freeze")
def freeze(run: JobRun) -> dict[str, Any]:
    """Make and publish the snapshot of an edition."""
    edition = Edition.objects.select_related("case__organisation", "case__roster").get(public_id=run.payload["edition"])
    run.progress(0, 2, _("Counting the tables"), force=True)
    with translation.override(edition.language):
        snapshot = actions.freeze_now(edition=edition, by=run.by, reason=str(run.payload.get("reason", "")))
    run.progress(2, 2, force=True)
    return {"sha256": snapshot.sha256, "verification_code": snapshot.verification_code}


@handler("reports.render")
def render(run: JobRun) -> dict[str, Any]:
    """Make one file of a snapshot."""
    snapshots = Snapshot.objects.select_related("edition__case", "bundle")
    snapshot, kind = snapshots.get(public_id=run.payload["snapshot"]), RenderingKind(run.payload["kind"])
    run.progress(0, 1, force=True)
    try:
        data = rendered(snapshot, kind)
    except DocumentError as error:
        raise JobFailed(_document_sentence(error)) from error
    rendering = actions.publish_rendering(snapshot=snapshot, kind=kind, data=data, by=run.by)
    run.progress(1, 1, force=True)
    return {"kind": str(kind), "sha256": rendering.sha256}


def _document_sentence(error: DocumentError) -> str:
    if error.code == "no_fonts":
        return _(
            "The PDF cannot be made because no Japanese fonts are installed. Install fonts-noto-cjk, then try again."
        )
    if error.code in {"too_many_pages", "timed_out", "input_too_large"}:
        return _("The report is too long for one PDF. Move its longest lists to the workbook, then make a new edition.")
    return _("The PDF could not be made. The workbook is not affected. The details are in the server's log.")
