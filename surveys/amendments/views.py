"""Proposing a change of answers after an interview or a question, and what became of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.amendments import actions
from surveys.amendments.proposing import changes_of, fields_of, ground_of
from surveys.amendments.reading import both_values
from surveys.forms_of import form_of
from surveys.interviews.forms import ReasonForm
from surveys.interviews.printing import amendment_pdf
from surveys.interviews.queries import amendments_of
from surveys.interviews.rules import may_see
from surveys.models import Amendment, AnswerQuery, Interview, Response, ResponseVersion
from surveys.models.amendment import AmendmentState
from surveys.views_reaching import download


def find(request: HttpRequest, case: Case, amendment_id: uuid.UUID) -> Amendment:
    """The case's proposal; refused when it is about the one who asks."""
    rows = Amendment.objects.select_related(
        "base__response__person", "base__response__wave__version", "base__response__wave__case", "interview", "query"
    )
    found = get_object_or_404(rows, base__response__wave__case=case, public_id=amendment_id)
    may_see(request.user, case, found.base.response.person).require()
    return found


@case_view(Right.EVIDENCE)
@require_GET
def amendment_list(request: HttpRequest, case: Case) -> HttpResponse:
    """All proposals, newest first, with both values."""
    rows = amendments_of(case, request.user).select_related("decision")
    context = {
        "case": case,
        "rail": "interviews",
        "tab": "amendments",
        "rows": [(row, both_values(row)) for row in rows[:200]],
    }
    return render(request, "surveys/interviews/amendments.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def amendment_new(request: HttpRequest, case: Case, kind: str, source_id: uuid.UUID) -> HttpResponse:
    """The answers as they stand; the ones to be changed are ticked and given their new value."""
    interview: Interview | None = None
    query: AnswerQuery | None = None
    if kind == "interview":
        interview = get_object_or_404(Interview, case=case, public_id=source_id, about__isnull=False)
        response_id = interview.about.response_id if interview.about else 0
    else:
        query = get_object_or_404(AnswerQuery, case=case, public_id=source_id)
        response_id = query.version.response_id
    current = Response.objects.values("current_id").filter(pk=response_id)
    rows = ResponseVersion.objects.select_related("response__person", "response__wave__version", "response__wave__case")
    base = get_object_or_404(rows, pk__in=current)
    may_see(request.user, case, base.response.person).require()
    form = form_of(base.response.wave.version)
    shown = fields_of(form, base)
    if request.method == "POST":
        try:
            made = actions.propose_amendment(
                base=base,
                changes=changes_of(request.POST, form, shown),
                reason=request.POST.get("reason", ""),
                by=actor_of(request),
                interview=interview,
                query=query,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The change lies with the person now."))
            return redirect("surveys:amendment-show", case_id=case.public_id, amendment_id=made.public_id)
    context = {
        "case": case,
        "rail": "interviews",
        "base": base,
        "fields": shown,
        "interview": interview,
        "query": query,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "surveys/interviews/amendment_new.html", context)


@case_view(Right.EVIDENCE)
@require_GET
def amendment_show(request: HttpRequest, case: Case, amendment_id: uuid.UUID) -> HttpResponse:
    """Both values, the reason, who proposed and who decided."""
    found = find(request, case, amendment_id)
    actor = actor_of(request)
    context = {
        "case": case,
        "rail": "interviews",
        "amendment": found,
        "lines": both_values(found),
        "decision": getattr(found, "decision", None),
        "waiting": found.state == AmendmentState.PROPOSED,
        "ground": ground_of(found),
        "may_work": may(request.user, case, Right.WORK),
        "is_mine": (found.by_kind, found.by_id) == (actor.kind, actor.id),
        "form": ReasonForm(),
    }
    return render(request, "surveys/interviews/amendment.html", context)


@case_view(Right.WORK)
@require_POST
def amendment_decide(request: HttpRequest, case: Case, amendment_id: uuid.UUID) -> HttpResponse:
    """By a second officer, with the reason why the person cannot; or withdrawn."""
    found = find(request, case, amendment_id)
    try:
        if request.POST.get("go") == "withdraw":
            actions.withdraw_amendment(amendment=found, by=actor_of(request))
        else:
            actions.decide_amendment(
                amendment=found,
                accept=request.POST.get("go") == "accept",
                reason=request.POST.get("reason", ""),
                by=actor_of(request),
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("surveys:amendment-show", case_id=case.public_id, amendment_id=found.public_id)


@case_view(Right.EVIDENCE)
@require_GET
def amendment_print(request: HttpRequest, case: Case, amendment_id: uuid.UUID) -> HttpResponse:
    """Both values on paper."""
    found = find(request, case, amendment_id)
    data = amendment_pdf(found, both_values(found), language=request.LANGUAGE_CODE[:2])
    return download(data, name=f"{case.number}-change.pdf", kind="application/pdf")
