"""The page on which a change of answers is put before the person because of a note."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from evidence.notes import rules
from evidence.notes.amending import changeable, propose_change
from evidence.notes.views import find_note
from surveys.amendments.proposing import changes_of, fields_of
from surveys.forms_of import form_of


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def note_change(request: HttpRequest, case: Case, note_id: uuid.UUID) -> HttpResponse:
    """The newest answers as they stand; the ones to be changed are ticked and given their new value."""
    note = find_note(request, case, note_id)
    rules.can_lead_to_person(note).require()
    rules.can_lead_further(note).require()
    found = changeable(note)
    wanted = request.GET.get("wave", "")
    base = next((one for one in found if not wanted or one.response.wave.code == wanted), None)
    if base is None and wanted:
        raise Http404
    context: dict[str, Any] = {
        "case": case,
        "rail": "reconciliation",
        "note": note,
        "base": base,
        "waves": [one.response.wave for one in found],
        "reason": request.POST.get("reason", ""),
        "told": request.POST.get("told") == "yes",
    }
    if base is not None:
        form = form_of(base.response.wave.version)
        context["fields"] = fields = fields_of(form, base)
        if request.method == "POST":
            try:
                propose_change(
                    note=note,
                    base=base,
                    changes=changes_of(request.POST, form, fields),
                    reason=context["reason"],
                    told=context["told"],
                    by=actor_of(request),
                )
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The change lies with the person now."))
                return redirect("reconciliation:note-show", case_id=case.public_id, note_id=note.public_id)
    return render(request, "evidence/note_change.html", context)
