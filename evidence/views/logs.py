"""Sources, received files, what was recognised, reading in, the result."""

from __future__ import annotations

import csv
import uuid
from pathlib import Path
from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.files import store_stream
from core.verdict import Refused
from evidence import actions, rules
from evidence.custody import rules as custody_rules
from evidence.custody.forms import PasswordForm
from evidence.custody.record import custody_record, last_check
from evidence.enums import LogFileState
from evidence.forms import ReceiveForm, SourceForm
from evidence.found import found_in
from evidence.looking.forms import LookForm
from evidence.looking.mapping import MappingForm
from evidence.messages import reason_of
from evidence.models import LogFile, LogSource
from evidence.person_log import coverage
from evidence.screens import screens_of
from evidence.twice.queries import counted_once, overlaps_in, overlaps_of

EXAMPLES_READ = 2000


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
        received = actions.receive_logs(stored=stored, by=by, **facts)
        if len(received) > 1:
            messages.success(request, _("%(count)s files were taken into custody.") % {"count": len(received)})
            return redirect("evidence:source-list", case_id=case.public_id)
        return redirect("evidence:file-show", case_id=case.public_id, file_id=received[0].public_id)
    if not LogSource.objects.filter(case=case).exists():
        return redirect("evidence:source-new", case_id=case.public_id)
    return render(request, "evidence/file_new.html", {"case": case, "rail": "evidence", "form": form})


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@case_view(Right.EVIDENCE)
@require_GET
def file_show(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """What was recognised, the columns, the progress, the result: one page through all steps."""
    return _file_page(request, case, _file(case, file_id), None)


def _file(case: Case, file_id: uuid.UUID) -> LogFile:
    files = LogFile.objects.select_related("source__system", "stored", "rejects", "job", "case")
    return get_object_or_404(files, case=case, public_id=file_id)


def _file_page(request: HttpRequest, case: Case, log_file: LogFile, form: MappingForm | None) -> HttpResponse:
    running = log_file.job is not None and not log_file.job.is_over
    imported = log_file.state == LogFileState.IMPORTED
    step = 4 if imported else 3 if running else 2
    may_work = may(request.user, case, Right.WORK)
    language = "en" if (get_language() or "").startswith("en") else "ja"
    context = {
        "case": case,
        "rail": "evidence",
        "log_file": log_file,
        "profile": log_file.profile,
        "questions": [question[language] for question in log_file.profile.get("questions", [])],
        "step": step,
        "running": running,
        "imported": imported,
        "form": form or (MappingForm(log_file=log_file) if step == 2 and not log_file.profile.get("error") else None),
        "may_work": may_work,
        "locked": custody_rules.is_locked(log_file),
        "password_form": PasswordForm(),
        "look_form": _look_form(log_file) if step == 2 and may_work else None,
        "can_import": rules.can_import(log_file),
        "reasons": _reasons(log_file) if imported else [],
        "may_reject": custody_rules.may_take_rejects(actor_of(request), log_file),
        "receipt": custody_record(log_file),
        "found": found_in(log_file) if imported else {},
        "overlaps": overlaps_of(log_file) if imported else [],
        "steps": [
            (1, _("What was recognised")),
            (2, _("Meaning of the columns")),
            (3, _("Reading in")),
            (4, _("Result")),
        ],
    }
    return render(request, "evidence/file_show.html", context)


def _look_form(log_file: LogFile) -> LookForm | None:
    """For text in columns; what is recognised otherwise cannot be read in another encoding."""
    if log_file.profile.get("format") != "csv":
        return None
    return LookForm(initial={name: log_file.profile.get(name) for name in ("encoding", "delimiter")})


def _reasons(log_file: LogFile) -> list[tuple[str, int, str]]:
    """(reason, rows, the first lines) — the rows themselves may name customers and are not shown."""
    lines: dict[str, list[str]] = {}
    if log_file.rejects is not None and log_file.rejected:
        for line, reason in _first_rejects(log_file.rejects.path):
            shown = lines.setdefault(reason, [])
            if len(shown) < 5:
                shown.append(line)
    return [
        (reason_of(code), rows, ", ".join(lines.get(code, [])))
        for code, rows in sorted(log_file.reasons.items(), key=lambda entry: -entry[1])
    ]


def _first_rejects(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        next(reader, None)
        return [(row[0], row[1]) for _number, row in zip(range(EXAMPLES_READ), reader, strict=False)]


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def file_import(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Read the file in with the chosen meaning of its columns; a reload leads back to the file."""
    if request.method == "GET":
        return redirect("evidence:file-show", case_id=case.public_id, file_id=file_id)
    log_file = _file(case, file_id)
    form = MappingForm(request.POST, log_file=log_file)
    if not form.is_valid():
        return _file_page(request, case, log_file, form)
    try:
        actions.start_ingest(log_file=log_file, mapping=form.cleaned_data["mapping"], by=actor_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _file_page(request, case, log_file, form)
    return redirect("evidence:file-show", case_id=case.public_id, file_id=log_file.public_id)


@case_view(Right.EVIDENCE)
@require_POST
def file_rejects(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """The rejected rows as CSV, safe to open in a spreadsheet."""
    log_file = _file(case, file_id)
    stored = actions.take_rejects(log_file=log_file, by=actor_of(request))
    response = FileResponse(stored.open(), as_attachment=True, filename="rejected-rows.csv", content_type="text/csv")
    response.headers["Content-Security-Policy"] = "sandbox"
    return cast("HttpResponse", response)
