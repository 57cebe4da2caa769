"""The list of a draft's parts and questions, its heading, history, and keeping it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.editor import actions
from surveys.editor.actions import FaultyChange, Overtaken, mark_of
from surveys.editor.forms import BeginForm, HeadingForm
from surveys.editor.outline import (
    Open,
    heading_seen,
    hints_of,
    open_draft,
    order_seen,
    parts_of,
    section_seen,
)
from surveys.editor.words import fault_sentence
from surveys.logic import Definition, compare
from surveys.logic.authoring import changes
from surveys.logic.authoring.checking import UNFINISHED, asked_count
from surveys.logic.authoring.places import section_named
from surveys.logic.definition import Text
from surveys.models import QuestionnaireDraft
from surveys.queries import versions_of

HISTORY = 200


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def write_new(request: HttpRequest, case: Case) -> HttpResponse:
    """Begin a questionnaire on screen."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.begin_questionnaire(
                case=case,
                code=form.cleaned_data["code"],
                title=form.title(),
                languages=form.cleaned_data["languages"],
                by=actor_of(request),
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("surveys:draft-show", case_id=case.public_id, draft_id=draft.public_id)
    return render(request, "surveys/editor/new.html", {"case": case, "rail": "surveys", "form": form})


@case_view(Right.WORK)
@require_POST
def draft_begin(request: HttpRequest, case: Case, version_id: uuid.UUID) -> HttpResponse:
    """Write on: a draft from this version, or the draft that is there already."""
    version = get_object_or_404(versions_of(case), public_id=version_id)
    version.questionnaire.case = case
    draft = QuestionnaireDraft.objects.filter(questionnaire=version.questionnaire).first()
    if draft is None:
        draft = actions.begin_draft(version=version, by=actor_of(request))
    else:
        messages.info(request, _("A draft of this questionnaire is being written already. This is it."))
    return redirect("surveys:draft-show", case_id=case.public_id, draft_id=draft.public_id)


