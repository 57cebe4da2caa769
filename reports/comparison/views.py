"""The effect of a note, as a panel of its page; ready-made tables."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from casework.access import Right, case_view, may_open_dossier
from casework.models import Case
from core.access import actor_of
from evidence.models import DiscrepancyNote
from reports.comparison.actions import keep_ready_made
from reports.comparison.effect import effects_of
from reports.views import language_of


@case_view(Right.EVIDENCE)
@require_GET
def note_effect(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """Which cells the note would move; without htmx a page of its own."""
    notes = DiscrepancyNote.objects.select_related("case__roster", "incident", "person")
    note = get_object_or_404(notes, case=case, public_id=note_id)
    if note.person is not None:
        may_open_dossier(request.user, case, note.person).require()
    context = {
        "case": case,
        "rail": "reconciliation",
        "note": note,
        "effects": effects_of(note, language_of(request)),
    }
    name = "_note_effect.html" if request.headers.get("HX-Request") else "note_effect.html"
    return render(request, f"reports/{name}", context)


@case_view(Right.WORK)
@require_POST
def ready_made(request: HttpRequest, case: Case) -> HttpResponse:
    """Add the tables of the comparison."""
    keep_ready_made(case=case, by=actor_of(request))
    return redirect("reports:tables", case_id=case.public_id)
