"""Pages where answers are taken out: choose, say why, get the file; and the codebook."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.models import AuditEvent
from casework.access import Right, case_view, may
from casework.models import Case
from core import clock
from core.access import actor_of
from core.actor import Actor
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.models import Wave
from surveys.results.taking import files
from surveys.results.taking.actions import Shape, take_answers
from surveys.results.taking.codebook import about_wave, codebook_workbook, entries_of
from surveys.results.taking.columns import Scope
from surveys.results.taking.forms import TakingForm
from surveys.results.taking.rows import columns_of, current_rows, every_row, long_head, long_rows, wide
from surveys.sentences import reader
from surveys.views_reaching import XLSX, download, wave_of

SHOWN = 50
CSV, ZIP = "text/csv; charset=utf-8", "application/zip"


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def answers_take(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """POST gives the file, because taking it is written to the trail."""
    wave = wave_of(case, wave_id)
    may_take = rules.can_export_answers(wave)
    form = TakingForm(request.POST or None, wave=wave)
    if request.method == "POST":
        may_take.require()
        if form.is_valid():
            by, shape, scope = actor_of(request), Shape(form.cleaned_data["shape"]), form.scope()
            take_answers(wave=wave, shape=shape, scope=scope, reason=form.cleaned_data["reason"], by=by)
            return _file(wave, shape, scope, by, form.cleaned_data)
    taken = AuditEvent.objects.filter(
        chain=case.chain, type="surveys.answers_exported", subject=str(wave_ref(wave))
    ).order_by("-position")
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "form": form,
        "may_take": may_take,
        "taken": [(event, dict(form.fields["shape"].choices)) for event in taken[:SHOWN]],  # type: ignore[attr-defined]  # a ChoiceField
    }
    return render(request, "surveys/results/answers.html", context, status=422 if form.errors else 200)


def _file(wave: Wave, shape: Shape, scope: Scope, by: Actor, facts: dict[str, Any]) -> HttpResponse:
    """Streamed: nothing of it is kept on the server."""
    name = f"answers-{wave.code}" + ("-all-versions" if shape.every_version else "")
    taken = _("%(who)s, %(when)s") % {"who": by.label, "when": clock.now().strftime("%Y-%m-%d %H:%M UTC")}
    about = [
        *about_wave(wave, every_version=shape.every_version),
        (_("Taken by"), taken),
        (_("Taken for"), facts["reason"]),
    ]
    columns = columns_of(wave, scope)
    head = long_head(scope) if shape.every_version else [column.name for column in columns]
    rows = (
        long_rows(wave, scope, every_row(wave, scope))
        if shape.every_version
        else wide(columns, current_rows(wave, scope))
    )
    rule = "all" if shape.every_version else "newest"
    if shape in {Shape.CSV, Shape.LONG_CSV}:
        told = ([*row, rule] for row in rows)
        return _streamed(files.csv_pieces([*head, "version_rule"], told, mark=facts["mark"]), f"{name}.csv", CSV)
    if shape == Shape.SPSS:
        return _streamed(files.spss_pieces(name, columns, rows, about), f"{name}.zip", ZIP)
    names = (_("About this file"), _("Answers"))
    return _streamed(files.workbook_pieces(head, rows, about, names), f"{name}.xlsx", XLSX)


def _streamed(pieces: Any, name: str, kind: str) -> HttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return cast("HttpResponse", response)


@case_view(Right.VIEW)
@require_GET
def codebook(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """To read and to print; `?file=xlsx` gives the workbook. It holds questions, no answers."""
    wave = wave_of(case, wave_id)
    if request.GET.get("file") == "xlsx":
        return download(codebook_workbook(wave, reader()), name=f"codebook-{wave.code}.xlsx", kind=XLSX)
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "about": about_wave(wave),
        "entries": entries_of(wave),
        "columns": columns_of(wave, Scope()),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "surveys/results/codebook.html", context)
