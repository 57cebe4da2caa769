"""A questionnaire worked through: what applies, what is computed, what begins with an answer, what remains."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from surveys.logic import expressions
from surveys.logic.definition import Answer, Answers, Choice, Question, Scalar
from surveys.logic.expressions import Scope
from surveys.logic.form.taking import Taking
from surveys.logic.reading import INTEGER_LIMIT, MAX_ROWS, AnswerError, decimal_text, is_empty
from surveys.logic.routing import is_dynamic
from surveys.logic.values import MAX_VALUE, Value, as_number, as_text


@dataclass
class Worked:
    """A questionnaire worked through: what applies, with which answers. Rows of repeats are worked through each."""

    names: set[str] = field(default_factory=set)
    values: Answers = field(default_factory=dict)
    rows: dict[str, list[Worked]] = field(default_factory=dict)
    position: int = 0


class Working(Taking):
    """Question by question in the order of the plan; the rows of a repeat each for themselves."""

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
            full += is_full(done, self._inner[name])
            found.append(done)
        worked.rows[name] = found
        kept = [row for row in found if is_full(row, self._inner[name])]
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

    def _row_scope(self, repeat: str, row: Worked, outer: Worked, today: date) -> Scope:
        """What a row can see once all are worked through: its own answers, never the same question of other rows."""
        around = {name: value for name, value in outer.values.items() if name not in self._inner[repeat]}
        return Scope(ChainMap(row.values, around), today, position=row.position)

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
        open_codes = {choice["name"] for choice in options_of(question, scope)}
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

    def prune(self, answers: Mapping[str, Answer], *, today: date) -> Answers:
        worked = self.work(answers, today=today)
        return {
            name: worked.values[name]
            for name, question in self.questions.items()
            if name in worked.names and question["type"] != "note" and not is_empty(worked.values.get(name))
        }


def _put(values: Answers, name: str, value: Answer) -> None:
    if value is not None:
        values[name] = value


def is_full(row: Worked, inner: Mapping[str, Question]) -> bool:
    """A calculation alone does not make a row."""
    return any(not is_empty(value) for name, value in row.values.items() if inner[name]["type"] != "calculate")


def options_of(question: Question, scope: Scope) -> list[Choice]:
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
