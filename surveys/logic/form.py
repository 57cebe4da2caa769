"""A questionnaire at work: which questions apply, what is wrong with an answer, what remains on submission."""

from __future__ import annotations

import json
import math
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from surveys.logic import expressions
from surveys.logic.brought import is_skipped
from surveys.logic.definition import (
    SELECTS,
    UNASKED,
    Answer,
    Answers,
    Choice,
    Definition,
    Question,
    Scalar,
    Section,
    Text,
    canonical,
    questions,
)
from surveys.logic.expressions import Scope
from surveys.logic.problems import SENTENCES
from surveys.logic.reading import (
    INTEGER_LIMIT,
    MAX_ROWS,
    MAX_TEXT,
    AnswerError,
    decimal_text,
    is_empty,
    read_date,
    read_decimal,
    read_integer,
    read_time,
)
from surveys.logic.routing import RoutingCircleError, is_dynamic, routing_order
from surveys.logic.values import MAX_VALUE, Value, as_number, as_text
from surveys.logic.wordings import filled

_READERS: dict[str, Callable[[str], str]] = {"decimal": read_decimal, "date": read_date, "time": read_time}


@dataclass(frozen=True)
class AnswerProblem:
    """`message` is the questionnaire's own sentence when it has one; else translate `SENTENCES[code]`.

    `question` is the name; inside a repeat «repeat.0.name», counted from 0.
    """

    question: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message: Text = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return self.message.get("en") or SENTENCES[self.code] % self.params

    @property
    def top(self) -> str:
        """The question of the section: the repeat for what is inside it."""
        return self.question.partition(".")[0]


@dataclass
class Worked:
    """A questionnaire worked through: what applies, with which answers. Rows of repeats are worked through each."""

    names: set[str] = field(default_factory=set)
    values: Answers = field(default_factory=dict)
    rows: dict[str, list[Worked]] = field(default_factory=dict)
    position: int = 0


