"""The rules of a questionnaire: in force, proposed by the library, laid aside, and how many people each finds."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.access import Right, case_view, may
from casework.models import Case
from core.access import actor_of
from core.verdict import Refused
from surveys.contradictions import actions, queries
from surveys.logic import Contradiction, Definition, Said
from surveys.logic.definition import SELECTS, Question, Text, all_questions
from surveys.models import ContradictionRule, Questionnaire
from surveys.sentences import local

LONGEST = 500


@dataclass(frozen=True)
class Side:
    """One half of the form: a question and the answers ticked."""

    name: str
    question: str = ""
    codes: tuple[str, ...] = ()
    answers: list[tuple[str, str, bool]] = field(default_factory=list)


def _questionnaire(case: Case, questionnaire_id: uuid.UUID) -> tuple[Questionnaire, Definition]:
    questionnaire = get_object_or_404(Questionnaire, case=case, public_id=questionnaire_id)
    questionnaire.case = case
    try:
        return questionnaire, actions.newest_definition(questionnaire)
    except Refused as none_yet:
        raise Http404 from none_yet


def _back(case: Case, questionnaire: Questionnaire) -> HttpResponse:
    return redirect("surveys:contradiction-list", case_id=case.public_id, questionnaire_id=questionnaire.public_id)


def _spoken(asked: dict[str, Question], side: Said) -> tuple[str, str, list[str]]:
    """Name, wording and answers of one side; what a later version no longer asks stands as its code."""
    question = asked.get(side.question)
    labels = {c["name"]: local(c["label"]) for c in question["choices"]} if question else {}
    label = local(question["label"]) if question else side.question
    return side.question, label, [labels.get(code) or code for code in sorted(side.codes)]


@case_view(Right.VIEW)
@require_GET
def rule_list(request: HttpRequest, case: Case, questionnaire_id: uuid.UUID) -> HttpResponse:
    """All rules with what they find."""
    questionnaire, definition = _questionnaire(case, questionnaire_id)
    asked = {q["name"]: q for q in all_questions(definition)}
    people = Counter((finding.rule.pk, finding.person.pk) for finding in queries.found(case))
    counts = Counter(rule for rule, _person in people)
    in_force = queries.rules_of(case).filter(questionnaire=questionnaire)
    past = ContradictionRule.objects.filter(questionnaire=questionnaire).exclude(pk__in=[rule.pk for rule in in_force])
    context = {
        "case": case,
        "rail": "surveys",
        "questionnaire": questionnaire,
        "version": questionnaire.versions.order_by("-number").first(),
        "rules": [(rule, *_sides(asked, rule.as_logic()), local(rule.note), counts[rule.pk]) for rule in in_force],
        "proposals": [
            (rule.code, *_sides(asked, rule), local(rule.note)) for rule in queries.proposals(questionnaire, definition)
        ],
        "past": [(rule, *_sides(asked, rule.as_logic())) for rule in past.order_by("code", "-ordinal")],
        "may_work": bool(may(request.user, case, Right.WORK)),
        "definable": sum(1 for q in asked.values() if q["type"] in SELECTS) > 0,
    }
    return render(request, "surveys/contradictions/list.html", context)


def _sides(asked: dict[str, Question], rule: Contradiction) -> tuple[tuple[str, str, list[str]], ...]:
    return _spoken(asked, rule.first), _spoken(asked, rule.second)


@case_view(Right.WORK)
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest, case: Case, questionnaire_id: uuid.UUID) -> HttpResponse:
    """Two answers, and what to ask about them. Choosing a question offers its answers."""
    questionnaire, definition = _questionnaire(case, questionnaire_id)
    asked = {q["name"]: q for q in all_questions(definition) if q["type"] in SELECTS}
    changed = ContradictionRule.objects.filter(questionnaire=questionnaire, code=request.GET.get("code", "")).last()
    if request.method == "POST":
        sides = [_posted(request.POST, name) for name in ("first", "second")]
        note: Text = {
            code: said for code in ("ja", "en") if (said := request.POST.get(f"note-{code}", "").strip()[:LONGEST])
        }
        code, reason = request.POST.get("code", "").strip(), request.POST.get("reason", "").strip()[:LONGEST]
    else:
        logic = changed.as_logic() if changed else None
        sides = [
            Side(name, said.question, tuple(sorted(said.codes))) if said else Side(name)
            for name, said in (("first", logic.first if logic else None), ("second", logic.second if logic else None))
        ]
        note, code, reason = (dict(logic.note) if logic else {}), (changed.code if changed else ""), ""
    refusal = ""
    if request.POST.get("go") == "save":
        both = [Said(side.question, frozenset(side.codes)) for side in sides]
        rule = Contradiction(code or _code(questionnaire, sides), both[0], both[1], note)
        try:
            actions.define_rule(questionnaire=questionnaire, rule=rule, reason=reason, by=actor_of(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The rule is in force."))
            return _back(case, questionnaire)
    context = {
        "case": case,
        "rail": "surveys",
        "questionnaire": questionnaire,
        "sides": [replace(side, answers=_answers(asked.get(side.question), side.codes)) for side in sides],
        "askable": [(name, f"{name} {local(q['label'])}"[:90]) for name, q in asked.items()],
        "note": [(language, note.get(language, "")) for language in ("ja", "en")],
        "code": code,
        "reason": reason,
        "refusal": refusal,
    }
    return render(request, "surveys/contradictions/rule.html", context, status=422 if refusal else 200)


def _posted(data: QueryDict, name: str) -> Side:
    return Side(name, str(data.get(f"{name}-question", "")), tuple(map(str, data.getlist(f"{name}-codes"))))


def _answers(question: Question | None, codes: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    return [(c["name"], local(c["label"]), c["name"] in codes) for c in question["choices"]] if question else []


def _code(questionnaire: Questionnaire, sides: list[Side]) -> str:
    """A name made of the two answers, free in this questionnaire."""
    words = "-".join([*(side.question for side in sides), *(code for side in sides for code in side.codes[:1])])
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", words).strip("-")[:70] or "rule"
    taken = set(ContradictionRule.objects.filter(questionnaire=questionnaire).values_list("code", flat=True))
    return next(name for name in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if name not in taken)


@case_view(Right.WORK)
@require_POST
def proposals_use(request: HttpRequest, case: Case, questionnaire_id: uuid.UUID) -> HttpResponse:
    """Take up the proposals that were ticked."""
    questionnaire, definition = _questionnaire(case, questionnaire_id)
    chosen = set(request.POST.getlist("code"))
    for rule in queries.proposals(questionnaire, definition):
        if rule.code in chosen:
            reason = _("Proposed by the library of questionnaires")
            actions.define_rule(questionnaire=questionnaire, rule=rule, reason=reason, by=actor_of(request))
    return _back(case, questionnaire)


@case_view(Right.WORK)
@require_POST
def rule_lift(request: HttpRequest, case: Case, questionnaire_id: uuid.UUID, rule_id: uuid.UUID) -> HttpResponse:
    """Lay a rule aside, with the reason."""
    questionnaire, _definition = _questionnaire(case, questionnaire_id)
    rule = get_object_or_404(queries.rules_of(case), questionnaire=questionnaire, public_id=rule_id)
    rule.questionnaire = questionnaire
    try:
        actions.lift_rule(rule=rule, reason=request.POST.get("reason", "")[:LONGEST], by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(case, questionnaire)
