"""Pages of coding frames: the questions of free text, and the codes of one of them."""

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
from surveys.coding import actions
from surveys.coding.answers import codable_questions, coded_texts, coded_waves, codes_of
from surveys.coding.figures import coders, standing
from surveys.coding.forms import CodeForm, CodesFileForm, MergeForm
from surveys.coding.pages import frame_of, question_words, reader
from surveys.models import Questionnaire
from surveys.models.coding import CodingFrame, FrameChange
from surveys.sealed.reading import moved_count
from surveys.sentences import local


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def frame_list(request: HttpRequest, case: Case) -> HttpResponse:
    """Every question of free text, with its frame if it has one."""
    questionnaires = Questionnaire.objects.filter(case=case).prefetch_related("versions").order_by("code")
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        chosen = get_object_or_404(questionnaires, public_id=request.POST.get("questionnaire"))
        chosen.case = case
        frame = actions.begin_frame(
            questionnaire=chosen, question=str(request.POST.get("question", "")), by=actor_of(request)
        )
        return redirect("surveys:coding-frame", case_id=case.public_id, frame_id=frame.public_id)
    frames = {
        (one.questionnaire_id, one.question): one
        for one in CodingFrame.objects.filter(questionnaire__case=case).select_related("questionnaire")
    }
    rows = []
    for questionnaire in questionnaires:
        words: dict[str, str] = {}
        for version in sorted(questionnaire.versions.all(), key=lambda one: one.number):
            words |= {one["name"]: local(one["label"]) or one["name"] for one in codable_questions(version.definition)}
        for name, label in words.items():
            frame_or_none = frames.get((questionnaire.pk, name))
            figures = None
            if frame_or_none is not None:
                codes = codes_of(frame_or_none)
                figures = standing(coded_texts(frame_or_none, codes), codes)
            rows.append((questionnaire, name, label, frame_or_none, figures))
    context = {
        "case": case,
        "rail": "surveys",
        "rows": rows,
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/coding/frame_list.html", context)


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def frame_show(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """The codes with their counts, what is left, and the agreement of coders."""
    frame = frame_of(case, frame_id)
    codes = codes_of(frame)
    go = request.POST.get("go", "")
    choices = [(code.code, code.label(reader())) for code in codes.open]
    code_form = CodeForm(request.POST if go == "add" else None)
    merge_form = MergeForm(request.POST if go == "merge" else None, choices=choices)
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            if _change(request, frame, go, code_form, merge_form):
                return redirect("surveys:coding-frame", case_id=case.public_id, frame_id=frame_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
    texts = coded_texts(frame, codes)
    context = {
        "case": case,
        "rail": "surveys",
        "frame": frame,
        "label": question_words(frame),
        "figures": standing(texts, codes),
        "lines": [(line, line.code.label(reader())) for line in standing(texts, codes).lines],
        "pairs": [(pair, [(code.label(reader()), one) for code, one in pair.codes]) for pair in coders(texts, codes)],
        "changes": FrameChange.objects.filter(frame=frame).order_by("-ordinal")[:200],
        "version": codes.version,
        "waves": coded_waves(frame),
        "code_form": code_form,
        "merge_form": merge_form,
        "file_form": CodesFileForm(),
        "moved": moved_count(case, frame.question),
        "mine": sum(1 for one in texts if one.by(actor_of(request).id) is None),
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/coding/frame_show.html", context)


def _change(request: HttpRequest, frame: CodingFrame, go: str, code_form: CodeForm, merge_form: MergeForm) -> bool:
    by = actor_of(request)
    if go == "add":
        if not code_form.is_valid():
            return False
        actions.add_code(frame=frame, by=by, **code_form.cleaned_data)
    elif go == "merge":
        if not merge_form.is_valid():
            return False
        actions.merge_codes(frame=frame, by=by, **merge_form.cleaned_data)
    elif go == "retire":
        actions.retire_code(frame=frame, code=request.POST.get("code", ""), reason="", by=by)
    elif go == "reword":
        facts = {
            name: str(request.POST.get(name, ""))[:2000] for name in ("code", "label_ja", "label_en", "description")
        }
        actions.reword_code(frame=frame, by=by, **facts)
    return True
