"""The officer's page: which systems a wave asks about, and what that means for the people."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case, PopulationMember
from core.access import actor_of
from surveys import rules
from surveys.forms_of import form_of
from surveys.logic.definition import UNASKED
from surveys.models import AskedSystem
from surveys.periods.actions import set_asked_systems
from surveys.sentences import local
from surveys.views_reaching import wave_of


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def asked_systems(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Choose the systems, and the questions that speak of each; after the opening it can only be read."""
    wave = wave_of(case, wave_id)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        chosen = {code: request.POST.getlist(f"questions-{code}") for code in request.POST.getlist("system")}
        set_asked_systems(wave=wave, systems=chosen, by=actor_of(request))
        messages.success(request, _("The systems that the wave asks about are written down."))
        return redirect("surveys:wave-show", case_id=case.public_id, wave_id=wave.public_id)
    known = {one.system_id: one for one in AskedSystem.objects.filter(wave=wave)}
    questions = [
        (name, local(question["label"]))
        for name, question in form_of(wave.version).everything.items()
        if question["type"] not in UNASKED
    ]
    members = PopulationMember.objects.filter(population_id=wave.population_id)
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "systems": [(system, known.get(system.pk)) for system in case.systems.order_by("code")],
        "questions": questions,
        "joined_later": members.filter(person__joined_on__gt=wave.period_from).count() if wave.period_from else 0,
        "members": members.count(),
        "may_change": bool(may(request.user, case, Right.WORK)) and bool(rules.can_change(wave)),
    }
    return render(request, "surveys/results/asked_systems.html", context)
