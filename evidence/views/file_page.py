"""The page of one received file, through all its steps."""

from __future__ import annotations

import csv
import uuid
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from casework.access import Right, may
from casework.models import Case
from core.access import actor_of
from evidence import rules
from evidence.custody import rules as custody_rules
from evidence.custody.forms import PasswordForm
from evidence.custody.record import custody_record
from evidence.enums import LogFileState
from evidence.found import found_in
from evidence.looking.asking import still_asked
from evidence.looking.forms import DELIMITERS
from evidence.looking.mapping import MappingForm
from evidence.looking.sections import sections_of
from evidence.messages import reason_of
from evidence.models import LogFile
from evidence.twice.queries import overlaps_of

EXAMPLES_READ = 2000


def file_of(case: Case, file_id: uuid.UUID) -> LogFile:
    """A received file of this case, or 404."""
    files = LogFile.objects.select_related("source__system", "stored", "rejects", "job", "case")
    return get_object_or_404(files, case=case, public_id=file_id)


def file_page(request: HttpRequest, case: Case, log_file: LogFile, form: MappingForm | None) -> HttpResponse:
    """The page of a file; `form` with what somebody sent and what is wrong in it."""
    running = log_file.job is not None and not log_file.job.is_over
    imported = log_file.state == LogFileState.IMPORTED
    step = 4 if imported else 3 if running else 2
    if form is None and step == 2 and not log_file.profile.get("error"):
        form = MappingForm(log_file=log_file)
    may_work = may(request.user, case, Right.WORK)
    context = {
        "case": case,
        "rail": "evidence",
        "log_file": log_file,
        "profile": log_file.profile,
        "questions": still_asked(log_file) if step == 2 else [],
        "delimiter": dict(DELIMITERS).get(log_file.profile.get("delimiter", ""), ""),
        "step": step,
        "running": running,
        "imported": imported,
        "form": form,
        "may_work": may_work,
        "locked": custody_rules.is_locked(log_file),
        "password_form": PasswordForm(),
        "sections": sections_of(form, opened=request.GET.get("open", "")) if form else {},
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