class Form:
    """The definition with its routing in the order in which it must be computed. Immutable; made once per version."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions: dict[str, Question] = {question["name"]: question for question in questions(definition)}
        self.section_of = {
            question["name"]: section["name"] for section in definition["sections"] for question in section["questions"]
        }
        self.order = routing_order(self.questions.values())
        self._inner = {
            name: {below["name"]: below for below in question["questions"]}
            for name, question in self.questions.items()
            if "questions" in question
        }
        self._inner_order = {name: routing_order(inner.values()) for name, inner in self._inner.items()}
        self._lively: dict[str, bool] = {}
        self.everything: dict[str, Question] = dict(self.questions)
        for inner in self._inner.values():
            self.everything |= inner
        self._choices = {
            name: {choice["name"]: place for place, choice in enumerate(question["choices"])}
            for name, question in self.everything.items()
        }

    @classmethod
    def of(cls, definition: Definition) -> Form:
        return _compiled(canonical(definition))

    # --- what applies

    def work(self, answers: Mapping[str, Answer], *, today: date, fill: Iterable[str] = ()) -> Worked:
        """As ODK does: the answer of a question that does not apply counts as empty for all others.

        `fill` names the questions whose default counts as given when nothing has been said yet.
        """
        worked = Worked()
        filling = frozenset(fill)
        scope = Scope(worked.values, today)
        for name in self.order:
            question = self.questions[name]
            if question["relevant"] is not None and not expressions.holds(question["relevant"], scope):
                continue
            worked.names.add(name)
            if question["type"] == "repeat":
                self._work_rows(question, answers.get(name), worked, today, filling=name in filling)
            elif question["type"] != "note":
                _put(worked.values, name, self._value(question, answers, scope, filling=name in filling))
        return worked

    def _work_rows(self, question: Question, answer: Answer, worked: Worked, today: date, *, filling: bool) -> None:
        name = question["name"]
        rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
        if count := question.get("repeat_count"):
            wanted = as_number(expressions.evaluate(expressions.parse(count), Scope(worked.values, today)))
            number = 0 if math.isnan(wanted) else max(0, min(MAX_ROWS, int(min(wanted, MAX_ROWS))))
            rows = rows[:number] + [{} for _ in range(number - len(rows))]
        found: list[Worked] = []
        full = 0
        for row in rows[:MAX_ROWS]:
            done = self._work_row(name, cast("Answers", row), worked, today, full + 1, filling=filling)
            full += _is_full(done, self._inner[name])
            found.append(done)
        worked.rows[name] = found
        kept = [row for row in found if _is_full(row, self._inner[name])]
        if kept:
            worked.values[name] = [cast("dict[str, Scalar]", row.values) for row in kept]
        for below in self._inner[name]:
            series = [as_text(expressions.Scope(row.values, today).value(below)) for row in kept]
            worked.values[below] = [text for text in series if text]

    def _work_row(
        self, repeat: str, row: Answers, outer: Worked, today: date, position: int, *, filling: bool
    ) -> Worked:
        done = Worked(position=position)
        scope = Scope(ChainMap(done.values, outer.values), today, position=position)
        for name in self._inner_order[repeat]:
            question = self._inner[repeat][name]
            if question["relevant"] is not None and not expressions.holds(question["relevant"], scope):
                continue
            done.names.add(name)
            if question["type"] != "note":
                _put(done.values, name, self._value(question, row, scope, filling=filling))
        return done

    def _value(self, question: Question, answers: Mapping[str, Answer], scope: Scope, *, filling: bool) -> Answer:
        name = question["name"]
        if question["type"] == "calculate":
            calculation = question.get("calculation") or "''"
            return as_answer(expressions.evaluate(expressions.parse(calculation), scope))
        answer = answers.get(name)
        if filling and name not in answers and "default" in question:
            answer = self.default(question, scope)
        if answer is None or "choice_filter" not in question:
            return answer
        open_codes = {choice["name"] for choice in _options(question, scope)}
        if isinstance(answer, list):
            return [code for code in cast("list[str]", answer) if code in open_codes or not self._known(name, code)]
        return answer if answer in open_codes or not self._known(name, answer) else None

    def _known(self, name: str, code: object) -> bool:
        return code in self._choices[name]

    def default(self, question: Question, scope: Scope) -> Answer:
        text = question.get("default", "")
        if is_dynamic(text):
            text = as_text(expressions.evaluate(expressions.parse(text), scope))
        try:
            return self.read(question, text.split() if question["type"] in {"select_multiple", "rank"} else [text])
        except AnswerError:
            return None

    def relevant_names(self, answers: Mapping[str, Answer], *, today: date) -> set[str]:
        return self.work(answers, today=today).names

    def relevant_questions(self, answers: Mapping[str, Answer], *, today: date) -> list[Question]:
        names = self.relevant_names(answers, today=today)
        return [question for name, question in self.questions.items() if name in names]

    def prefilled(self, answers: Mapping[str, Answer], *, section: str, today: date) -> Answers:
        """The answers with the defaults of one page, for showing it. They count only once they come back with it."""
        names = [name for name, home in self.section_of.items() if home == section]
        if not any("default" in self.everything[name] or name in self._inner for name in names):
            return dict(answers)
        result: Answers = dict(answers)
        for name in names:
            if name in self._inner and not result.get(name) and "repeat_count" not in self.questions[name]:
                result[name] = cast("list[dict[str, Scalar]]", [{}])  # one row to begin with
        worked = self.work(result, today=today, fill=names)
        for name in names:
            if name in self._inner:
                rows = cast("list[dict[str, Scalar]]", result.get(name) or [])
                done = worked.rows.get(name, [])
                if done:
                    known = [*rows, *({} for _ in done)][: len(done)]
                    result[name] = [
                        cast("dict[str, Scalar]", {**now.values, **row}) for row, now in zip(known, done, strict=True)
                    ] + rows[len(done) :]
            elif name not in answers and "default" in self.questions[name] and name in worked.values:
                result[name] = worked.values[name]
        return result

    def sections(self, answers: Mapping[str, Answer], *, today: date) -> list[Section]:
        """The sections that apply, each with only its questions that apply, as they are to be shown: choices that
        are open, wordings with earlier answers filled in, rows of repeats. A section of notes alone is not a page.
        """
        worked = self.work(answers, today=today)
        scope = Scope(worked.values, today)
        found: list[Section] = []
        for section in self.definition["sections"]:
            applying = [q for q in section["questions"] if q["name"] in worked.names and q["type"] != "calculate"]
            if any(question["type"] != "note" for question in applying):
                shown = [self._shown(question, scope, worked) for question in applying]
                label = filled(section["label"], worked.values, self.everything)
                found.append({"name": section["name"], "label": label, "questions": shown})
        return found

    def _shown(self, question: Question, scope: Scope, worked: Worked) -> Question:
        changes: dict[str, Any] = {}
        for part, text in (("label", question["label"]), ("hint", question["hint"])):
            put = filled(text, scope.answers, self.everything)
            if put is not text:
                changes[part] = put
        if "choice_filter" in question:
            changes["choices"] = _options(question, scope)
        elif any("${" in text for choice in question["choices"] for text in choice["label"].values()):
            changes["choices"] = question["choices"]
        if "choices" in changes:
            changes["choices"] = [
                {**choice, "label": filled(choice["label"], scope.answers, self.everything)}
                for choice in changes["choices"]
            ]
        if question["type"] == "repeat":
            changes["rows"] = [
                self._shown_row(question["name"], row, worked, scope.today) for row in worked.rows[question["name"]]
            ]
        return cast("Question", {**question, **changes}) if changes else question

    def _shown_row(self, repeat: str, row: Worked, outer: Worked, today: date) -> list[Question]:
        scope = self._row_scope(repeat, row, outer, today)
        return [
            self._shown(question, scope, row)
            for name, question in self._inner[repeat].items()
            if name in row.names and question["type"] != "calculate"
        ]

    def prune(self, answers: Mapping[str, Answer], *, today: date) -> Answers:
        worked = self.work(answers, today=today)
        return {
            name: worked.values[name]
            for name, question in self.questions.items()
            if name in worked.names and question["type"] != "note" and not is_empty(worked.values.get(name))
        }

    # --- what is wrong

    def validate(
        self, answers: Mapping[str, Answer], *, today: date, only: Iterable[str] | None = None
    ) -> list[AnswerProblem]:
        worked = self.work(answers, today=today)
        wanted = worked.names if only is None else worked.names & set(only)
        problems: list[AnswerProblem] = []
        for name, question in self.questions.items():
            if name not in wanted:
                continue
            problems += self._check(question, name, worked.values.get(name), Scope(worked.values, today))
            for place, row in enumerate(worked.rows.get(name, [])):
                problems += self._check_row(name, place, row, worked, today)
        return problems

    def _check_row(self, repeat: str, place: int, row: Worked, outer: Worked, today: date) -> list[AnswerProblem]:
        inner = self._inner[repeat]
        counted = "repeat_count" in self.questions[repeat]
        if not counted and not _is_full(row, inner):
            return []  # a row in which nothing was written is no row
        scope = self._row_scope(repeat, row, outer, today)
        problems: list[AnswerProblem] = []
        for name, question in inner.items():
            if name in row.names:
                problems += self._check(question, f"{repeat}.{place}.{name}", row.values.get(name), scope)
        return problems

    def _row_scope(self, repeat: str, row: Worked, outer: Worked, today: date) -> Scope:
        """What a row can see once all are worked through: its own answers, never the same question of other rows."""
        around = {name: value for name, value in outer.values.items() if name not in self._inner[repeat]}
        return Scope(ChainMap(row.values, around), today, position=row.position)

    def _check(self, question: Question, path: str, answer: Answer, scope: Scope) -> list[AnswerProblem]:
        if question["type"] in UNASKED:
            return []
        if is_empty(answer):
            if not question["required"] or is_skipped(question, scope.answers):
                return []
            return [AnswerProblem(path, "required", message=question.get("required_message", {}))]
        try:
            self.check_value(question, answer)
        except AnswerError as error:
            return [AnswerProblem(path, error.code, error.params)]
        rule = question["constraint"]
        own = Scope(scope.answers, scope.today, own=answer, position=scope.position)
        if rule is not None and not expressions.holds(rule, own):
            return [AnswerProblem(path, "constraint", message=question["constraint_message"])]
        return []

    def check_value(self, question: Question, answer: Answer) -> None:
        """Raise when a stored value has not the shape of its question (also used for answers from files)."""
        kind, choices = question["type"], self._choices[question["name"]]
        if kind in SELECTS:
            codes = answer if isinstance(answer, list) and kind != "select_one" else [answer]
            for code in codes:
                if not isinstance(code, str) or code not in choices:
                    raise AnswerError("not_a_choice", value=code)
            if kind == "rank":
                _check_ranks(question, cast("list[str]", codes))
        elif kind == "integer":
            if not isinstance(answer, int) or abs(answer) > INTEGER_LIMIT:
                raise AnswerError("not_integer")
        elif kind == "repeat":
            if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
                raise AnswerError("not_rows")
        elif kind == "text":
            if len(str(answer)) > MAX_TEXT:
                raise AnswerError("too_long", limit=MAX_TEXT)
        elif kind in _READERS:
            _READERS[kind](str(answer))

    def read(self, question: Question, given: Sequence[str]) -> Answer:
        """Text as posted or as found in a file → the value to keep; None when nothing was given.

        A rank is its codes from first to last. A repeat is JSON, as our own exports write it.
        """
        values = [value.strip() for value in given if value.strip()]
        if not values:
            return None
        if question["type"] in SELECTS:
            return self._read_choices(question, values)
        match question["type"]:
            case "integer":
                return read_integer(values[0])
            case "decimal" | "date" | "time":
                return _READERS[question["type"]](values[0])
            case "text":
                text = values[0].replace("\r\n", "\n").replace("\x00", "")
                if len(text) > MAX_TEXT:
                    raise AnswerError("too_long", limit=MAX_TEXT)
                return text
            case "repeat":
                return self.read_rows(question, _json_rows(values[0]))
        return None

    def _read_choices(self, question: Question, values: list[str]) -> Answer:
        places = self._choices[question["name"]]
        for code in values:
            if code not in places and not (question["type"] == "select_one" and len(values) > 1):
                raise AnswerError("not_a_choice", value=code)
        if question["type"] == "select_multiple":
            return sorted(set(values), key=places.__getitem__)
        if question["type"] == "rank":
            return values
        if len(values) > 1:
            raise AnswerError("one_choice")
        return values[0]

    def read_rows(self, question: Question, rows: Sequence[Mapping[str, Sequence[str]]]) -> Answer:
        """Rows of a repeat, each name with its texts. Raises for the first value that cannot be kept."""
        if len(rows) > MAX_ROWS:
            raise AnswerError("too_many_rows", limit=MAX_ROWS)
        inner = self._inner[question["name"]]
        found: list[dict[str, Scalar]] = []
        for row in rows:
            values = {name: self.read(inner[name], given) for name, given in row.items() if name in inner}
            found.append(cast("dict[str, Scalar]", {name: v for name, v in values.items() if not is_empty(v)}))
        return found

    def is_lively(self, section: str) -> bool:
        """Whether an answer can change the choices or wordings of the page itself."""
        if section not in self._lively:
            self._lively[section] = self._changes_itself(section)
        return self._lively[section]

    def _changes_itself(self, section: str) -> bool:
        for name, home in self.section_of.items():
            for question in (self.questions[name], *self._inner.get(name, {}).values()) if home == section else ():
                texts = [*question["label"].values(), *question["hint"].values()]
                texts += [text for choice in question["choices"] for text in choice["label"].values()]
                if "choice_filter" in question or any("${" in text for text in texts):
                    return True
        return False

    def inner(self, repeat: str) -> dict[str, Question]:
        """The questions inside a repeat."""
        return self._inner.get(repeat, {})


def _put(values: Answers, name: str, value: Answer) -> None:
    if value is not None:
        values[name] = value


def _is_full(row: Worked, inner: Mapping[str, Question]) -> bool:
    """A calculation alone does not make a row."""
    return any(not is_empty(value) for name, value in row.values.items() if inner[name]["type"] != "calculate")


def _options(question: Question, scope: Scope) -> list[Choice]:
    """The choices that are open now."""
    text = question.get("choice_filter")
    if not text:
        return question["choices"]
    return [
        choice
        for choice in question["choices"]
        if expressions.holds(
            text,
            Scope(
                scope.answers,
                scope.today,
                position=scope.position,
                choice={"name": choice["name"], **choice.get("columns", {})},
            ),
            columns=True,
        )
    ]


def _check_ranks(question: Question, codes: list[str]) -> None:
    if len(set(codes)) != len(codes):
        raise AnswerError("rank_twice")
    if "choice_filter" not in question and len(codes) != len(question["choices"]):
        raise AnswerError("rank_incomplete")


def _json_rows(text: str) -> list[dict[str, list[str]]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnswerError("not_rows") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AnswerError("not_rows")
    return [
        {str(name): [str(v) for v in value] if isinstance(value, list) else [str(value)] for name, value in row.items()}
        for row in rows
    ]


def as_answer(value: Value) -> Answer:
    """The result of a calculation as it is kept: a whole number, an exact decimal text, or text."""
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return None
        if value.is_integer():
            return int(value) if abs(value) <= INTEGER_LIMIT else None
        try:
            return decimal_text(Decimal(repr(value)))
        except AnswerError:
            return None
    return as_text(value)[:MAX_VALUE] or None


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
