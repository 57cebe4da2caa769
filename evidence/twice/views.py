"""One overlap of two files, and the decision about it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from evidence.models.overlap import Counting, FileOverlap
from evidence.twice.actions import decide_overlap
from evidence.twice.queries import overlaps_of


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def overlap_show(request: HttpRequest, case: Case, overlap_id: uuid.UUID) -> HttpResponse:
    """What the two files share, how it counts, and why."""
    rows = FileOverlap.objects.select_related("earlier__source", "later__case")
    found = get_object_or_404(rows, later__case=case, public_id=overlap_id)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            decide_overlap(
                overlap=found,
                counting=request.POST.get("counting", ""),
                reason=request.POST.get("reason", ""),
                by=actor_of(request),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The decision is kept. The rows are counted anew."))
        return redirect("evidence:overlap-show", case_id=case.public_id, overlap_id=found.public_id)
    context = {
        "case": case,
        "rail": "evidence",
        "standing": next(one for one in overlaps_of(found.later) if one.overlap.pk == found.pk),
        "overlap": found,
        "countings": Counting.choices,
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/overlap.html", context)
