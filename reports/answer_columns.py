"""What of an answer is counted: codes, numbers, days and times. Free text never becomes a column.

A rank gives the options in order and the first of them; a repeat the number of its rows and what was said in any of
them; a calculation its result, unless free text went into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from surveys.logic import expressions

TEXT, CODES, WHOLE, DECIMAL = "VARCHAR", "VARCHAR[]", "BIGINT", "DECIMAL(38,20)"
TYPES = {
    "select_one": TEXT,
    "select_multiple": CODES,
    "rank": CODES,
    "integer": WHOLE,
    "decimal": DECIMAL,
    "date": "DATE",
    "time": "TIME",
}
Answers = Mapping[str, Any]
Question = Mapping[str, Any]


@dataclass(frozen=True)
class AnswerColumn:
    """A column of `answers_<questionnaire>`: its type, and how it is read from a version's answers."""

    kind: str
    read: Callable[[Answers], Any]


def columns_of(definition: Mapping[str, Any]) -> dict[str, AnswerColumn]:
    """The columns of one version of a questionnaire, by name."""
    asked = [question for section in definition.get("sections", []) for question in section.get("questions", [])]
    free = _free(asked)
    found: dict[str, AnswerColumn] = {}
    for question in asked:
        name, kind = question["name"], question["type"]
        if kind in TYPES:
            found[name] = AnswerColumn(TYPES[kind], _plain(name, TYPES[kind]))
        if kind == "rank":
            found[f"{name}__first"] = AnswerColumn(TEXT, _first(name))
        elif kind == "calculate" and name not in free:
            found[name] = AnswerColumn(TEXT, _worked_out(name))
        elif kind == "repeat":
            found |= _repeat(question)
    return found


def _free(asked: Iterable[Question]) -> set[str]:
    """Questions whose answer is text that somebody wrote, and calculations into which such text went."""
    questions = [inner for question in asked for inner in (question, *question.get("questions", []))]
    free = {question["name"] for question in questions if question["type"] == "text"}
    for _round in questions:
        more = {
            question["name"]
            for question in questions
            if question["type"] == "calculate"
            and question["name"] not in free
            and expressions.references(expressions.parse(question.get("calculation") or "''")) & free
        }
        if not more:
            break
        free |= more
    return free


def coded(value: Any, kind: str) -> Any:
    """Nothing answered is NULL, whatever the form sent."""
    if value in (None, "", []):
        return None
    if kind == CODES:
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return value


def _plain(name: str, kind: str) -> Callable[[Answers], Any]:
    return lambda answers: coded(answers.get(name), kind)


def _first(name: str) -> Callable[[Answers], Any]:
    return lambda answers: next(iter(coded(answers.get(name), CODES) or ()), None)


def _worked_out(name: str) -> Callable[[Answers], Any]:
    return lambda answers: None if answers.get(name) in (None, "", []) else str(answers[name])


def _rows(answers: Answers, repeat: str) -> list[Mapping[str, Any]]:
    rows = answers.get(repeat)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _repeat(question: Question) -> dict[str, AnswerColumn]:
    """`<repeat>__rows`, `<repeat>__<question>` with every code said in any row, and sums of numbers."""
    repeat = question["name"]
    found = {f"{repeat}__rows": AnswerColumn(WHOLE, lambda answers: len(_rows(answers, repeat)) or None)}
    for inner in question.get("questions", []):
        name = inner["name"]
        if inner["type"] in {"select_one", "select_multiple", "rank"}:
            found[f"{repeat}__{name}"] = AnswerColumn(CODES, _said(repeat, name))
        elif inner["type"] in {"integer", "decimal"}:
            found[f"{repeat}__{name}__sum"] = AnswerColumn(DECIMAL, _sum(repeat, name))
    return found


def _said(repeat: str, name: str) -> Callable[[Answers], Any]:
    def read(answers: Answers) -> list[str] | None:
        codes = [code for row in _rows(answers, repeat) for code in coded(row.get(name), CODES) or ()]
        return list(dict.fromkeys(codes)) or None

    return read


def _sum(repeat: str, name: str) -> Callable[[Answers], Any]:
    def read(answers: Answers) -> str | None:
        numbers = [Decimal(str(row[name])) for row in _rows(answers, repeat) if row.get(name) not in (None, "")]
        return str(sum(numbers)) if numbers else None

    return read
