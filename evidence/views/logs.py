"""Sources, received files, what was recognised, reading in, the result."""

from __future__ import annotations

import uuid
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.files import store_stream
from core.verdict import Refused
from evidence import actions
from evidence.custody.again import receipts
from evidence.custody.record import last_check
from evidence.forms import ReceiveForm, SourceForm
from evidence.looking.actions import look_again, prepare
from evidence.looking.mapping import MappingForm
from evidence.models import CustodyKind, LogFile, LogSource
from evidence.person_log import coverage
from evidence.screens import screens_of
from evidence.several.readings import files_of
from evidence.twice.queries import counted_once, overlaps_in
from evidence.views.file_page import file_of, file_page


@case_view(Right.EVIDENCE)
@require_GET
def source_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Every source with its files."""
    files = LogFile.objects.filter(case=case).select_related("source__system", "job").order_by("-received_at", "-pk")
    context = {
        "case": case,
        "rail": "evidence",
        "sources": list(LogSource.objects.filter(case=case).select_related("system").order_by("code")),
        "files": list(files),
        "spans": coverage(case),
        "check": last_check(case),
        "twice": counted_once(case),
        "to_decide": [one for one in overlaps_in(case) if one.to_decide],
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/source_list.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def screens(request: HttpRequest, case: Case) -> HttpResponse:
    """The screens that the log names, for checking them in production."""
    return render(request, "evidence/screens.html", {"case": case, "rail": "evidence", "screens": screens_of(case)})


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def source_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Make a source known."""
    form = SourceForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        if LogSource.objects.filter(case=case, code=form.cleaned_data["code"]).exists():
            form.add_error("code", _("There is a source with this code already."))
        else:
            source = actions.add_source(case=case, by=actor_of(request), **form.cleaned_data)
            address = reverse("evidence:file-new", args=[case.public_id])
            return redirect(f"{address}?source={source.public_id}")
    context = {
        "case": case,
        "rail": "evidence",
        "form": form,
        "heading": _("New source of logs"),
        "submit": _("Save"),
        "back": reverse("evidence:source-list", args=[case.public_id]),
    }
    return render(request, "casework/case_form.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def file_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a file into custody."""
    chosen = LogSource.objects.filter(case=case, public_id=_uuid(request.GET.get("source")) or uuid.UUID(int=0)).first()
    last = chosen.files.order_by("-received_at").first() if chosen else None
    initial = {"source": chosen, "received_from": last.received_from if last else ""}
    form = ReceiveForm(request.POST or None, request.FILES or None, case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        uploads, by = facts.pop("file"), actor_of(request)
        stored = [store_stream(one, name=one.name, by=by, content_type="text/csv") for one in uploads]
        known = set(facts["source"].files.values_list("pk", flat=True))
        received = actions.receive_logs(stored=stored, by=by, **facts)
        _tell_known(request, received, known, facts["form"])
        if len(received) > 1:
            count = len({one.pk for one in received} - known)
            messages.success(request, _("%(count)s files were taken into custody.") % {"count": count})
            source = received[0].source
            return redirect("evidence:source-files", case_id=case.public_id, source_id=source.public_id)
        return redirect("evidence:file-show", case_id=case.public_id, file_id=received[0].public_id)
    if not LogSource.objects.filter(case=case).exists():
        return redirect("evidence:source-new", case_id=case.public_id)
    return render(request, "evidence/file_new.html", {"case": case, "rail": "evidence", "form": form})


def _tell_known(request: HttpRequest, files: list[LogFile], known: set[int], form: str) -> None:
    """Bytes that are here already are kept once; whoever brings them again is told. A double click brings nothing."""
    events = [event for event in receipts(files) if event.detail.get("form") == form]
    first = {event.log_file_id for event in events if event.kind == CustodyKind.RECEIVED}
    again = {event.log_file_id for event in events if event.kind == CustodyKind.RECEIVED_AGAIN}
    for one in {one.pk: one for one in files if one.pk in again | (known - first)}.values():
        day = timezone.localtime(one.received_at, ZoneInfo(one.source.case.time_zone)).strftime("%Y-%m-%d")
        said = _(
            "The same bytes were received on %(day)s already, as %(name)s, and are kept once. "
            "That they were handed over again is written in the custody record of that file."
        )
        messages.info(request, said % {"day": day, "name": one.name})


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@case_view(Right.EVIDENCE)
@require_GET
def file_show(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """What was recognised, the columns, the progress, the result: one page through all steps."""
    return file_page(request, case, file_of(case, file_id), None)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def file_import(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Read the file in with the chosen meaning of its columns; a reload leads back to the file."""
    if request.method == "GET":
        return redirect("evidence:file-show", case_id=case.public_id, file_id=file_id)
    log_file = file_of(case, file_id)
    form = MappingForm(request.POST, log_file=log_file)
    if not form.is_valid():
        return file_page(request, case, log_file, form)
    by = actor_of(request)
    try:
        if form.looks_otherwise:  # nothing is read in that nobody has seen
            prepare(log_file=log_file, mapping=form.cleaned_data["mapping"], by=by)
            look_again(log_file=log_file, by=by, **form.look())
            messages.info(request, _("The file was looked at anew. Check the columns, then read it in."))
            return redirect("evidence:file-show", case_id=case.public_id, file_id=log_file.public_id)
        actions.start_ingest(log_file=log_file, mapping=form.cleaned_data["mapping"], by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return file_page(request, case, log_file, form)
    if files_of(log_file.source).unread:  # what was just said may be all that they waited for
        return redirect("evidence:source-files", case_id=case.public_id, source_id=log_file.source.public_id)
    return redirect("evidence:file-show", case_id=case.public_id, file_id=log_file.public_id)


@case_view(Right.EVIDENCE)
@require_POST
def file_rejects(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """The rejected rows as CSV, safe to open in a spreadsheet."""
    log_file = file_of(case, file_id)
    stored = actions.take_rejects(log_file=log_file, by=actor_of(request))
    response = FileResponse(stored.open(), as_attachment=True, filename="rejected-rows.csv", content_type="text/csv")
    response.headers["Content-Security-Policy"] = "sandbox"
    return cast("HttpResponse", response)
