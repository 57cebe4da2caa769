"""Trying a questionnaire out as a respondent sees it. Trial answers travel with the page and are kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from surveys.logic import Definition, Form
from surveys.logic.definition import Answers, Section
from surveys.pages import Asked, Step, asked, changed_rows, read_posted, review, title_of
from surveys.sentences import by_question, local

MOST = 100_000


@dataclass
class Trial:
    """Answers so far, on one page of the questionnaire; `place` beyond the last page is the review."""

    form: Form
    answers: Answers
    section: str
    today: date

    @classmethod
    def read(cls, definition: Definition, data: QueryDict | None, today: date) -> Trial:
        form = Form.of(definition)
        if data is None:
            return cls(form, {}, "", today)
        trial = cls(form, _answers(form, str(data.get("trial", ""))), str(data.get("section", "")), today)
        if trial.section:
            posted = {key: [str(value) for value in values] for key, values in data.lists()}
            given, cleared = read_posted(form, trial.section, posted, trial.answers, today)
            trial.answers = {k: v for k, v in (trial.answers | given).items() if k not in cleared}
        return trial

    def sections(self) -> list[Section]:
        return self.form.sections(self.answers, today=self.today)

    def change_rows(self, go: str) -> None:
        """«Add» and «remove» in a repeat."""
        what, _between, rest = go.partition(":")
        name, _between, place = rest.partition(":")
        question = self.form.questions.get(name)
        if question is not None and question["type"] == "repeat" and "repeat_count" not in question:
            self.answers[name] = changed_rows(self.answers.get(name), f"{what}:{place}")

    def problems(self) -> dict[str, str]:
        only = [name for name, home in self.form.section_of.items() if home == self.section]
        return by_question(self.form.validate(self.answers, today=self.today, only=only))

    def questions(self, problems: dict[str, str]) -> list[Asked]:
        answers = self.form.prefilled(self.answers, section=self.section, today=self.today)
        found = next(
            (s for s in self.form.sections(answers, today=self.today) if s["name"] == self.section),
            None,
        )
        return [
            asked(q, answers.get(q["name"]), problems.get(q["name"], ""), problems=problems)
            for q in (found["questions"] if found else [])
        ]

    @property
    def carried(self) -> str:
        return json.dumps(self.answers, ensure_ascii=False)


def _answers(form: Form, text: str) -> Answers:
    """What came back from our own page; anything else counts as nothing said."""
    try:
        found = json.loads(text) if text and len(text) < MOST else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    kept = {name: value for name, value in found.items() if name in form.questions and _is_answer(value)}
    return cast("Answers", kept)


def _is_answer(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value) or all(
            isinstance(one, dict) and all(_is_answer(v) and not isinstance(v, dict) for v in one.values())
            for one in value
        )
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))


def _framed(request: HttpRequest, definition: Definition, today: date) -> HttpResponse:
    """One page of the trial, to be shown in a frame of our own pages only."""
    trial = Trial.read(definition, request.POST if request.method == "POST" else None, today)
    go = request.POST.get("go", "") if request.method == "POST" else ""
    problems: dict[str, str] = {}
    if go.startswith(("add:", "drop:")):
        trial.change_rows(go)
    sections = trial.sections()
    names = [section["name"] for section in sections]
    place = names.index(trial.section) if trial.section in names else 0
    if go == "next" and trial.section in names:
        shown = set(request.POST.getlist("shown"))
        problems = {name: said for name, said in trial.problems().items() if name in shown}
        appeared = {q.name for q in trial.questions({}) if q.kind != "note"} - shown
        place += 0 if problems or appeared else 1
    elif go == "back":
        place = max(0, place - 1)
    elif go == "restart":
        trial.answers, place = {}, 0
        sections = trial.sections()
        names = [section["name"] for section in sections]
    elif go == "review":
        place = len(sections) - 1
    trial.section = names[place] if place < len(names) else ""
    title = local(definition["title"])
    questions = trial.questions(problems) if trial.section else []
    context = {
        "title": title,
        "trial": trial,
        "step": Step(min(place, len(names)) + 1, len(names) + 1),
        "heading": title_of(sections[place], title) if place < len(names) else "",
        "questions": questions,
        "problems": [(q.name, q.label, q.problem) for q in questions if q.problem],
        "groups": []
        if trial.section
        else [(title_of(s, title), lines) for s, lines in review(sections, trial.answers, {})],
        "is_empty": not names,
    }
    return render(request, "surveys/editor/try.html", context)


framed = cast(
    "Callable[[HttpRequest, Definition, date], HttpResponse]",
    xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF]})(_framed)),  # type: ignore[arg-type]  # any view
)
