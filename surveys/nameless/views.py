"""Answering without a name. Nothing is kept before «Submit»: each page carries the answers so far, the last one brings all.

One address, one page after the other by POST; it works the same without JavaScript. When the answers are in, the session
that knew the link is gone.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access import Right, case_view, may
from casework.models import Case
from core import clock
from core.access import actor_of
from core.errors import Rejected
from core.verdict import Refused
from surveys.door import calm_page, leave, nameless_view
from surveys.enums import Identity
from surveys.forms_of import form_of
from surveys.logic.definition import Answers, Question, Section
from surveys.logic.form import AnswerError
from surveys.markup import questions_markup
from surveys.models import PseudonymOpening
from surveys.nameless.actions import take_part
from surveys.nameless.pseudonyms import agree_opening, ask_opening, look_up
from surveys.nameless.rules import has_taken_part
from surveys.pages import Step, changed_rows, read_posted, review, title_of
from surveys.sealed.rules import takes_reports
from surveys.sentences import by_question, local
from surveys.views_reaching import wave_of
from surveys.views_respondent.sheet import frame
from surveys.visits import Visit

MOST = 400_000  # characters of carried answers


class Carried:
    """What one request brought: answers so far and texts that are to be passed on; nothing of it is stored."""

    def __init__(self, request: HttpRequest, visit: Visit) -> None:
        self.invitation, self.wave = visit.invitation, visit.invitation.wave
        self.form = form_of(self.wave.version)
        self.today = clock.today(self.wave.case.time_zone)
        found = _json(request.POST.get("carried", ""))
        self.answers = self._known(found.get("answers"))
        sealed = found.get("sealed")
        self.sealed = {name for name in sealed if name in self.form.questions} if isinstance(sealed, list) else set()

    def _known(self, given: Any) -> Answers:
        """Only questions of ours with answers of their shape: what comes back from a browser may be anything."""
        known: Answers = {}
        for name, value in given.items() if isinstance(given, dict) else ():
            question = self.form.questions.get(name)
            if question is None or question["type"] in {"note", "calculate"}:
                continue
            try:
                self.form.check_value(question, value)
                for row in value if question["type"] == "repeat" else ():
                    self._check_row(name, row)
            except (AnswerError, TypeError, ValueError):
                continue
            known[name] = value
        return known

    def _check_row(self, repeat: str, row: dict[str, Any]) -> None:
        inner = self.form.inner(repeat)
        for name, value in row.items():
            if name not in inner:
                raise AnswerError("not_rows")
            if value not in (None, "", []):
                self.form.check_value(inner[name], value)

    def merge(self, request: HttpRequest, section: str) -> None:
        """The page that came with this request."""
        posted = {key: [str(value) for value in values] for key, values in request.POST.lists()}
        answers, cleared = read_posted(self.form, section, posted, self.answers, self.today)
        self.answers = {name: value for name, value in self.answers.items() if name not in cleared} | answers
        for name in request.POST.getlist("sealable"):
            self.sealed.discard(name)
            if f"seal-{name}" in request.POST and name in self.form.questions:
                self.sealed.add(name)

    def change_rows(self, go: str) -> None:
        """«Add» and «remove» in a repeat."""
        what, _between, rest = go.partition(":")
        name, _between, place = rest.partition(":")
        question = self.form.questions.get(name)
        if question is not None and question["type"] == "repeat" and "repeat_count" not in question:
            self.answers[name] = changed_rows(self.answers.get(name), f"{what}:{place}")

    def sections(self) -> list[Section]:
        return self.form.sections(self.answers, today=self.today)

    def problems_of(self, section: str) -> dict[str, str]:
        names = [name for name, home in self.form.section_of.items() if home == section]
        return by_question(self.form.validate(self.answers, today=self.today, only=names))

    def text(self) -> str:
        """For the hidden field of the next page."""
        return json.dumps({"answers": self.answers, "sealed": sorted(self.sealed)}, ensure_ascii=False)


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text and len(text) <= MOST else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@nameless_view
@require_http_methods(["GET", "POST"])
def taking_part(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Page after page, the review, the end."""
    if has_taken_part(visit.invitation):
        response = render(request, "surveys/nameless/done.html", frame(visit.invitation) | {"again": True})
        leave(request, response)
        return response
    carried = Carried(request, visit)
    go = request.POST.get("go", "")
    section = str(request.POST.get("section", ""))
    names = [one["name"] for one in carried.sections()]
    if request.method != "POST" or not names:
        return _page(request, carried, names[0]) if names else calm_page(request)
    if section in names:
        carried.merge(request, section)
    if go == "submit":
        return _submit(request, carried)
    if go.startswith(("add:", "drop:")):
        carried.change_rows(go)
        return _page(request, carried, section)
    if go.startswith("change:"):
        return _page(request, carried, go.removeprefix("change:"))
    names = [one["name"] for one in carried.sections()]
    if section not in names:
        return _page(request, carried, names[0])
    shown = set(request.POST.getlist("shown"))
    if go == "next" and (problems := {k: v for k, v in carried.problems_of(section).items() if k in shown}):
        return _page(request, carried, section, problems)
    place = names.index(section) + (-1 if go == "back" else 1)
    return _page(request, carried, names[max(0, place)]) if place < len(names) else _review(request, carried)


