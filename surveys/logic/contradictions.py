"""Pairs of answers that hardly go together. They raise a note for follow-up; they are never an error.

Nobody is stopped from giving both: in a published survey at least 59 people said that they were not aware of viewing and
that they knew it was a problem, and both can be true of different days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.logic.definition import Answer, Definition, Text, all_questions


@dataclass(frozen=True)
class Said:
    """An answer that contains any of the codes."""

    question: str
    codes: frozenset[str]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        answer = answers.get(self.question)
        given = {str(code) for code in answer} if isinstance(answer, list) else {str(answer)}
        return bool(given & self.codes)


@dataclass(frozen=True)
class Contradiction:
    code: str
    first: Said
    second: Said
    note: Text  # what the officer reads: a question to ask, not a verdict


def contradictions(rules: Iterable[Contradiction], answers: Mapping[str, Answer]) -> list[Contradiction]:
    """Those whose both sides were answered so, in the order of the rules."""
    return [rule for rule in rules if rule.first.holds(answers) and rule.second.holds(answers)]


def unknown(rules: Iterable[Contradiction], definition: Definition) -> list[tuple[str, str, str]]:
    """(rule, question, code) that the questionnaire does not have; an empty code when the question is missing."""
    asked = {question["name"]: {c["name"] for c in question["choices"]} for question in all_questions(definition)}
    found: list[tuple[str, str, str]] = []
    for rule in rules:
        for side in (rule.first, rule.second):
            if side.question not in asked:
                found.append((rule.code, side.question, ""))
                continue
            found += [(rule.code, side.question, code) for code in sorted(side.codes - asked[side.question])]
    return found


def as_json(rules: Iterable[Contradiction]) -> list[dict[str, Any]]:
    return [
        {
            "code": rule.code,
            "first": {"question": rule.first.question, "codes": sorted(rule.first.codes)},
            "second": {"question": rule.second.question, "codes": sorted(rule.second.codes)},
            "note": rule.note,
        }
        for rule in rules
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> list[Contradiction]:
    """Raises KeyError or TypeError for what is not of our making."""
    return [
        Contradiction(
            str(row["code"]),
            _said(row["first"]),
            _said(row["second"]),
            {str(code): str(words) for code, words in row["note"].items()},
        )
        for row in rows
    ]


def _said(side: Mapping[str, Any]) -> Said:
    return Said(str(side["question"]), frozenset(map(str, side["codes"])))
