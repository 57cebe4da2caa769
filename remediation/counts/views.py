"""The panel of mutual counts on a measure's page."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from remediation.counts.actions import record_count
from remediation.counts.forms import CrossCountForm
from remediation.models import CrossCount, Measure


@case_view(Right.VIEW)
@require_GET
def counts_panel(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """All counts, the newest first."""
    measure = get_object_or_404(Measure, case=case, public_id=measure_id)
    context = {
        "case": case,
        "measure": measure,
        "counts": CrossCount.objects.filter(measure=measure).order_by("-counted_on", "-pk")[:50],
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "remediation/counts_panel.html", context)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def count_new(request: HttpRequest, case: Case, measure_id: uuid.UUID) -> HttpResponse:
    """Write a count down."""
    measure = get_object_or_404(Measure, case=case, public_id=measure_id)
    form = CrossCountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_count(measure=measure, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("counted_on", str(refusal))
        else:
            return redirect("remediation:measure-show", case.public_id, measure.public_id)
    return render(
        request, "remediation/count_new.html", {"case": case, "rail": "measures", "measure": measure, "form": form}
    )
