"""The custody record of one file: page, PDF, handing over, opening what is sealed or locked."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from evidence.custody import actions, rules
from evidence.custody.forms import DecisionForm, HandOverForm, PasswordForm, ReasonForm, RevealForm
from evidence.custody.printing import custody_pdf as printed
from evidence.custody.record import custody_record
from evidence.custody.revealing import reveal_value
from evidence.models import LogFile, Opening, OpeningState


def _file(case: Case, file_id: uuid.UUID) -> LogFile:
    files = LogFile.objects.select_related("source", "stored", "case__organisation")
    return get_object_or_404(files, case=case, public_id=file_id)


def _page(request: HttpRequest, case: Case, log_file: LogFile, **forms: object) -> HttpResponse:
    by = actor_of(request)
    openings = Opening.objects.filter(log_file=log_file, state=OpeningState.ASKED).select_related("asked_by")
    waiting = [(opening, rules.may_decide(by, opening)) for opening in openings.order_by("asked_at", "pk")]
    context = {
        "case": case,
        "rail": "evidence",
        "log_file": log_file,
        "record": custody_record(log_file),
        "may_work": may(request.user, case, Right.WORK),
        "may_take": rules.may_take_original(by, log_file),
        "may_ask": rules.may_ask(by, log_file),
        "sealed": rules.is_sealed(log_file),
        "waiting": waiting,
        "locked": rules.is_locked(log_file),
        "hand_over_form": HandOverForm(),
        "reason_form": ReasonForm(),
        "decision_form": DecisionForm(),
        "password_form": PasswordForm(),
        **forms,
    }
    return render(request, "evidence/custody.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def custody_show(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """The record, newest line last."""
    return _page(request, case, _file(case, file_id))


@case_view(Right.EVIDENCE)
@require_GET
def custody_pdf(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """The same on paper."""
    log_file = _file(case, file_id)
    language = "en" if (get_language() or "").startswith("en") else "ja"
    answer = HttpResponse(printed(log_file, language=language), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="custody-{log_file.sha256[:12]}.pdf"'
    return answer


@case_view(Right.WORK)
@require_POST
def custody_hand_over(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Write down that the file was handed to somebody."""
    log_file, form = _file(case, file_id), HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, case, log_file, hand_over_form=form)
    actions.hand_over(log_file=log_file, by=actor_of(request), **form.cleaned_data)
    return redirect("evidence:custody", case_id=case.public_id, file_id=file_id)


@case_view(Right.WORK)
@require_POST
def opening_ask(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Ask for a sealed original."""
    log_file, form = _file(case, file_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, case, log_file, reason_form=form)
    actions.ask_opening(log_file=log_file, reason=form.cleaned_data["reason"], by=actor_of(request))
    return redirect("evidence:custody", case_id=case.public_id, file_id=file_id)


@case_view(Right.WORK)
@require_POST
def opening_decide(request: HttpRequest, case: Case, opening_id: uuid.UUID) -> HttpResponse:
    """The second person's decision."""
    openings = Opening.objects.select_related("log_file__case", "asked_by")
    opening = get_object_or_404(openings, log_file__case=case, public_id=opening_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, case, _file(case, opening.log_file.public_id), decision_form=form)
    grant = form.cleaned_data["decision"] == "grant"
    actions.decide_opening(opening=opening, grant=grant, answer=form.cleaned_data["answer"], by=actor_of(request))
    return redirect("evidence:custody", case_id=case.public_id, file_id=opening.log_file.public_id)


@case_view(Right.WORK)
@require_POST
def original_take(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """The original's bytes, always as an attachment."""
    stored = actions.take_original(log_file=_file(case, file_id), by=actor_of(request))
    return cast(
        "HttpResponse",
        FileResponse(stored.open(), as_attachment=True, filename=stored.name, content_type="application/octet-stream"),
    )


@case_view(Right.WORK)
@require_POST
def file_unlock(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Open a file that came with a password."""
    log_file, form = _file(case, file_id), PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, case, log_file, password_form=form)
    try:
        actions.unlock_received(log_file=log_file, password=form.cleaned_data["password"], by=actor_of(request))
    except Refused as refusal:
        form.add_error("password", str(refusal))
        return _page(request, case, log_file, password_form=form)
    return redirect("evidence:file-show", case_id=case.public_id, file_id=file_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def value_reveal(request: HttpRequest, case: Case) -> HttpResponse:
    """The value behind one code of an encrypted column, shown once."""
    form = RevealForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    value = ""
    if request.method == "POST" and form.is_valid():
        try:
            value = reveal_value(case=case, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"case": case, "rail": "evidence", "form": form, "value": value}
    return render(request, "evidence/reveal.html", context)
