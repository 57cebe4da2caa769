"""Pages of the response: everything an officer may see while people still answer."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.access import Right, case_view
from casework.models import Case
from surveys.enums import WaveState
from surveys.results import monitor, pictures
from surveys.views_reaching import wave_of

BELOW = ("unit", "employer")


@case_view(Right.VIEW)
@require_GET
def response_show(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """The response in figures and pictures; htmx asks for the figures again while the wave is open."""
    wave = wave_of(case, wave_id)
    below = request.GET.get("by", "")
    below = below if below in BELOW else BELOW[0]
    figures = monitor.monitor_of(wave, below)
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "below": below,
        "figures": figures,
        "rates": monitor.rates_of(figures.total),
        "steps": (steps := monitor.steps_of(wave)),
        "is_open": wave.state == WaveState.OPEN,
    }
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        template = "surveys/results/_figures.html"
    else:
        template = "surveys/results/response.html"
        questions = monitor.questions_reached(wave)
        context |= {
            "curve": pictures.curve_of(wave),
            "steps_picture": pictures.steps_picture(steps),
            "questions": questions,
            "questions_picture": pictures.questions_picture(questions) if questions else "",
        }
    with timezone.override(ZoneInfo(case.time_zone)):
        return render(request, template, context)
