"""The matrix, the queue of one cell, and how answers are read."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person, User
from casework.access import Right, case_view, may
from casework.models import Case, Incident
from core.access import actor_of
from core.verdict import Refused
from evidence import actions
from evidence.deciding import decisions_of
from evidence.enums import HINTS, NOTE_OF_CLASS, ReconciliationClass
from evidence.forms import QueueForm
from evidence.matrix import matrix_of, open_discrepancies, queue_of, state_counts, with_people
from evidence.models import ExplanationKind, LogFile, ViewingMap
from evidence.notes.actions import open_note
from evidence.queries import newest_reconciliation
from evidence.reconciling import start_reconciliation
from evidence.upkeep.actions import set_upkeep
from evidence.upkeep.changed import answering_waves, comparisons, is_automatic, sentences_of, stale_parts
from surveys.queries import waves_of

PER_PAGE = 50


@case_view(Right.EVIDENCE)
@require_GET
def matrix(request: HttpRequest, case: Case) -> HttpResponse:
    """Incidents × classes; every number leads to its people."""
    run = newest_reconciliation(case)
    job = next(iter(comparisons(case)), None)
    context = {
        "case": case,
        "rail": "reconciliation",
        "run": run,
        "table": matrix_of(run) if run else None,
        "stale": sentences_of(stale_parts(case, run)) if run else [],
        "because": sentences_of(run.parts.get("because", [])) if run else [],
        "automatic": is_automatic(case),
        "answering": answering_waves(case),
        "open_count": open_discrepancies(case, run),
        "job": job if job and (not job.is_over or job.state == "failed") else None,
        "logs": LogFile.objects.filter(case=case, state="imported").count(),
        "may_work": may(request.user, case, Right.WORK),
        "incidents": Incident.objects.filter(case=case).order_by("position", "pk"),
    }
    return render(request, "evidence/matrix.html", context)


@case_view(Right.WORK)
@require_POST
def compare(request: HttpRequest, case: Case) -> HttpResponse:
    """Compute anew."""
    start_reconciliation(case=case, by=actor_of(request))
    return redirect("reconciliation:matrix", case_id=case.public_id)


@case_view(Right.WORK)
@require_POST
def upkeep(request: HttpRequest, case: Case) -> HttpResponse:
    """Let the comparison follow by itself, or keep it by hand."""
    set_upkeep(case=case, automatic=request.POST.get("automatic") == "yes", by=actor_of(request))
    return redirect("reconciliation:matrix", case_id=case.public_id)


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, case: Case, incident_no: str, kind: str) -> HttpResponse:
    """The people of one cell."""
    incident = get_object_or_404(Incident.objects.select_related("case"), case=case, no=incident_no)
    run = newest_reconciliation(case)
    if kind not in ReconciliationClass.values or run is None:
        raise Http404
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        _open_notes(request, case, incident, kind)
        return redirect(request.get_full_path())
    form = QueueForm(request.GET or None, case=case)
    placed = queue_of(run, incident, kind, form.wanted(), reader=request.user)
    page = Paginator(placed, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    total = run.summary.get(incident.no, {}).get("classes", {}).get(kind, 0)
    context = {
        "case": case,
        "rail": "reconciliation",
        "incident": incident,
        "kind": ReconciliationClass(kind),
        "hint": HINTS.get(ReconciliationClass(kind), ""),
        "run": run,
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "rows": with_people(case, incident, kind, list(page)),
        "total": total,
        "states": state_counts(incident, kind, total),
        "note_type": NOTE_OF_CLASS.get(ReconciliationClass(kind)),
        "filtered": bool(query),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/queue.html", context)


def _open_notes(request: HttpRequest, case: Case, incident: Incident, kind: str) -> None:
    """Take the chosen people on: a note for each, owned by the one who chooses."""
    type_ = NOTE_OF_CLASS.get(ReconciliationClass(kind))
    if type_ is None:
        raise Refused(_("In this class nothing is left to follow up. Open a note from the person's page instead."))
    people = Person.objects.filter(roster_id=case.roster_id, no__in=request.POST.getlist("person"))
    by = actor_of(request)
    owner = User.objects.filter(pk=by.user_id or 0).first()
    for person in people.order_by("pk"):
        open_note(incident=incident, person=person, type=type_, owner=owner, by=by)


@case_view(Right.EVIDENCE)
@require_http_methods(["GET", "POST"])
def viewing_map(request: HttpRequest, case: Case, incident_id: uuid.UUID) -> HttpResponse:
    """Which answers mean «viewed»: choose the question, then what each of its answers means."""
    incident = get_object_or_404(Incident.objects.select_related("case"), case=case, public_id=incident_id)
    waves = list(waves_of(case))
    newest = ViewingMap.objects.filter(incident=incident).order_by("-number").first()
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        _save_map(request, incident, [wave.code for wave in waves])
        return redirect("reconciliation:matrix", case_id=case.public_id)
    chosen = request.GET.get("question") or (newest.question if newest else "")
    questions = _questions(waves)
    if newest and len(newest.questions) > 1:
        questions[newest.question] = _together([questions[name] for name in newest.questions if name in questions])
    context = {
        "case": case,
        "rail": "reconciliation",
        "incident": incident,
        "waves": [(wave, newest is None or wave.code in newest.waves) for wave in waves],
        "questions": [(name, label) for name, (label, _choices) in questions.items()],
        "chosen": chosen,
        "choices": [
            (code, label, _meaning(newest if newest and newest.question == chosen else None, code))
            for code, label in questions.get(chosen, ("", []))[1]
        ],
        "newest": newest,
        "further": _further(incident, waves, newest),
        "may_work": may(request.user, case, Right.WORK),
    }
    return render(request, "evidence/viewing_map.html", context)


def _further(incident: Incident, waves: list[Any], newest: ViewingMap | None) -> dict[str, Any]:
    """What the page offers for when, in which system and why: (name, label) of questions, and what was set."""
    asked = [
        (question["type"], question["name"], text_of(question["label"]))
        for wave in waves
        for section in wave.version.definition.get("sections", [])
        for question in section.get("questions", [])
    ]
    choices = _questions(waves)
    system_question = newest.system_question if newest else ""
    reason_question = newest.reason_question if newest else ""
    return {
        "kinds": ExplanationKind.choices,
        "dates": list(dict.fromkeys((name, label) for kind, name, label in asked if kind == "date")),
        "choices": [(name, label) for name, (label, _codes) in choices.items()],
        "systems": [(system.code, system.label) for system in incident.systems.order_by("pk")],
        "system_codes": [
            (code, label, newest.systems.get(code, "") if newest else "")
            for code, label in choices.get(system_question, ("", []))[1]
        ],
        "reason_codes": [
            (code, label, newest.reason_kinds.get(code, "") if newest else "")
            for code, label in choices.get(reason_question, ("", []))[1]
        ],
    }


def _save_map(request: HttpRequest, incident: Incident, codes: list[str]) -> None:
    meanings: dict[str, list[str]] = {"yes": [], "no": [], "unsure": []}
    for name, value in request.POST.items():
        if name.startswith("choice-") and value in meanings:
            meanings[str(value)].append(name.removeprefix("choice-"))
    waves = [code for code in request.POST.getlist("wave") if code in codes]
    if not waves or not meanings["yes"]:
        raise Refused(_("Choose at least one wave, and at least one answer that means «yes»."))
    actions.set_viewing_map(
        incident=incident,
        waves=waves,
        question=str(request.POST.get("question", "")),
        yes=meanings["yes"],
        no=meanings["no"],
        unsure=meanings["unsure"],
        **_further_of(request, incident),
        by=actor_of(request),
    )


def _further_of(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """The three further questions; what their answers mean is asked once the question is kept."""
    codes = {system.code for system in incident.systems.all()}
    systems = {
        name.removeprefix("system-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("system-") and value in codes
    }
    reasons = {
        name.removeprefix("reason-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("reason-") and value in ExplanationKind.values
    }
    return {
        "period_question": str(request.POST.get("period_question", "")),
        "system_question": str(request.POST.get("system_question", "")),
        "systems": systems,
        "reason_question": str(request.POST.get("reason_question", "")),
        "emergency_reasons": [code for code, kind in reasons.items() if kind == ExplanationKind.EMERGENCY],
        "other_reasons": {code: kind for code, kind in reasons.items() if kind != ExplanationKind.EMERGENCY},
    }


def _questions(waves: list[Any]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Choice questions of all waves: name → (label, its answers)."""
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for wave in waves:
        for section in wave.version.definition.get("sections", []):
            for question in section.get("questions", []):
                if question["type"] in {"select_one", "select_multiple"}:
                    choices = [(c["name"], text_of(c["label"])) for c in question.get("choices", [])]
                    found.setdefault(question["name"], (text_of(question["label"]), choices))
    return found


