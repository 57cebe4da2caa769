"""All files of a source on one page: what waits and why, what is being read in, what is read."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from evidence.models import LogFile, LogSource
from evidence.several.actions import read_together, stop_reading
from evidence.several.readings import files_of

READ_SHOWN = 20


def _source(case: Case, source_id: uuid.UUID) -> LogSource:
    return get_object_or_404(LogSource.objects.select_related("case", "system"), case=case, public_id=source_id)


@case_view(Right.EVIDENCE)
@require_GET
def source_files(request: HttpRequest, case: Case, source_id: uuid.UUID) -> HttpResponse:
    """The page, or only what is being read in while it looks after itself."""
    source = _source(case, source_id)
    files = files_of(source)
    context = {
        "case": case,
        "rail": "evidence",
        "source": source,
        "files": files,
        "read": files.read[:READ_SHOWN],
        "may_work": may(request.user, case, Right.WORK),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "evidence/several/files.html", context)
    response = render(request, "evidence/several/_running.html", context)
    # As soon as one is over, the other parts of the page have changed too.
    if str(len(files.running)) != request.GET.get("running"):
        response["HX-Refresh"] = "true"
    return response


@case_view(Right.WORK)
@require_POST
def source_read(request: HttpRequest, case: Case, source_id: uuid.UUID) -> HttpResponse:
    """Read all in."""
    source = _source(case, source_id)
    try:
        begun = read_together(source=source, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(count)s files are being read in.") % {"count": len(begun)})
    return redirect("evidence:source-files", case_id=case.public_id, source_id=source.public_id)


@case_view(Right.WORK)
@require_POST
def file_stop(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Stop one; the others go on."""
    files = LogFile.objects.select_related("case", "job", "source")
    log_file = get_object_or_404(files, case=case, public_id=file_id)
    try:
        stop_reading(log_file=log_file, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evidence:source-files", case_id=case.public_id, source_id=log_file.source.public_id)
