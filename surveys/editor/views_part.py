"""The page on which a whole part gets its condition."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.editor import actions
from surveys.editor.actions import FaultyChange, Overtaken, mark_of
from surveys.editor.outline import Open, condition_seen, open_draft
from surveys.editor.picking import askable_for_part, shown_terms
from surveys.editor.when import When
from surveys.editor.words import condition_words, fault_sentence
from surveys.logic.authoring import ChangeError, Fault, changes
from surveys.logic.authoring.places import section_named
from surveys.logic.definition import all_questions
from surveys.sentences import local


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def part_when(request: HttpRequest, case: Case, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """When a part is asked, by picking a question and its answers."""
    opened = open_draft(case, draft_id)
    try:
        before = section_named(opened.definition, name).get("relevant")
    except ChangeError as gone:
        raise Http404 from gone
    everything = {q["name"]: q for q in all_questions(opened.definition)}
    if request.method == "GET":
        return _page(request, case, opened, name, When.of(before, everything))
    when = When.posted(request.POST)
    if request.POST.get("go", "refresh") != "save":
        return _page(request, case, opened, name, when.after(request.POST.get("go", "")), unsaved=True)
    if found := when.open_faults(name):
        return _page(request, case, opened, name, when, found=found, status=422)
    condition = when.expression(before, everything)
    try:
        actions.change_draft(
            draft=opened.draft,
            change=lambda definition: changes.condition_section(definition, name, condition),
            what="section_condition",
            subject=name,
            by=actor_of(request),
            seen=request.POST.get("seen", ""),
            of=lambda definition: condition_seen(definition, name),
        )
    except FaultyChange as faulty:
        return _page(request, case, opened, name, when, found=faulty.faults, status=422)
    except Overtaken as overtaken:
        return _page(request, case, Open(opened.draft, overtaken.step), name, when, overtaken=overtaken, status=409)
    except Refused as refusal:
        return _page(request, case, opened, name, when, refusal=str(refusal), status=422)
    response = redirect("surveys:draft-show", case_id=case.public_id, draft_id=opened.draft.public_id)
    response["Location"] += f"#part-{name}"
    return response


def _page(
    request: HttpRequest,
    case: Case,
    opened: Open,
    name: str,
    when: When,
    *,
    found: list[Fault] | None = None,
    overtaken: Overtaken | None = None,
    refusal: str = "",
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    definition = opened.definition
    section = section_named(definition, name)
    everything = {q["name"]: q for q in all_questions(definition)}
    problems = {fault.column: fault_sentence(fault) for fault in found or [] if fault.column.startswith("terms:")}
    others = [fault_sentence(fault) for fault in found or [] if not fault.column.startswith("terms:")]
    if others:
        problems["relevant"] = " ".join(dict.fromkeys(others))
    context: dict[str, Any] = {
        "case": case,
        "rail": "surveys",
        "draft": opened.draft,
        "name": name,
        "heading": local(section["label"]) or str(definition["sections"].index(section) + 1),
        "questions": [local(q["label"]) or q["name"] for q in section["questions"] if "other_of" not in q],
        "seen": mark_of(condition_seen(definition, name)),
        "when": when,
        "terms": list(shown_terms(when, everything, problems)),
        "askable": askable_for_part(definition, name),
        "problems": problems,
        "refusal": refusal,
        "overtaken": overtaken,
        "theirs": condition_words(section.get("relevant"), everything) if overtaken else "",
        "unsaved": unsaved,
    }
    return render(request, "surveys/editor/part.html", context, status=status)
