"""The page on which questions are reviewed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.models import QuestionReview
from surveys.queries import versions_of
from surveys.reviewing.actions import agree_review, ask_review
from surveys.reviewing.rules import flagged_questions


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def review_list(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """Questions that ask who reported, taught or told: why they are needed, and who else agrees."""
    version = get_object_or_404(versions_of(case), public_id=version_id)
    version.questionnaire.case = case
    by = actor_of(request)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        question, reason = str(request.POST.get("question", "")), str(request.POST.get("reason", ""))
        try:
            if request.POST.get("go") == "agree":
                review = get_object_or_404(QuestionReview, version=version, question=question)
                review.version = version
                agree_review(review=review, reason=reason, by=by)
            else:
                ask_review(version=version, question=question, need=reason, by=by)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("surveys:review-list", case_id=case.public_id, version_id=version_id)
    rows = [(one, one.review is not None and one.review.asked_by_id != by.id) for one in flagged_questions(version)]
    context = {
        "case": case,
        "rail": "surveys",
        "version": version,
        "rows": rows,
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/reviewing/review_list.html", context)