def show(request: HttpRequest, case: Case, opened: Open, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a draft."""
    found = hints_of(opened.definition, case, opened.draft.questionnaire.code)
    missing = [fault_sentence(fault) for fault in found if fault.code in UNFINISHED]
    context = {
        "case": case,
        "rail": "surveys",
        "draft": opened.draft,
        "step": opened.step,
        "parts": parts_of(opened.definition, found),
        "hints": [(fault.subject, fault_sentence(fault)) for fault in found],
        "missing": missing,
        "order": mark_of(order_seen(opened.definition)),
        "languages": opened.languages,
        "count": asked_count(opened.definition),
        "may_work": bool(may(request.user, case, Right.WORK)),
        "changed": opened.draft.base is None or bool(compare(opened.draft.base.definition, opened.definition)),
    } | more
    return render(request, "surveys/editor/outline.html", context, status=status)


@case_view(Right.VIEW)
@require_GET
def draft_show(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Parts, questions, hints."""
    return show(request, case, open_draft(case, draft_id))


def _back(case: Case, draft: QuestionnaireDraft, anchor: str = "") -> HttpResponse:
    response = redirect("surveys:draft-show", case_id=case.public_id, draft_id=draft.public_id)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


def apply(request: HttpRequest, case: Case, opened: Open, anchor: str = "", **change: Any) -> HttpResponse:
    """One change from a button of the list; what cannot be done is said on top of the list."""
    try:
        actions.change_draft(draft=opened.draft, by=actor_of(request), **change)
    except Overtaken as overtaken:
        messages.warning(
            request,
            _("%(name)s changed this at the same time, so nothing was done. This is how it stands now.")
            % {"name": overtaken.step.by_label},
        )
    except FaultyChange as faulty:
        messages.error(request, fault_sentence(faulty.faults[0]))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(case, opened.draft, anchor)


@case_view(Right.WORK)
@require_POST
def section_change(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Add, name, move, copy or remove a part."""
    opened = open_draft(case, draft_id)
    name, deed = request.POST.get("name", ""), request.POST.get("deed", "")
    label: Text = {
        code: said for code in opened.languages if (said := request.POST.get(f"label-{code}", "").strip()[:300])
    }
    seen = request.POST.get("seen", "")

    def labelled(definition: Definition) -> object:
        return section_seen(section_named(definition, name))

    match deed:
        case "add":
            return apply(
                request,
                case,
                opened,
                "parts-end",
                change=lambda now: changes.add_section(now, label)[0],
                what="section_added",
                subject=next(iter(label.values()), ""),
            )
        case "label":
            return apply(
                request,
                case,
                opened,
                f"part-{name}",
                change=lambda now: changes.label_section(now, name, label),
                what="section_named",
                subject=name,
                seen=seen,
                of=labelled,
            )
        case "up" | "down":
            by = -1 if deed == "up" else 1
            return apply(
                request,
                case,
                opened,
                f"part-{name}",
                change=lambda now: changes.move_section(now, name, by),
                what="section_moved",
                subject=name,
                seen=seen,
                of=order_seen,
            )
        case "copy":
            return apply(
                request,
                case,
                opened,
                f"part-{name}",
                change=lambda now: changes.copy_section(now, name)[0],
                what="section_copied",
                subject=name,
            )
        case "remove":
            return apply(
                request,
                case,
                opened,
                change=lambda now: changes.remove_section(now, name),
                what="section_removed",
                subject=name,
                seen=seen,
                of=order_seen,
            )
    return _back(case, opened.draft)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def heading(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Title and languages."""
    opened = open_draft(case, draft_id)
    title = opened.definition["title"]
    form = HeadingForm(
        request.POST or None,
        initial={"title_ja": title.get("ja"), "title_en": title.get("en"), "languages": opened.languages},
    )
    seen = mark_of(heading_seen(opened.definition))
    overtaken_by = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(
                draft=opened.draft,
                change=lambda now: changes.set_heading(now, form.title(), form.cleaned_data["languages"]),
                what="heading",
                by=actor_of(request),
                seen=request.POST.get("seen", ""),
                of=heading_seen,
            )
        except Overtaken as overtaken:
            overtaken_by = overtaken.step.by_label
            seen = mark_of(heading_seen(overtaken.step.definition))
        except FaultyChange as faulty:
            form.add_error("languages", fault_sentence(faulty.faults[0]))
        else:
            return _back(case, opened.draft)
    context = {
        "case": case,
        "rail": "surveys",
        "draft": opened.draft,
        "form": form,
        "seen": seen,
        "overtaken_by": overtaken_by,
        "now": opened.definition["title"],
    }
    return render(request, "surveys/editor/heading.html", context, status=409 if overtaken_by else 200)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Every step with its author; POST goes back to one."""
    opened = open_draft(case, draft_id)
    if request.method == "POST":
        told = request.POST.get("revision", "")
        revision = int(told) if told.isascii() and told.isdigit() and len(told) < 8 else 0
        try:
            actions.restore_step(draft=opened.draft, revision=revision, by=actor_of(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return _back(case, opened.draft)
    steps = opened.draft.steps.defer("definition").order_by("-revision")[:HISTORY]
    context = {"case": case, "rail": "surveys", "draft": opened.draft, "steps": steps, "now": opened.step.revision}
    return render(request, "surveys/editor/history.html", context)


@case_view(Right.WORK)
@require_POST
def keep(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """The draft becomes the next version."""
    opened = open_draft(case, draft_id)
    if request.POST.get("revision") != str(opened.step.revision):
        messages.warning(
            request, _("The draft has been changed since you looked at it. Look once more, then keep the version.")
        )
        return _back(case, opened.draft)
    try:
        version = actions.keep_version(draft=opened.draft, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(case, opened.draft)
    messages.success(request, _("Version %(number)s has been kept. A wave can use it.") % {"number": version.number})
    return redirect("surveys:questionnaire-show", case_id=case.public_id, version_id=version.public_id)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, case: Case, draft_id: uuid.UUID) -> HttpResponse:
    """Ask first: the draft and its history go."""
    opened = open_draft(case, draft_id)
    if request.method == "POST":
        actions.discard_draft(draft=opened.draft, by=actor_of(request))
        messages.success(request, _("The draft has been discarded."))
        return redirect("surveys:wave-list", case_id=case.public_id)
    steps = opened.step.revision - 1
    context = {"case": case, "rail": "surveys", "draft": opened.draft, "steps": steps}
    return render(request, "surveys/editor/discard.html", context)
