"""One answer at a time; a coder sees only codes of their own."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.coding import actions
from surveys.coding.answers import Coded, codes_of, stale_answers
from surveys.coding.pages import frame_of, own_texts, question_words, reader
from surveys.models.coding import CodingFrame

KEYS = "123456789abcdefghijklmopqrstuvwxyz"  # n opens the field for a new code


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """One answer at a time; a coder sees only codes of their own."""
    frame = frame_of(case, frame_id)
    by = actor_of(request)
    codes = codes_of(frame)
    texts = own_texts(request, case, frame, codes)
    here = _place(texts, str(request.POST.get("answer") or request.GET.get("answer", "")), by.id)
    problem = ""
    if request.method == "POST" and here is not None:
        chosen = request.POST.getlist("codes")
        try:
            if request.POST.get("go") == "add" or request.POST.get("new_ja", "").strip():
                added = actions.add_code(
                    frame=frame,
                    label_ja=str(request.POST.get("new_ja", ""))[:200],
                    label_en=str(request.POST.get("new_en", ""))[:200],
                    by=by,
                )
                chosen = [*chosen, added.code]
            actions.assign_codes(frame=frame, answer=here.text.answer, codes=chosen, by=by)
        except Refused as refusal:
            problem = str(refusal)
        else:
            following = _following(texts, here, by.id)
            return redirect(_work_url(case, frame, following))
    if here is None:
        return redirect("surveys:coding-frame", case_id=case.public_id, frame_id=frame_id)
    context = _work_context(request, frame, texts, here, problem=problem)
    return render(request, "surveys/coding/work.html", context | {"case": case, "rail": "surveys"})


def _place(texts: list[Coded], wanted: str, coder: str) -> Coded | None:
    """The answer asked for; else the first one that waits; else the first one."""
    asked = next((one for one in texts if str(one.text.answer) == wanted), None)
    waiting = next((one for one in texts if one.by(coder) is None), None)
    return asked or waiting or next(iter(texts), None)


def _following(texts: list[Coded], here: Coded, coder: str) -> Coded | None:
    """The next one that waits after this place, then from the beginning; None when all are done."""
    place = texts.index(here)
    return next((one for one in (*texts[place + 1 :], *texts[:place]) if one.by(coder) is None), None)


def _work_url(case: Case, frame: CodingFrame, one: Coded | None) -> str:
    if one is None:
        return reverse("surveys:coding-frame", args=[case.public_id, frame.public_id])
    url = reverse("surveys:coding-work", args=[case.public_id, frame.public_id])
    return f"{url}?answer={one.text.answer}"


def _work_context(
    request: HttpRequest, frame: CodingFrame, texts: list[Coded], here: Coded, *, problem: str
) -> dict[str, Any]:
    case, codes = frame.questionnaire.case, codes_of(frame)
    coder = actor_of(request).id
    place = texts.index(here)
    mine = here.by(coder)
    chosen = set(request.POST.getlist("codes")) if problem else set(mine.codes if mine else ())
    stale = stale_answers(frame, coder, texts)
    return {
        "frame": frame,
        "label": question_words(frame),
        "here": here,
        "options": [
            (code, code.label(reader()), KEYS[index] if index < len(KEYS) else "", code.code in chosen)
            for index, code in enumerate(codes.open)
        ],
        "number": place + 1,
        "total": len(texts),
        "left": sum(1 for one in texts if one.by(coder) is None),
        "again": len(stale),
        "is_stale": here.text.answer in stale,
        "done": mine is not None,
        "before": _work_url(case, frame, texts[place - 1]) if place else "",
        "after": _work_url(case, frame, texts[place + 1]) if place + 1 < len(texts) else "",
        "problem": problem,
    }
