"""Pages of questions from markup that is made once: a template is rendered with holes, and the holes are filled.

What stands in a hole is escaped where it is filled. No answer is kept: holes are what answers go into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from surveys.logic import Form
from surveys.logic.definition import Answer, Question
from surveys.models import Wave
from surveys.pages import Asked, Reviewed, asked
from surveys.sentences import reader
from surveys.visits import common_of

MOST = 2_000
_HOLE = re.compile("\ufdd0(\\w+)\ufdd1")  # signs that no text may hold
_pages: dict[tuple[object, ...], list[str]] = {}
_fields: dict[tuple[int, str], tuple[Question, list[str]]] = {}
_OF_THE_WAVE = frozenset({"wave", "wordings", "invitation"})  # a page that is kept shows nothing of the invitation
_WITH_VALUE = frozenset({"text", "date", "time", "decimal", "integer"})
_WITH_CHOICES = frozenset({"select_one", "select_multiple"})


def _hole(name: str) -> SafeString:
    return SafeString(f"\ufdd0{name}\ufdd1")


def _filled(parts: list[str], holes: Mapping[str, str]) -> str:
    return "".join(holes[part] if place % 2 else part for place, part in enumerate(parts))


def kept_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    wave: Wave,
    holes: Mapping[str, str],
) -> HttpResponse:
    """The page, kept for the wave's facts, the language and everything else in `context`, which must be hashable."""
    common = common_of(wave)
    if common is None:
        return render(request, template, {**context, **holes})
    key = (item for item in context.items() if item[0] not in _OF_THE_WAVE)
    full = (template, get_language(), reader(), getattr(request, "idle_seconds", 0), common, *holes, *key)
    parts = _pages.get(full)
    if parts is None:
        marked = {name: _hole(name) for name in (*holes, "csrf_token")}
        shown = copy(request)
        shown.path = _hole("path")
        shown.get_full_path = lambda *_a, **_k: _hole("address")  # type: ignore[method-assign]
        text = render_to_string(template, {**context, "invitation": None, "messages": (), **marked}, shown)
        if len(_pages) >= MOST:
            _pages.clear()
        parts = _pages[full] = _HOLE.split(text)
    given = {name: conditional_escape(value) for name, value in holes.items()}
    given |= {"path": escape(request.path), "address": escape(request.get_full_path())}
    return HttpResponse(_filled(parts, {**given, "csrf_token": get_token(request)}))


def review_markup(
    groups: Iterable[tuple[str, str, list[Reviewed]]],
) -> SafeString:
    """(heading, section, lines): what was answered, with ways back."""
    return SafeString(
        "".join(
            _kept_part(
                "surveys/respondent/_reviewed.html",
                {"place": place},
                {"heading": heading, "lines": SafeString("".join(_reviewed(name, line) for line in lines))},
            )
            for place, (heading, name, lines) in enumerate(groups, 1)
        )
    )


def _reviewed(section: str, line: Reviewed) -> str:
    holes = {
        "label": line.label,
        "answer": linebreaksbr(line.answer),
        "problem": line.problem,
        "link": f"{reverse('respondent:section', args=[section])}#ask-{line.name}",
    }
    variant = {"answered": bool(line.answer), "wrong": bool(line.problem), "required": line.required}
    return _kept_part("surveys/respondent/_reviewed_line.html", variant, holes)


def _kept_part(template: str, variant: Mapping[str, object], holes: Mapping[str, str]) -> str:
    """A piece of a page; `variant` and the language decide all that is not a hole."""
    full = (template, get_language(), *variant.values())
    parts = _pages.get(full)
    if parts is None:
        text = render_to_string(template, {**variant, **{name: _hole(name) for name in holes}})
        if len(_pages) >= MOST:
            _pages.clear()
        parts = _pages[full] = _HOLE.split(text)
    return _filled(parts, {name: conditional_escape(value) for name, value in holes.items()})


def questions_markup(
    form: Form,
    questions: list[Question],
    answers: Mapping[str, Answer],
    problems: Mapping[str, str],
    *,
    periods: Mapping[str, str] | None = None,
    marks: Mapping[str, bool] | None = None,
) -> SafeString:
    """The fields of a page with their answers.

    `periods` are what single questions ask about, for this person; `marks` are texts that may go to the designated
    people alone.
    """
    told, marked = periods or {}, marks or {}
    return SafeString(
        "".join(
            _own_field(question, answers.get(name), problems, told.get(name, ""), mark=marked.get(name))
            if told.get(name) or name in marked
            else _field(form, question, answers.get(name), problems)
            for question in questions
            if (name := question["name"])
        )
    )


def _own_field(
    question: Question, answer: Answer, problems: Mapping[str, str], period: str, *, mark: bool | None
) -> str:
    """With what is this person's own: the period asked about, the mark of a text."""
    shown = asked(question, answer, problems.get(question["name"], ""), problems=problems)
    return _render(replace(shown, period=period, may_seal=mark is not None, sealed=bool(mark)))


def _field(form: Form, question: Question, answer: Answer, problems: Mapping[str, str]) -> str:
    """Made once for a question whose words and choices never change; made anew for the others, and beside a problem."""
    kind = question["type"]
    lasting = form.questions.get(question["name"]) is question and question["name"] not in problems
    if not lasting or kind not in _WITH_VALUE | _WITH_CHOICES or "minimal" in question.get("appearance", "").split():
        return _render(asked(question, answer, problems.get(question["name"], ""), problems=problems))
    language = f"{get_language()} {reader()}"
    known = _fields.get((id(question), language))
    if known is None or known[0] is not question:
        blank = asked(question, None)
        text = _render(replace(blank, value=_hole("value")) if kind in _WITH_VALUE else blank)
        if len(_fields) >= MOST:
            _fields.clear()
        known = _fields[(id(question), language)] = (question, _HOLE.split(text))
    if kind in _WITH_VALUE:
        return _filled(known[1], {"value": escape("" if answer is None or isinstance(answer, list) else str(answer))})
    text = known[1][0]
    for code in answer if isinstance(answer, list) else [] if answer is None else [str(answer)]:
        place = escape(f"q-{question['name']}-{code}")
        text = text.replace(f'id="{place}" value="{escape(code)}"', f'id="{place}" value="{escape(code)}" checked', 1)
    return text


def _render(question: Asked) -> str:
    return render_to_string("surveys/respondent/_asked.html", {"questions": [question]})
