"""The page of holds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view, may
from casework.holds.actions import lift_hold, place_hold
from casework.holds.forms import HoldForm
from casework.models import Case, Hold
from core.access import actor_of
from core.verdict import Refused


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def hold_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Holds with their reasons, those that stand first; placing and lifting."""
    lifting = "hold" in request.POST
    form = HoldForm(None if lifting else request.POST or None, case=case)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            if lifting:
                hold = get_object_or_404(Hold, case=case, public_id=request.POST["hold"])
                lift_hold(hold=hold, reason=request.POST.get("reason", ""), by=actor_of(request))
                messages.success(request, _("The hold is lifted. What is due is deleted from the next night on."))
                return redirect("casework:hold-list", case_id=case.public_id)
            if form.is_valid():
                place_hold(case=case, by=actor_of(request), **form.cleaned_data)
                messages.success(request, _("The hold stands. Nothing that it covers is deleted."))
                return redirect("casework:hold-list", case_id=case.public_id)
        except Refused as refusal:
            messages.error(request, str(refusal)) if lifting else form.add_error(None, str(refusal))
    rows = Hold.objects.filter(case=case).select_related("person")
    context = {
        "case": case,
        "rail": "overview",
        "rows": rows.order_by(F("lifted_at").desc(nulls_first=True), "-placed_at", "-pk"),
        "form": form,
        "may_work": may(request.user, case, Right.WORK),
    }
    with timezone.override(ZoneInfo(case.time_zone)):
        return render(request, "casework/holds.html", context, status=422 if form.errors else 200)
