"""How a received file is to be read: looked at again, prepared, calculated columns."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from core.actor import Actor
from core.verdict import Refused
from evidence import rules
from evidence.looking import actions
from evidence.looking.computed import ASKED, ComputedForm, ConstantForm
from evidence.looking.mapping import MappingForm
from evidence.looking.words import KINDS
from evidence.looking.working import working
from evidence.models import LogFile
from evidence.views.file_page import file_of, file_page

SECTIONS = {"look": "lines", "customer": "customers", "drop": "calculated"}  # what stands open after a button
CHANGED = re.compile(r"\d{1,2}|constant-[a-z_]{1,20}")  # the place of a calculated column, or a meaning


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def file_prepare(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Keep what the form of the file's page says, and do what the pressed button asks besides."""
    if request.method == "GET":
        return _back(case, file_id)
    log_file, by = file_of(case, file_id), actor_of(request)
    wanted, _colon, detail = request.POST.get("go", "look").partition(":")
    form = MappingForm(request.POST, log_file=log_file, complete=wanted == "keep")
    if not form.is_valid():
        return file_page(request, case, log_file, form)
    anew = form.looks_otherwise
    kept = wanted == "keep" and not anew  # what nobody has seen yet is not remembered
    try:
        actions.prepare(log_file=log_file, mapping=form.cleaned_data["mapping"], by=by, for_source=kept)
        if anew:
            actions.look_again(log_file=log_file, by=by, **form.look())
        _remove(log_file, wanted, detail, by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return file_page(request, case, log_file, form)
    if kept:
        messages.success(request, _("Kept for this source. Nothing was read in yet."))
    elif wanted == "keep":
        messages.info(request, _("The file was looked at anew. Check the columns, then keep them."))
    what = {"new": request.POST.get("kind", ""), "change": detail}.get(wanted, "")
    if what in (*ASKED, "constant") or (wanted == "change" and CHANGED.fullmatch(what)):
        return redirect("evidence:file-column", case_id=case.public_id, file_id=file_id, what=what)
    return _back(case, file_id, SECTIONS.get(wanted, ""))


def _remove(log_file: LogFile, wanted: str, detail: str, by: Actor) -> None:
    if wanted == "drop" and detail.isdigit():
        actions.drop_computed(log_file=log_file, place=int(detail), by=by)
    elif wanted == "drop" and detail.startswith("constant-"):
        actions.drop_constant(log_file=log_file, meaning=detail.removeprefix("constant-"), by=by)


def _back(case: Case, file_id: uuid.UUID, part: str = "") -> HttpResponse:
    address = reverse("evidence:file-show", args=[case.public_id, file_id])
    return redirect(f"{address}?open={part}#{part}" if part else address)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def file_column(request: HttpRequest, case: Case, file_id: uuid.UUID, what: str) -> HttpResponse:
    """One calculated column, new (the kind) or to be changed (its place); with `go=look` only tried."""
    log_file = file_of(case, file_id)
    if not rules.can_import(log_file).allowed:
        return _back(case, file_id)
    if what.partition("-")[0] == "constant":
        return _constant(request, case, log_file, what.partition("-")[2])
    kind, place = _kind_of(log_file, what)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ComputedForm(*data, log_file=log_file, kind=kind, place=place)
    if request.method == "POST" and form.is_valid() and request.POST.get("go") != "look":
        return _kept(request, case, log_file, form, form.cleaned_data["mapping"])
    trial = form.trial
    context = _context(case, log_file, form, kind, what) | {"trial": trial, "sources": form.base.get("computed", ())}
    return render(request, "evidence/looking/column.html", context)


def _kind_of(log_file: LogFile, what: str) -> tuple[str, int | None]:
    if what in ASKED:
        return what, None
    computed = list(working(log_file).get("computed", ()))
    if not what.isdigit() or int(what) >= len(computed):
        raise Http404
    return str(computed[int(what)]["kind"]), int(what)


def _constant(request: HttpRequest, case: Case, log_file: LogFile, meaning: str) -> HttpResponse:
    form = ConstantForm(request.POST or None, log_file=log_file, meaning=meaning)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_constant(log_file=log_file, instead=meaning, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(case, log_file.public_id, "calculated")
    return render(
        request, "evidence/looking/column.html", _context(case, log_file, form, "constant", f"constant-{meaning}")
    )


def _kept(
    request: HttpRequest, case: Case, log_file: LogFile, form: ComputedForm, mapping: dict[str, Any]
) -> HttpResponse:
    try:
        actions.prepare(log_file=log_file, mapping=mapping, by=actor_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(
            request,
            "evidence/looking/column.html",
            _context(case, log_file, form, form.kind, "") | {"trial": form.trial},
        )
    return _back(case, log_file.public_id, "calculated")


def _context(case: Case, log_file: LogFile, form: Any, kind: str, what: str) -> dict[str, Any]:
    return {
        "case": case,
        "rail": "evidence",
        "log_file": log_file,
        "form": form,
        "kind": kind,
        "kind_word": KINDS[kind],
        "is_new": not form.before,
        "what": what,
    }