def _page(request: HttpRequest, carried: Carried, name: str, problems: dict[str, str] | None = None) -> HttpResponse:
    problems = problems or {}
    answers = carried.form.prefilled(carried.answers, section=name, today=carried.today)
    sections = carried.form.sections(answers, today=carried.today)
    found = next((one for one in sections if one["name"] == name), sections[0])
    labels = {question["name"]: question["label"] for question in found["questions"]}
    context = _frame(carried) | {
        "step": Step(sections.index(found) + 1, len(sections) + 1),
        "heading": title_of(found, carried.wave.label),
        "section_name": found["name"],
        "markup": _markup(carried, found["questions"], answers, problems),
        "problems": [(name, local(labels.get(name, {}))) for name in problems],
        "first": found is sections[0],
    }
    return render(request, "surveys/nameless/page.html", context, status=422 if problems else 200)


def _markup(carried: Carried, questions: list[Question], answers: Answers, problems: dict[str, str]) -> SafeString:
    texts = [question["name"] for question in questions if question["type"] == "text"]
    marks = {name: name in carried.sealed for name in texts} if texts and takes_reports(carried.wave.case) else {}
    return questions_markup(carried.form, questions, answers, problems, marks=marks)


def _frame(carried: Carried) -> dict[str, Any]:
    return frame(carried.invitation) | {
        "carried": carried.text(),
        "pseudonymous": carried.wave.identity == Identity.PSEUDONYMOUS,
    }


def _review(
    request: HttpRequest, carried: Carried, problems: dict[str, str] | None = None, refusal: str = ""
) -> HttpResponse:
    sections = carried.sections()
    context = _frame(carried) | {
        "step": Step(len(sections) + 1, len(sections) + 1),
        "groups": [
            (title_of(section, carried.wave.label), section["name"], lines)
            for section, lines in review(sections, carried.answers, problems or {})
        ],
        "refusal": refusal,
        "last_section": sections[-1]["name"],
    }
    return render(request, "surveys/nameless/review.html", context, status=422 if refusal else 200)


def _submit(request: HttpRequest, carried: Carried) -> HttpResponse:
    try:
        take_part(invitation=carried.invitation, answers=carried.answers, sealed=carried.sealed)
    except Rejected as rejected:
        problems = {problem.column: str(problem.message) for problem in rejected.problems}
        return _review(request, carried, problems, str(rejected.reason))
    except Refused as refused:
        return _review(request, carried, {}, str(refused.reason))
    response = render(request, "surveys/nameless/done.html", frame(carried.invitation))
    leave(request, response)
    return response


@case_view(Right.VIEW)
@require_http_methods(["GET", "POST"])
def pseudonym_list(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> HttpResponse:
    """Pseudonyms that are opened, by two people each; the name is shown when one of the two asks for it."""
    wave = wave_of(case, wave_id)
    by = actor_of(request)
    names: dict[int, str] = {}
    if request.method == "POST":
        may(request.user, case, Right.WORK).require()
        try:
            opening = _act(request, case, wave_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("surveys:pseudonym-list", case_id=case.public_id, wave_id=wave_id)
        if opening is None:
            return redirect("surveys:pseudonym-list", case_id=case.public_id, wave_id=wave_id)
        person = cast("Any", opening).person
        names = {opening.pk: f"{person.name} ({person.no})"}
    rows = PseudonymOpening.objects.filter(wave=wave).order_by("agreed_at", "-asked_at", "-pk")
    context = {
        "case": case,
        "rail": "surveys",
        "wave": wave,
        "rows": [
            (one, names.get(one.pk, ""), by.id in {one.asked_by_id, one.agreed_by_id}, by.id != one.asked_by_id)
            for one in rows
        ],
        "pseudonymous": wave.identity == Identity.PSEUDONYMOUS,
        "may_work": bool(may(request.user, case, Right.WORK)),
    }
    return render(request, "surveys/nameless/pseudonym_list.html", context)


def _act(request: HttpRequest, case: Case, wave_id: uuid.UUID) -> PseudonymOpening | None:
    """The opening whose name is to be shown, else None."""
    wave, by = wave_of(case, wave_id), actor_of(request)
    go, reason = request.POST.get("go", ""), str(request.POST.get("reason", ""))
    if go == "ask":
        ask_opening(wave=wave, pseudonym=str(request.POST.get("pseudonym", "")).strip().upper(), need=reason, by=by)
        messages.success(request, _("A second person has to agree now."))
        return None
    opening = get_object_or_404(PseudonymOpening, wave=wave, public_id=request.POST.get("opening"))
    opening.wave = wave
    if go == "agree":
        agree_opening(opening=opening, reason=reason, by=by)
        return None
    cast("Any", opening).person = look_up(opening=opening, by=by)
    return opening
