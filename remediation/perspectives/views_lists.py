"""Saved views, one change to many measures, the list as a workbook and back."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.errors import Problem, Rejected
from core.files import store_stream
from core.verdict import Refused
from remediation import queries
from remediation.models.saved_view import Perspective, SavedView
from remediation.perspectives import actions
from remediation.perspectives.forms import BulkForm, SaveViewForm, WorkbookForm
from remediation.perspectives.search import search_of
from remediation.roundtrip import take_back, workbook_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGES = {
    Perspective.LIST: "measure-list",
    Perspective.BOARD: "plan-board",
    Perspective.CALENDAR: "plan-calendar",
    Perspective.GANTT: "plan-gantt",
    Perspective.BURN_UP: "plan-burn-up",
    Perspective.GROUPS: "plan-groups",
}


def address_of(view: SavedView) -> str:
    """Where the view is seen."""
    page = reverse(f"remediation:{PAGES[Perspective(view.perspective)]}", args=[view.case.public_id])
    return f"{page}?{view.query}" if view.query else page


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def view_list(request: HttpRequest, case: Case) -> HttpResponse:
    """One's own saved views, and a form that keeps another one."""
    initial = {"perspective": request.GET.get("perspective", "list"), "query": request.GET.get("query", "")}
    form = SaveViewForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        asked = QueryDict(form.cleaned_data["query"])
        kept = {name: asked[name] for name in asked if name != "page" and asked[name]}
        facts = {**form.cleaned_data, "query": urlencode(kept)}
        try:
            view = actions.save_view(case=case, user=_user(request), by=actor_of(request), **facts)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect(address_of(view))
    views = SavedView.objects.filter(case=case, user=_user(request)).select_related("case").order_by("name", "pk")
    context = {
        "case": case,
        "rail": "measures",
        "perspective": "views",
        "views": [(view, address_of(view)) for view in views],
        "form": form,
        "query": "",
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "remediation/perspectives/views.html", context, status=422 if form.errors else 200)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the guard has signed them in
    return request.user


@case_view(Right.VIEW)
@require_POST
def view_drop(request: HttpRequest, case: Case, view_id: uuid.UUID) -> HttpResponse:
    """Remove a view of one's own."""
    view = get_object_or_404(
        SavedView.objects.select_related("case"), case=case, user=_user(request), public_id=view_id
    )
    actions.drop_view(view=view, by=actor_of(request))
    return redirect("remediation:view-list", case.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def measures_change(request: HttpRequest, case: Case) -> HttpResponse:
    """One change to the chosen measures, all or nothing."""
    found = search_of(request, case)
    if isinstance(found, HttpResponse):
        return found
    form = BulkForm(request.POST if request.method == "POST" else None, case=case)
    problems: list[Problem] = []
    if form.is_bound and form.is_valid():
        try:
            actions.change_measures(
                case=case, measures=form.cleaned_data["measures"], by=actor_of(request), **form.changes()
            )
        except Rejected as refusal:
            problems = refusal.problems
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            back = reverse("remediation:measure-list", args=[case.public_id])
            return redirect(f"{back}?{found.query}" if found.query else back)
    context = {
        "case": case,
        "rail": "measures",
        "perspective": "change",
        "search": found.form,
        "query": found.query,
        "filtered": found.filtered,
        "standings": queries.standings(found.measures, queries.today_of(case)),
        "may_work": True,
        "chosen": set(request.POST.getlist("measures")),
        "form": form,
        "problems": problems,
    }
    status = 422 if problems or form.errors else 200
    return render(request, "remediation/perspectives/change.html", context, status=status)


@case_view(Right.VIEW)
@require_GET
def workbook_get(request: HttpRequest, case: Case) -> HttpResponse:
    """The list, as filtered, as a workbook that may come back."""
    found = search_of(request, case)
    if isinstance(found, HttpResponse):
        return found
    response = HttpResponse(workbook_of(case, found.measures), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{case.number}-measures.xlsx"'
    return response


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def workbook_put(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a changed list back, all or nothing."""
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    problems: list[Problem] = []
    outcome = None
    if form.is_bound and form.is_valid():
        upload, by = form.cleaned_data["file"], actor_of(request)
        stored = store_stream(upload.file, name=upload.name, by=by)
        try:
            outcome = take_back(case=case, stored=stored, on_difference=form.cleaned_data["on_difference"], by=by)
        except Rejected as refusal:
            problems = refusal.problems
    context = {
        "case": case,
        "rail": "measures",
        "perspective": "workbook",
        "query": "",
        "may_work": True,
        "form": form,
        "problems": problems,
        "outcome": outcome,
        "submit": _("Take the list back"),
    }
    status = 422 if problems or form.errors else 200
    return render(request, "remediation/perspectives/workbook.html", context, status=status)
