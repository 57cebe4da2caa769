"""Text as it was posted or stands in a file → the value to keep, and whether a kept value fits its question."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from surveys.logic.definition import SELECTS, Answer, Question, Scalar
from surveys.logic.form.plan import Plan
from surveys.logic.reading import (
    INTEGER_LIMIT,
    MAX_ROWS,
    MAX_TEXT,
    AnswerError,
    is_empty,
    read_date,
    read_decimal,
    read_integer,
    read_time,
)

_READERS: dict[str, Callable[[str], str]] = {"decimal": read_decimal, "date": read_date, "time": read_time}


class Taking(Plan):
    """Raises AnswerError for what cannot be kept."""

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