def _together(asked: list[tuple[str, list[tuple[str, str]]]]) -> tuple[str, list[tuple[str, str]]]:
    """Several questions read as one: their labels, and each answer once."""
    choices = {code: label for _words, entries in asked for code, label in entries}
    return " / ".join(words for words, _entries in asked), list(choices.items())


def text_of(label: Any) -> str:
    """A label in the reader's language, else in the first there is."""
    if not isinstance(label, dict):
        return str(label or "")
    language = "en" if (get_language() or "").startswith("en") else "ja"
    return str(label.get(language) or next(iter(label.values()), ""))


def _meaning(newest: ViewingMap | None, code: str) -> str:
    if newest is None:
        return "yes" if code == "yes" else "no" if code == "no" else "unsure"
    return "yes" if code in newest.yes else "no" if code in newest.no else "unsure"


@case_view(Right.VIEW)
@require_GET
def panel(request: HttpRequest, case: Case) -> HttpResponse:
    """What the overview shows of logs and differences."""
    run = newest_reconciliation(case)
    table = matrix_of(run) if run else None
    context = {
        "case": case,
        "run": run,
        "lines": [
            (incident, [(row, row.counts[place]) for row in table.work if row.counts[place]])
            for place, incident in enumerate(table.incidents)
        ]
        if table
        else [],
        "open_count": open_discrepancies(case, run),
        "logs": LogFile.objects.filter(case=case, state="imported").count(),
        "stale": bool(run and stale_parts(case, run)),
        "decisions": decisions_of(case, request.user),
    }
    return render(request, "evidence/_panel.html", context)
