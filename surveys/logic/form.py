"""A questionnaire at work: which questions apply, what is wrong with an answer, what remains on submission."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from surveys.logic import expressions
from surveys.logic.definition import Answer, Answers, Definition, Question, Section, Text, canonical, questions
from surveys.logic.problems import SENTENCES

MAX_TEXT = 10_000
INTEGER_LIMIT = 2**53
_INTEGER = re.compile(r"[+-]?\d{1,16}", re.ASCII)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class AnswerProblem:
    """`message` is the questionnaire's own sentence when it has one; else translate `SENTENCES[code]`."""

    question: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: Text = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return self.message.get("en") or SENTENCES[self.code] % self.params


class AnswerError(Exception):
    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


class Form:
    """The definition with its routing in the order in which it must be computed. Immutable; made once per version."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions: dict[str, Question] = {question["name"]: question for question in questions(definition)}
        self.section_of = {
            question["name"]: section["name"] for section in definition["sections"] for question in section["questions"]
        }
        self._order = routing_order(self.questions.values())
        self._choices = {
            name: {choice["name"]: place for place, choice in enumerate(question["choices"])}
            for name, question in self.questions.items()
        }

    @classmethod
    def of(cls, definition: Definition) -> Form:
        return _compiled(canonical(definition))

    def relevant_names(self, answers: Mapping[str, Answer], *, today: date) -> set[str]:
        """As ODK does: the answer of a question that does not apply counts as empty for all others."""
        names: set[str] = set()
        visible: Answers = {}
        scope = expressions.Scope(visible, today)
        for name in self._order:
            condition = self.questions[name]["relevant"]
            if condition is None or expressions.holds(condition, scope):
                names.add(name)
                if answers.get(name) is not None:
                    visible[name] = answers[name]
        return names

    def relevant_questions(self, answers: Mapping[str, Answer], *, today: date) -> list[Question]:
        names = self.relevant_names(answers, today=today)
        return [question for name, question in self.questions.items() if name in names]

    def sections(self, answers: Mapping[str, Answer], *, today: date) -> list[Section]:
        """The sections that apply, each with only its questions that apply; a section of notes alone is not a page."""
        names = self.relevant_names(answers, today=today)
        found: list[Section] = []
        for section in self.definition["sections"]:
            applying = [question for question in section["questions"] if question["name"] in names]
            if any(question["type"] != "note" for question in applying):
                found.append({"name": section["name"], "label": section["label"], "questions": applying})
        return found

    def prune(self, answers: Mapping[str, Answer], *, today: date) -> Answers:
        names = self.relevant_names(answers, today=today)
        return {
            name: answers[name]
            for name, question in self.questions.items()
            if name in names and question["type"] != "note" and not is_empty(answers.get(name))
        }

    def validate(
        self, answers: Mapping[str, Answer], *, today: date, only: Iterable[str] | None = None
    ) -> list[AnswerProblem]:
        names = self.relevant_names(answers, today=today)
        wanted = names if only is None else names & set(only)
        visible = {name: answers.get(name) for name in names}
        problems: list[AnswerProblem] = []
        for name, question in self.questions.items():
            if name in wanted:
                problems += self._check(question, answers.get(name), visible, today)
        return problems

    def _check(
        self, question: Question, answer: Answer, visible: Mapping[str, Answer], today: date
    ) -> list[AnswerProblem]:
        name = question["name"]
        if question["type"] == "note":
            return []
        if is_empty(answer):
            if not question["required"]:
                return []
            return [AnswerProblem(name, "required", message=question.get("required_message", {}))]
        try:
            self.check_value(question, answer)
        except AnswerError as error:
            return [AnswerProblem(name, error.code, error.params)]
        rule = question["constraint"]
        if rule is not None and not expressions.holds(rule, expressions.Scope(visible, today, own=answer)):
            return [AnswerProblem(name, "constraint", message=question["constraint_message"])]
        return []

    def check_value(self, question: Question, answer: Answer) -> None:
        """Raise when a stored value has not the shape of its question (also used for answers from files)."""
        kind, choices = question["type"], self._choices[question["name"]]
        if kind == "select_multiple":
            for code in answer if isinstance(answer, list) else [answer]:
                if code not in choices:
                    raise AnswerError("not_a_choice", value=code)
        elif kind == "select_one" and answer not in choices:
            raise AnswerError("not_a_choice", value=answer)
        elif kind == "integer" and (not isinstance(answer, int) or abs(answer) > INTEGER_LIMIT):
            raise AnswerError("not_integer")
        elif kind == "date":
            read_date(str(answer))
        elif kind == "text" and len(str(answer)) > MAX_TEXT:
            raise AnswerError("too_long", limit=MAX_TEXT)

    def read(self, question: Question, given: Sequence[str]) -> Answer:
        """Text as posted or as found in a file → the value to keep; None when nothing was given."""
        values = [value.strip() for value in given if value.strip()]
        if not values:
            return None
        match question["type"]:
            case "select_multiple":
                places = self._choices[question["name"]]
                for code in values:
                    if code not in places:
                        raise AnswerError("not_a_choice", value=code)
                return sorted(set(values), key=places.__getitem__)
            case "select_one":
                if len(values) > 1:
                    raise AnswerError("one_choice")
                if values[0] not in self._choices[question["name"]]:
                    raise AnswerError("not_a_choice", value=values[0])
                return values[0]
            case "integer":
                return read_integer(values[0])
            case "date":
                return read_date(values[0])
            case "text":
                text = values[0].replace("\r\n", "\n").replace("\x00", "")
                if len(text) > MAX_TEXT:
                    raise AnswerError("too_long", limit=MAX_TEXT)
                return text
        return None


@lru_cache(maxsize=64)
def _compiled(document: bytes) -> Form:
    return Form(json.loads(document))


def is_empty(answer: Answer) -> bool:
    return answer is None or answer in ("", [])


def read_integer(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    if plain.endswith(".0"):  # Excel keeps whole numbers as 12.0
        plain = plain[:-2]
    if not _INTEGER.fullmatch(plain) or abs(int(plain)) > INTEGER_LIMIT:
        raise AnswerError("not_integer")
    return int(plain)


def read_date(text: str) -> str:
    match = _DATE.match(unicodedata.normalize("NFKC", text))
    rest = text[match.end() :] if match else "?"
    if match is None or (rest and not re.fullmatch(r"[T ]00:00(:00(\.0+)?)?", rest)):
        raise AnswerError("not_a_date")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError as error:
        raise AnswerError("not_a_date") from error


class RoutingCircleError(Exception):
    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(" → ".join(names))


def routing_order(asked: Iterable[Question]) -> list[str]:
    """Questions so that each comes after those its condition names. Raises RoutingCircleError."""
    needs = {
        question["name"]: sorted(expressions.references(expressions.parse(question["relevant"])))
        if question["relevant"]
        else []
        for question in asked
    }
    order: list[str] = []
    state: dict[str, int] = {}
    for start in needs:
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, place = stack.pop()
            if place == 0 and state.get(name) == 2:
                continue
            state[name] = 1
            wanted = needs.get(name, [])
            if place < len(wanted):
                stack.append((name, place + 1))
                following = wanted[place]
                if state.get(following) == 1:
                    path = [entry[0] for entry in stack]
                    raise RoutingCircleError([*path[path.index(following) :], following])
                if state.get(following) != 2:
                    stack.append((following, 0))
                continue
            state[name] = 2
            order.append(name)
    return [name for name in order if name in needs]


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
