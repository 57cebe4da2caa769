"""Pages of coding: frames, one answer at a time, differences, the workbook. No page shows who wrote a text."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person
from accounts.text import fold
from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.errors import Rejected
from core.files import store_stream
from core.verdict import Refused
from surveys.coding import actions
from surveys.coding.answers import (
    Coded,
    codable_questions,
    coded_texts,
    coded_waves,
    codes_of,
    stale_answers,
)
from surveys.coding.figures import coders, standing
from surveys.coding.forms import CodeForm, CodesFileForm, MergeForm
from surveys.coding.frames import Codes
from surveys.coding.workbook import put_workbook, take_workbook
from surveys.models import Questionnaire
from surveys.models.coding import CodingFrame, FrameChange
from surveys.sealed.reading import moved_count
from surveys.sealed.searching import search_answers
from surveys.sentences import local
from surveys.views_reaching import XLSX, download

KEYS = "123456789abcdefghijklmopqrstuvwxyz"  # n opens the field for a new code


def _frame(case: Case, frame_id: uuid.UUID) -> CodingFrame:
    frame = get_object_or_404(
        CodingFrame.objects.select_related("questionnaire"), questionnaire__case=case, public_id=frame_id
    )
    frame.questionnaire.case = case
    return frame


def _oneself(request: HttpRequest, case: Case) -> frozenset[int]:
    """The reader's own entries on the roster: nobody codes what they wrote themselves."""
    mine = Q(user_id=request.user.pk) | Q(email__iexact=str(getattr(request.user, "email", "")))
    found = Person.objects.filter(mine, roster_id=case.roster_id).exclude(email="", user__isnull=True)
    return frozenset(found.values_list("pk", flat=True))


def question_words(frame: CodingFrame) -> str:
    """The wording of the newest version that has the question."""
    for version in frame.questionnaire.versions.order_by("-number"):
        for question in codable_questions(version.definition):
            if question["name"] == frame.question:
                return local(question["label"]) or frame.question
    return frame.question


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
    frame = _frame(case, frame_id)
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


def reader() -> str:
    """The reader's language."""
    return get_language() or "ja"


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


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """One answer at a time; a coder sees only codes of their own."""
    frame = _frame(case, frame_id)
    by = actor_of(request)
    codes = codes_of(frame)
    texts = _mine(request, case, frame, codes)
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


def _mine(request: HttpRequest, case: Case, frame: CodingFrame, codes: Codes) -> list[Coded]:
    hidden = _oneself(request, case)
    return [one for one in coded_texts(frame, codes) if one.text.person_id is None or one.text.person_id not in hidden]


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


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def differences(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """Where coders differ, and what was decided. Only answers that two people have coded stand here."""
    frame = _frame(case, frame_id)
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
            (one, [(each.label, _words(codes, each.codes)) for each in one.given], _words(codes, one.decided))
            for one in page
        ],
        "options": [(code, code.label(reader())) for code in codes.open],
        "open": sum(1 for one in found if one.differs),
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/coding/differences.html", context)


def _words(codes: Codes, chosen: frozenset[str] | None) -> list[str]:
    return [code.label(reader()) for code in codes.known.values() if code.code in (chosen or ())]


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Refused(
            _("This answer can no longer be coded: the person has amended it, or it is not there any more.")
        ) from error


@case_view(Right.WORK)
@require_POST
def workbook_out(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """A POST, because taking the texts is written to the trail."""
    frame = _frame(case, frame_id)
    data = take_workbook(frame=frame, hidden=_oneself(request, case), by=actor_of(request))
    return download(data, name=f"coding-{frame.questionnaire.code}-{frame.question}.xlsx", kind=XLSX)


@case_view(Right.WORK)
@require_POST
def workbook_in(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """The filled workbook comes back."""
    frame = _frame(case, frame_id)
    form = CodesFileForm(request.POST, request.FILES)
    problems = []
    if form.is_valid():
        upload = form.cleaned_data["file"]
        stored = store_stream(upload.file, name=upload.name or "file", by=actor_of(request), content_type=XLSX)
        try:
            count = put_workbook(frame=frame, stored_file=stored, hidden=_oneself(request, case), by=actor_of(request))
        except Rejected as rejected:
            problems = rejected.problems
        else:
            messages.success(request, _("%(count)s answers have been coded.") % {"count": count})
            return redirect("surveys:coding-frame", case_id=case.public_id, frame_id=frame_id)
    context = {
        "case": case,
        "rail": "surveys",
        "frame": frame,
        "label": question_words(frame),
        "form": form,
        "problems": problems[:100],
    }
    return render(request, "surveys/coding/workbook.html", context, status=422)


@case_view(Right.VIEW)
@require_GET
def texts(request: HttpRequest, case: Case, frame_id: uuid.UUID) -> HttpResponse:
    """All texts, searched by words; a search for who reported is refused and written to the trail."""
    frame = _frame(case, frame_id)
    by = actor_of(request)
    codes = codes_of(frame)
    wanted, code = request.GET.get("q", "").strip()[:100], request.GET.get("code", "")
    found = _mine(request, case, frame, codes)
    refused = ""
    if wanted:
        try:
            search_answers(case=case, words=wanted, place="coding", by=by)
            found = find_texts(found, wanted)
        except Refused as refusal:
            refused, found = str(refusal), []
    if code == "none":
        found = [one for one in found if one.by(by.id) is None]
    elif code:
        found = [one for one in found if (mine := one.by(by.id)) is not None and code in mine.codes]
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "rail": "surveys",
        "frame": frame,
        "label": question_words(frame),
        "page": page,
        "rows": [(one, _words(codes, mine.codes if (mine := one.by(by.id)) else None)) for one in page],
        "options": [(one.code, one.label(reader())) for one in codes.open],
        "q": wanted,
        "code": code,
        "query": urlencode({key: value for key, value in (("q", wanted), ("code", code)) if value}),
        "refused": refused,
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/coding/texts.html", context, status=403 if refused else 200)


def find_texts(texts: list[Coded], wanted: str) -> list[Coded]:
    """Those that contain all words, whatever their width and case."""
    words = [fold(word) for word in wanted.split()]
    return [one for one in texts if all(word in fold(one.text.text) for word in words)]
