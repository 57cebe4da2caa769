"""Trying out drafts and versions."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casework.access import Right, case_view
from casework.models import Case
from core import clock
from surveys.editor.outline import open_draft
from surveys.editor.trial import framed
from surveys.logic import Definition
from surveys.models import QuestionnaireVersion
from surveys.queries import versions_of


def version_in(case: Case, version_id: uuid.UUID) -> QuestionnaireVersion:
    """Raises Http404."""
    return get_object_or_404(versions_of(case), public_id=version_id)


def preview_page(request: HttpRequest, case: Case, *, title: str, frame: str, back: str) -> HttpResponse:
    """The trial in a frame as wide as a telephone, or as wide as the page."""
    context = {
        "case": case,
        "rail": "surveys",
        "title": title,
        "frame": frame,
        "back": back,
        "wide": request.GET.get("width") == "wide",
    }
    return render(request, "surveys/editor/preview.html", context)


@case_view(Right.VIEW)
@require_GET
def draft_preview(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """The draft as it is now."""
    draft = open_draft(case, draft_id).draft
    return preview_page(
        request,
        case,
        title=draft.questionnaire.title,
        frame=reverse("surveys:draft-try", args=[case.public_id, draft.public_id]),
        back=reverse("surveys:draft-show", args=[case.public_id, draft.public_id]),
    )


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def draft_try(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Inside the frame."""
    return framed(request, open_draft(case, draft_id).definition, clock.today(case.time_zone))


@case_view(Right.VIEW)
@require_GET
def version_preview(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """A version that was kept."""
    version = version_in(case, version_id)
    return preview_page(
        request,
        case,
        title=str(version.questionnaire),
        frame=reverse("surveys:version-try", args=[case.public_id, version.public_id]),
        back=reverse("surveys:questionnaire-show", args=[case.public_id, version.public_id]),
    )


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def version_try(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """Inside the frame."""
    definition = cast("Definition", version_in(case, version_id).definition)
    return framed(request, definition, clock.today(case.time_zone))
