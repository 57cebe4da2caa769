"""The page across cases, its one sheet of paper, its workbook, and taking note."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from casework.models import Case, Role
from casework.queries import cases_of
from core.access import actor_of, signed_in
from remediation.models import Measure
from remediation.perspectives.curve import chart_of
from remediation.queries import SOON
from reports.executive import actions, files
from reports.executive.overview import overview_of
from reports.executive.promises import promise_of, promises_of
from reports.models import AcknowledgedKind, Acknowledgement


def _cases(request: HttpRequest) -> list[Case]:
    return list(cases_of(request.user, Role.EXECUTIVE, Role.OFFICER).select_related("organisation"))


@signed_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Across the cases in which the user is executive or officer; others see that there is nothing for them."""
    cases = _cases(request)
    page = overview_of(cases)
    noted = Acknowledgement.objects.filter(case__in=cases, kind=AcknowledgedKind.OVERVIEW).select_related("user")
    context: dict[str, Any] = {
        "page": page,
        "works_in": set(cases_of(request.user, Role.OFFICER).values_list("pk", flat=True)),
        "soon_days": SOON,
        "chart": mark_safe(chart_of(page.curve, page.on)),  # noqa: S308 -- escaped by engines.charts
        "noted": noted.order_by("-at", "-pk").first(),
    }
    return render(request, "reports/executive.html", context)


@signed_in
@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a PDF of one page, or as a workbook with every row."""
    cases = _cases(request)
    if kind not in files.KINDS or not cases:
        raise Http404
    content_type, make = files.KINDS[kind]
    page = overview_of(cases)
    response = HttpResponse(make(page), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="executive-{page.on:%Y-%m-%d}.{kind}"'
    return response


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the guard has signed them in
    return request.user


@signed_in
@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    """The reader takes note of the figures of every case shown."""
    for line in overview_of(_cases(request)).by_case:
        actions.acknowledge_overview(line=line, user=_user(request), by=actor_of(request))
    return redirect("executive:overview")


@signed_in
@require_POST
def acknowledge_wording(request: HttpRequest, measure_id: uuid.UUID) -> HttpResponse:
    """The reader takes note that a measure no longer says what was promised."""
    measures = Measure.objects.filter(case__in=_cases(request)).select_related("case")
    measure = get_object_or_404(measures, public_id=measure_id)
    promise = promise_of(promises_of([measure.case]), measure)
    if promise is None:
        raise Http404
    actions.acknowledge_wording(measure=measure, promise=promise, user=_user(request), by=actor_of(request))
    return redirect("executive:overview")
