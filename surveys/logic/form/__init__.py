"""A questionnaire at work: which questions apply, what is wrong with an answer, what remains on submission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from surveys.logic.definition import Answer, Answers, Definition, Question, Section, canonical
from surveys.logic.form.judging import AnswerProblem, Judging
from surveys.logic.form.showing import Showing
from surveys.logic.form.working import Worked
from surveys.logic.reading import AnswerError, is_empty, read_date, read_decimal, read_integer, read_time
from surveys.logic.routing import RoutingCircleError, routing_order


class Form(Judging, Showing):
    """The definition with its routing in the order in which it must be computed. Immutable; made once per version."""

    @classmethod
    def of(cls, definition: Definition) -> Form:
        return _compiled(canonical(definition))


@lru_cache(maxsize=64)
def _compiled(document: bytes) -> Form:
    return Form(json.loads(document))


def relevant_questions(definition: Definition, answers: Mapping[str, Answer], *, today: date) -> list[Question]:
    return Form.of(definition).relevant_questions(answers, today=today)


def sections(definition: Definition, answers: Mapping[str, Answer], *, today: date) -> list[Section]:
    return Form.of(definition).sections(answers, today=today)


def prune(definition: Definition, answers: Mapping[str, Answer], *, today: date) -> Answers:
    """What is submitted: answers to questions that do not apply are left out (the draft keeps them)."""
    return Form.of(definition).prune(answers, today=today)


def validate_page(
    definition: Definition, answers: Mapping[str, Answer], *, section: str, today: date
) -> list[AnswerProblem]:
    form = Form.of(definition)
    return form.validate(answers, today=today, only=[n for n, s in form.section_of.items() if s == section])


def validate_all(definition: Definition, answers: Mapping[str, Answer], *, today: date) -> list[AnswerProblem]:
    return Form.of(definition).validate(answers, today=today)


__all__ = [
    "AnswerError",
    "AnswerProblem",
    "Form",
    "RoutingCircleError",
    "Worked",
    "is_empty",
    "prune",
    "read_date",
    "read_decimal",
    "read_integer",
    "read_time",
    "relevant_questions",
    "routing_order",
    "sections",
    "validate_all",
    "validate_page",
]
