"""Closing a wave, after saying what that means, and opening it again."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.models import AuditEvent
from casework.access import Right, case_view
from casework.holds.queries import held
from casework.models import Case
from core import clock
from core.access import actor_of
from core.verdict import Refused
from surveys import actions
from surveys.actions.waves import wave_ref
from surveys.ending.actions import reopen_wave
from surveys.ending.due import deleted_from, keeps_drafts, kept_for, unsubmitted
from surveys.ending.forms import ReopenForm
from surveys.ending.rules import can_reopen
from surveys.enums import InvitationState, WaveState
from surveys.models import Invitation, Wave
from surveys.nameless.rules import participants
from surveys.rules import can_close
from surveys.views_reaching import wave_of


def unsubmitted_facts(wave: Wave) -> dict[str, Any]:
    """What the wave's page says of unsubmitted answers: how many, until when they are kept, how many are gone."""
    if not keeps_drafts(wave) or wave.state == WaveState.DRAFT:
        return {"keeps_drafts": keeps_drafts(wave)}
    now = clock.now()
    gone = AuditEvent.objects.filter(
        chain=wave.case.chain, type="surveys.drafts_deleted", subject=str(wave_ref(wave))
    ).values_list("detail", flat=True)
    return {
        "keeps_drafts": True,
        "unsubmitted": unsubmitted(wave),
        "deleted_from": deleted_from(wave, now),
        "deleted": sum(int(detail["deleted"]) for detail in gone),
        "held": held(wave.case),
    }


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def wave_close(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """First what closing means, then the deed."""
    wave = wave_of(case, wave_id)
    if request.method == "POST":
        actions.close_wave(wave=wave, by=actor_of(request))
        messages.success(request, _("The wave is closed. Personal links no longer work."))
        return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave.public_id)
    can_close(wave).require()
    invited = Invitation.objects.filter(wave=wave)
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "invited": invited.count(),
        "answered": invited.filter(state=InvitationState.SUBMITTED).count() + len(participants(wave)),
        "keeps_drafts": keeps_drafts(wave),
        "unsubmitted": unsubmitted(wave),
        "would_delete": clock.now() + kept_for(wave),
        "held": held(case),
    }
    with timezone.override(ZoneInfo(case.time_zone)):
        return render(request, "surveys/wave_close.html", context)


@case_view(Right.WORK)
@require_POST
def wave_reopen(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """For everybody who was asked."""
    wave = wave_of(case, wave_id)
    can_reopen(wave).require()
    with timezone.override(ZoneInfo(case.time_zone)):
        form = ReopenForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Please give a reason, and a day and a time that can be read."))
        reopen_wave(wave=wave, by=actor_of(request), **form.cleaned_data)
    messages.success(request, _("The wave is open again. Personal links work, and what people had saved is there."))
    return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave.public_id)
