"""The questions that apply, as they are to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, cast

from surveys.logic.definition import Answer, Question, Section
from surveys.logic.expressions import Scope
from surveys.logic.form.working import Worked, Working, options_of
from surveys.logic.wordings import filled


class Showing(Working):
    """Choices that are open, wordings with earlier answers filled in, rows of repeats."""

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

    @cached_property
    def _steady(self) -> frozenset[str]:
        """The questions that look the same whatever has been answered before them."""
        return frozenset(name for name, question in self.everything.items() if is_steady(question))

    def _shown(self, question: Question, scope: Scope, worked: Worked) -> Question:
        if question["name"] in self._steady:
            return question
        changes: dict[str, Any] = {}
        for part, text in (("label", question["label"]), ("hint", question["hint"])):
            put = filled(text, scope.answers, self.everything)
            if put is not text:
                changes[part] = put
        if "choice_filter" in question:
            changes["choices"] = options_of(question, scope)
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


def is_steady(question: Question) -> bool:
    """No rows, no choices that open and close, no wording with `${…}`."""
    if question["type"] == "repeat" or "choice_filter" in question:
        return False
    texts = (question["label"], question["hint"], *(choice["label"] for choice in question["choices"]))
    return not any("${" in words for text in texts for words in text.values())
