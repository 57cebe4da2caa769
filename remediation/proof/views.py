"""Proofs, notes and decisions of one measure; the monitor's page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.files import store_stream
from core.verdict import Refused
from remediation.enums import DecisionKind, NoteKind
from remediation.models import Measure, Proof
from remediation.proof import actions
from remediation.proof.forms import DecisionForm, NoteForm, ProofForm
from remediation.proof.queries import watched
from remediation.queries import today_of


def _measure(case: Case, measure_id: uuid.UUID) -> Measure:
    return get_object_or_404(Measure.objects.select_related("case", "owner"), case=case, public_id=measure_id)


def _back(case: Case, measure: Measure) -> HttpResponse:
    return redirect("remediation:measure-show", case.public_id, measure.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def proof_new(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """File a proof."""
    measure = _measure(case, measure_id)
    initial = {"effective_on": measure.done_on}
    form = ProofForm(request.POST or None, request.FILES or None, measure=measure, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        stored = store_stream(upload.file, name=upload.name, by=actor_of(request))
        try:
            actions.file_proof(measure=measure, stored=stored, by=actor_of(request), **facts)
        except Refused as refusal:
            form.add_error("expires_on", str(refusal))
        else:
            return _back(case, measure)
    context = {
        "case": case,
        "rail": "measures",
        "form": form,
        "heading": _("File a proof for %(no)s") % {"no": measure.no},
        "submit": _("File the proof"),
        "multipart": True,
        "back": reverse("remediation:measure-show", args=[case.public_id, measure.public_id]),
    }
    return render(request, "casework/case_form.html", context)


@case_view(Right.VIEW)
@require_GET
def proof_get(request: HttpRequest, case: Case, measure_id: uuid.UUID, proof_id: uuid.UUID) -> HttpResponse:
    """The file as it was filed."""
    del request
    proof = get_object_or_404(
        Proof.objects.select_related("stored"), measure__case=case, measure__public_id=measure_id, public_id=proof_id
    )
    response = FileResponse(
        proof.stored.open(), as_attachment=True, filename=proof.stored.name, content_type="application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return cast("HttpResponse", response)


@case_view(Right.WORK)
@require_POST
def note_new(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """How far it is."""
    return _note(request, case, measure_id, NoteKind.PROGRESS)


@case_view(Right.AUDIT)
@require_POST
def remark_new(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """What the independent monitor says."""
    return _note(request, case, measure_id, NoteKind.REMARK)


def _note(request: HttpRequest, case: Case, measure_id: uuid.UUID, kind: NoteKind) -> HttpResponse:
    measure = _measure(case, measure_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write something, at most 4,000 characters."))
    else:
        _try(request, lambda: actions.write_note(measure=measure, kind=kind, by=actor_of(request), **form.cleaned_data))
    if kind == NoteKind.REMARK and "monitor" in request.POST:
        return redirect("remediation:plan-monitor", case.public_id)
    return _back(case, measure)


def _try(request: HttpRequest, deed: Callable[[], object]) -> None:
    """A refusal is told on the page one comes back to."""
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))


@case_view(Right.AUDIT)
@require_POST
def decide_measure(request: HttpRequest, case: Case, measure_id: uuid.UUID, kind: str) -> HttpResponse:
    """Confirm, return, judge the effect, approve the wording."""
    measure = _measure(case, measure_id)
    form = DecisionForm(request.POST)
    deed = _deed(kind)
    if not form.is_valid():
        messages.error(request, _("Months are a whole number from 1 to 120."))
        return _back(case, measure)
    given: dict[str, Any] = {"measure": measure, "by": actor_of(request), "reason": form.cleaned_data["reason"]}
    if kind in {DecisionKind.CONFIRMED, DecisionKind.RETURNED, DecisionKind.APPROVED}:
        given["seen"] = form.cleaned_data["seen"]
    if kind == DecisionKind.CONFIRMED:
        given["check_after_months"] = form.cleaned_data["check_after_months"]
    if kind in {DecisionKind.EFFECTIVE, DecisionKind.NOT_EFFECTIVE}:
        given["effective"] = kind == DecisionKind.EFFECTIVE
    _try(request, lambda: deed(**given))
    return _back(case, measure)


def _deed(kind: str) -> Callable[..., object]:
    deeds: dict[str, Callable[..., object]] = {
        DecisionKind.CONFIRMED: actions.confirm_measure,
        DecisionKind.RETURNED: actions.return_measure,
        DecisionKind.EFFECTIVE: actions.judge_effect,
        DecisionKind.NOT_EFFECTIVE: actions.judge_effect,
        DecisionKind.APPROVED: actions.approve_wording,
    }
    if kind not in deeds:
        raise Http404
    return deeds[kind]


@case_view(Right.AUDIT)
@require_GET
def monitor(request: HttpRequest, case: Case) -> HttpResponse:
    """Every measure with what is claimed, confirmed and found effective, and the monitor's own remarks."""
    rows = watched(case, actor_of(request))
    today = today_of(case)
    context = {
        "case": case,
        "rail": "measures",
        "rows": rows,
        "claimed": sum(1 for row in rows if row.is_claimed),
        "confirmed": sum(1 for row in rows if row.measure.confirmed_at),
        "effective": sum(1 for row in rows if row.measure.effective),
        "to_check": Measure.objects.of_case(case).to_be_checked(today).count(),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "remediation/monitor.html", context)
