"""Where coders differ, and what was decided."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.coding import actions
from surveys.coding.answers import coded_texts, codes_of
from surveys.coding.pages import frame_of, question_words, reader, words_of


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def differences(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """Where coders differ, and what was decided. Only answers that two people have coded stand here."""
    frame = frame_of(case, frame_id)
    codes = codes_of(frame)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            actions.decide_codes(
                frame=frame,
                answer=_uuid(request.POST.get("answer", "")),
                codes=request.POST.getlist("codes"),
                reason=request.POST.get("reason", ""),
                by=actor_of(request),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("surveys:coding-differences", case_id=case.public_id, frame_id=frame_id)
    found = [
        one for one in coded_texts(frame, codes) if len(one.given) > 1 and (one.differs or one.decided is not None)
    ]
    found.sort(key=lambda one: one.decided is not None)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "rail": "surveys",
        "frame": frame,
        "label": question_words(frame),
        "page": page,
        "rows": [
            (one, [(each.label, words_of(codes, each.codes)) for each in one.given], words_of(codes, one.decided))
            for one in page
        ],
        "options": [(code, code.label(reader())) for code in codes.open],
        "open": sum(1 for one in found if one.differs),
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/coding/differences.html", context)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Refused(
            _("This answer can no longer be coded: the person has amended it, or it is not there any more.")
        ) from error
