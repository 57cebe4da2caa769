"""The page of one question, and the buttons that move, copy and remove one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access import Right, case_view
from casework.models import Case
from core import clock
from core.access import actor_of
from core.verdict import Refused
from surveys.editor import actions
from surveys.editor.actions import FaultyChange, Overtaken, mark_of
from surveys.editor.outline import Open, open_draft, order_seen, question_seen
from surveys.editor.picking import askable, shown_terms
from surveys.editor.sheet import LIMITED, OptionRow, QuestionSheet, looks_of
from surveys.editor.views import apply
from surveys.editor.words import condition_words, fault_sentence, kinds
from surveys.logic import Definition
from surveys.logic.authoring import Fault, changes, faults
from surveys.logic.authoring.checking import UNFINISHED
from surveys.logic.authoring.places import containers, free_name, home_of
from surveys.logic.brought import HONEST_LABELS, SKIP_QUESTION
from surveys.logic.columns import LANGUAGE_NAMES
from surveys.logic.definition import HONEST_CHOICES, Question, Text, all_questions
from surveys.logic.form import Form
from surveys.logic.parts import own_question, part_condition
from surveys.pages import Asked, asked
from surveys.sentences import local


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Another question in a part or repeat."""
    opened = open_draft(case, draft_id)
    homes = [name for name, _questions in containers(opened.definition)]
    home = request.GET.get("in", "") if request.GET.get("in", "") in homes else homes[-1]
    if request.method == "GET":
        name = free_name(opened.definition, f"q{sum(1 for _q in all_questions(opened.definition)) + 1}")
        sheet = QuestionSheet(name, "select_one", home, options=(OptionRow(), OptionRow()), required=True)
        return _page(request, case, opened, sheet, "", after=request.GET.get("after", ""))
    sheet = QuestionSheet.posted(request.POST, opened.languages)
    after = request.POST.get("after", "")
    return _answer(request, case, opened, sheet, "", after=after)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def question_edit(request: HttpRequest, case: Case, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """One question: wording, options, routing, limits."""
    opened = open_draft(case, draft_id)
    if request.method == "POST" and not opened.has(name):
        sheet = QuestionSheet.posted(request.POST, opened.languages)
        gone = _("Somebody else has removed or renamed this question meanwhile. Saving adds it as you wrote it.")
        return _page(request, case, opened, sheet, "", refusal=gone, unsaved=True, status=409)
    question = opened.question(name)
    if request.method == "GET":
        everything = {q["name"]: q for q in all_questions(opened.definition)}
        home = home_of(opened.definition, name)
        sheet = QuestionSheet.of(own_question(opened.definition, home, question), home, everything)
        return _page(request, case, opened, sheet, name)
    return _answer(request, case, opened, QuestionSheet.posted(request.POST, opened.languages), name)


def _answer(
    request: HttpRequest, case: Case, opened: Open, sheet: QuestionSheet, name: str, *, after: str = ""
) -> HttpResponse:
    go = request.POST.get("go", "refresh")
    if go != "save":
        return _page(request, case, opened, sheet.after(go), name, after=after, unsaved=True)
    if found := sheet.open_faults():
        return _page(request, case, opened, sheet, name, after=after, found=found, unsaved=True, status=422)
    everything = {q["name"]: q for q in all_questions(opened.definition)}
    before = everything.get(name)
    if before is not None:
        before = own_question(opened.definition, home_of(opened.definition, name), before)
    made = sheet.question(opened.languages, before, everything)

    def put(definition: Definition) -> Definition:
        if name:
            return changes.replace_question(definition, name, made, home=sheet.home)
        return changes.put_question(definition, sheet.home, made, after=after)

    try:
        actions.change_draft(
            draft=opened.draft,
            change=put,
            what="question_changed" if name else "question_added",
            subject=made["name"],
            by=actor_of(request),
            seen=request.POST.get("seen", ""),
            of=(lambda definition: question_seen(definition, name)) if name else None,
        )
    except FaultyChange as faulty:
        return _page(request, case, opened, sheet, name, after=after, found=faulty.faults, unsaved=True, status=422)
    except Overtaken as overtaken:
        now = Open(opened.draft, overtaken.step)
        return _page(request, case, now, sheet, name, overtaken=overtaken, unsaved=True, status=409)
    except Refused as refusal:
        return _page(request, case, opened, sheet, name, after=after, refusal=str(refusal), unsaved=True, status=422)
    response = redirect("surveys:draft-show", case_id=case.public_id, draft_id=opened.draft.public_id)
    response["Location"] += f"#q-{made['name']}"
    return response


def _page(
    request: HttpRequest,
    case: Case,
    opened: Open,
    sheet: QuestionSheet,
    name: str,
    *,
    after: str = "",
    found: list[Fault] | None = None,
    overtaken: Overtaken | None = None,
    refusal: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    definition = opened.definition
    everything = {q["name"]: q for q in all_questions(definition)}
    beside, elsewhere = _beside(sheet, found or [])
    theirs = everything.get(name) if overtaken else None
    context: dict[str, Any] = {
        "case": case,
        "rail": "surveys",
        "draft": opened.draft,
        "sheet": sheet,
        "name": name,
        "after": after,
        "seen": _mark(definition, name),
        "problems": beside,
        "elsewhere": [refusal] * bool(refusal) + elsewhere,
        "unsaved": unsaved,
        "kinds": kinds(),
        "homes": [
            (home, local(_label_of(definition, home)) or home, home == sheet.home)
            for home, _q in containers(definition)
            if home != name
        ],
        "wordings": _wordings(sheet, opened.languages),
        "options": [
            (place, row, [(code, _language(code), row.label.get(code, "")) for code in opened.languages])
            for place, row in enumerate(sheet.options)
        ],
        "askable": askable(definition, name),
        "terms": list(shown_terms(sheet.when, everything, beside)),
        "reasons": [(code, local(HONEST_LABELS[code]), code in sheet.skip_reasons) for code in HONEST_CHOICES],
        "part": condition_words(part_condition(definition, sheet.home), everything),
        "looks": looks_of(sheet),
        "limited": sheet.kind in LIMITED,
        "theirs": theirs,
        "their_facts": _facts(theirs, everything) if theirs else [],
        "overtaken": overtaken,
        "shown": seen_as(sheet, opened),
        "instead": _instead(sheet),
    }
    return render(request, "surveys/editor/question.html", context, status=status)


def _mark(definition: Definition, name: str) -> str:
    if not name:
        return ""
    try:
        return mark_of(question_seen(definition, name))
    except changes.ChangeError:
        return mark_of(None)


def _beside(sheet: QuestionSheet, found: list[Fault]) -> tuple[dict[str, str], list[str]]:
    """Sentences by field of this form; those about other questions stand on top."""
    beside: dict[str, str] = {}
    elsewhere: list[str] = []
    for fault in found:
        said = fault_sentence(fault)
        if fault.subject in {sheet.name, ""} or fault.column == "choices":
            column = fault.column or {"label_missing": "label", "name_missing": "name"}.get(fault.code, "")
            column = "calculation" if fault.code == "calculation_missing" else column.partition("::")[0]
            if column:
                beside.setdefault(column, said)
                continue
            elsewhere.append(said)
        else:
            elsewhere.append(f"{fault.subject}: {said}")
    return beside, elsewhere


def _label_of(definition: Definition, home: str) -> Text:
    section = next((s for s in definition["sections"] if s["name"] == home), None)
    if section is not None:
        return section["label"]
    return next(q["label"] for q in all_questions(definition) if q["name"] == home)


def _language(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code).partition(" (")[0]


def _wordings(sheet: QuestionSheet, languages: list[str]) -> list[dict[str, str]]:
    return [
        {
            "code": code,
            "name": _language(code),
            "label": sheet.label.get(code, ""),
            "hint": sheet.hint.get(code, ""),
            "required_message": sheet.required_message.get(code, ""),
            "constraint_message": sheet.constraint_message.get(code, ""),
        }
        for code in languages
    ]


def _facts(question: Question, everything: Mapping[str, Question]) -> list[tuple[str, str]]:
    """What somebody else saved, in a few lines."""
    found = [(_language(code), words) for code, words in question["label"].items()]
    found += [(choice["name"], local(choice["label"])) for choice in question["choices"]]
    if question["relevant"]:
        found.append((_("Only if"), condition_words(question["relevant"], everything)))
    return found


def seen_as(sheet: QuestionSheet, opened: Open) -> Asked | None:
    """The question as typed, as respondents see it; None while it cannot be shown."""
    if sheet.kind in {"calculate"} or not any(sheet.label.values()):
        return None
    made = sheet.question(opened.languages)
    alone = cast(
        "Definition",
        {"title": {}, "languages": opened.languages, "sections": [{"name": "s", "label": {}, "questions": [made]}]},
    )
    made["relevant"], made["constraint"] = None, None
    for column in ("choice_filter", "default", "repeat_count"):
        made.pop(column, None)  # type: ignore[misc]
    if made["type"] == "repeat" or [f for f in faults(alone) if f.code not in UNFINISHED and f.column[:5] != "label"]:
        return asked(made, None) if made["type"] == "note" or not made["choices"] else None
    sections = Form.of(alone).sections({}, today=clock.today(opened.draft.questionnaire.case.time_zone))
    return asked(sections[0]["questions"][0] if sections else made, None)


def _instead(sheet: QuestionSheet) -> tuple[str, list[str]] | None:
    """The question that the reasons bring, with its choices."""
    if not sheet.can_skip or not sheet.skip_reasons:
        return None
    return local(SKIP_QUESTION), [local(HONEST_LABELS[code]) for code in sheet.skip_reasons]


@case_view(Right.WORK)
@require_POST
def question_seen_as(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """htmx: the question as typed, as respondents see it."""
    opened = open_draft(case, draft_id)
    sheet = QuestionSheet.posted(request.POST, opened.languages)
    return render(request, "surveys/editor/_shown.html", {"shown": seen_as(sheet, opened), "instead": _instead(sheet)})


@case_view(Right.WORK)
@require_POST
def question_step(request: HttpRequest, case: Case, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """Up, down, to a place, a copy, or away."""
    opened = open_draft(case, draft_id)
    deed, anchor = request.POST.get("deed", ""), f"q-{name}"
    seen: dict[str, Any] = {"seen": request.POST.get("seen", ""), "of": order_seen}
    match deed:
        case "up" | "down":
            by = -1 if deed == "up" else 1
            change: Any = lambda now: changes.step_question(now, name, by)  # noqa: E731 -- named by its deed
            return apply(request, case, opened, anchor, change=change, what="question_moved", subject=name, **seen)
        case "move":
            told, home = request.POST.get("place", ""), request.POST.get("home", "")
            place = int(told) if told.isascii() and told.isdigit() and len(told) < 5 else None
            change = lambda now: changes.move_question(now, name, home, place=place)  # noqa: E731 -- the same
            return apply(request, case, opened, anchor, change=change, what="question_moved", subject=name, **seen)
        case "copy":
            change = lambda now: changes.copy_question(now, name)[0]  # noqa: E731 -- the same
            return apply(request, case, opened, anchor, change=change, what="question_copied", subject=name)
        case "remove":
            change = lambda now: changes.remove_question(now, name)  # noqa: E731 -- the same
            return apply(request, case, opened, change=change, what="question_removed", subject=name, **seen)
    return redirect("surveys:draft-show", case_id=case.public_id, draft_id=opened.draft.public_id)
