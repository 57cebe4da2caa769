"""The officer's page for one person who comes after the end."""

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
from casework.models import Case
from core import clock
from core.access import actor_of
from core.verdict import Refused
from surveys.late.actions import allow_late, end_late
from surveys.late.forms import LateForm
from surveys.late.rules import can_allow_late
from surveys.models import Invitation
from surveys.views_reaching import wave_of


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def late(request: HttpRequest, case: Case, wave_id: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    """Let this person answer after the end, or end that."""
    wave = wave_of(case, wave_id)
    invitation = get_object_or_404(Invitation.objects.select_related("person"), wave=wave, public_id=invitation_id)
    invitation.wave = wave
    with timezone.override(ZoneInfo(case.time_zone)):
        ending = request.POST.get("go") == "end"
        form = LateForm(None if ending else request.POST or None)
        if request.method == "POST" and (ending or form.is_valid()):
            try:
                if ending:
                    end_late(invitation=invitation, by=actor_of(request))
                    messages.success(request, _("The personal link no longer works."))
                else:
                    allow_late(invitation=invitation, by=actor_of(request), **form.cleaned_data)
                    messages.success(request, _("The personal link works again until the time you set."))
            except Refused as refusal:
                form.add_error(None, str(refusal)) if form.is_bound else messages.error(request, str(refusal))
            else:
                return redirect(
                    "surveys:invitation-show", case_id=case.public_id, wave_id=wave_id, invitation_id=invitation_id
                )
        context = {
            "case": case,
            "rail": "surveys",
            "wave": wave,
            "invitation": invitation,
            "form": form,
            "can_allow": can_allow_late(invitation),
            "running": invitation.late_until is not None and clock.now() <= invitation.late_until,
        }
        return render(request, "surveys/late.html", context, status=422 if form.errors else 200)
