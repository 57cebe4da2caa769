"""What is wrong with answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from surveys.logic import expressions
from surveys.logic.brought import is_skipped
from surveys.logic.definition import UNASKED, Answer, Question, Text
from surveys.logic.expressions import Scope
from surveys.logic.form.working import Worked, Working, is_full
from surveys.logic.problems import SENTENCES
from surveys.logic.reading import AnswerError, is_empty


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


class Judging(Working):
    """Only questions that apply are judged."""

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
        if not counted and not is_full(row, inner):
            return []  # a row in which nothing was written is no row
        scope = self._row_scope(repeat, row, outer, today)
        problems: list[AnswerProblem] = []
        for name, question in inner.items():
            if name in row.names:
                problems += self._check(question, f"{repeat}.{place}.{name}", row.values.get(name), scope)
        return problems

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
