"""Look again, from the page of a received file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from evidence.looking.actions import look_again
from evidence.looking.forms import LookForm
from evidence.models import LogFile


@case_view(Right.WORK)
@require_POST
def file_look(request: HttpRequest, case: Case, file_id: uuid.UUID) -> HttpResponse:
    """Show the first rows as they read with this encoding and delimiter."""
    log_file = get_object_or_404(LogFile.objects.select_related("case", "stored", "job"), case=case, public_id=file_id)
    form = LookForm(request.POST)
    if form.is_valid():
        try:
            look_again(log_file=log_file, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("evidence:file-show", case_id=case.public_id, file_id=log_file.public_id)
