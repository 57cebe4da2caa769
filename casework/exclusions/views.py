"""The page of exclusions, for the officers of the case."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view
from casework.exclusions.actions import exclude_user, lift_exclusion
from casework.exclusions.forms import ExclusionForm
from casework.models import Case, Exclusion, LiftedExclusion
from core.access import actor_of
from core.verdict import Refused


def _pointed_at(request: HttpRequest, case: Case) -> str:
    """The address of the member whose line was followed here."""
    try:
        wanted = uuid.UUID(request.GET.get("member", ""))
    except ValueError:
        return ""
    return case.memberships.filter(user__public_id=wanted).values_list("user__email", flat=True).first() or ""


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def exclusion_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Who is excluded and why, and what was lifted; excluding and lifting."""
    lifting = "user" in request.POST
    form = ExclusionForm(None if lifting else request.POST or None, initial={"email": _pointed_at(request, case)})
    if request.method == "POST":
        try:
            if lifting:
                found = get_object_or_404(Exclusion, case=case, user__public_id=request.POST["user"])
                lift_exclusion(exclusion=found, reason=request.POST.get("reason", ""), by=actor_of(request))
                messages.success(request, _("The exclusion is lifted. Only members of the case see it."))
                return redirect("casework:exclusion-list", case_id=case.public_id)
            if form.is_valid():
                user, reason = form.cleaned_data["email"], form.cleaned_data["reason"]
                exclude_user(case=case, user=user, reason=reason, by=actor_of(request))
                messages.success(
                    request, _("The user is excluded. For them the case no longer exists; nobody told them.")
                )
                return redirect("casework:exclusion-list", case_id=case.public_id)
        except Refused as refusal:
            messages.error(request, str(refusal)) if lifting else form.add_error(None, str(refusal))
    context = {
        "case": case,
        "rail": "",
        "rows": Exclusion.objects.filter(case=case).select_related("user").order_by("-added_at", "-pk"),
        "lifted": LiftedExclusion.objects.filter(case=case).select_related("user").order_by("-lifted_at", "-pk"),
        "form": form,
    }
    with timezone.override(ZoneInfo(case.time_zone)):
        return render(request, "casework/exclusions.html", context, status=422 if form.errors else 200)
