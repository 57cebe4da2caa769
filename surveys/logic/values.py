"""Values of conditions and how XPath 1.0 turns one kind into another. Dates are days, times parts of a day."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from surveys.logic.definition import Answer

Value = str | float | bool | list[str]
Thunk = Callable[[], Value]

MAX_VALUE = 10_000
"""Longer texts are cut: a chain of calculations cannot double itself without end."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_NUMBER = re.compile(r"-?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})", re.ASCII)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 -- days are counted, no moment is meant


@dataclass(frozen=True)
class Scope:
    """What a condition can see: answers, the day, its own answer, its place in a repeat, a choice's columns."""

    answers: Mapping[str, Answer]
    today: date
    own: Answer = None
    position: int = 0
    choice: Mapping[str, str] | None = None

    def value(self, name: str) -> Value:
        return plain(self.own if name == "." else self.answers.get(name))


def plain(answer: Answer) -> Value:
    if answer is None:
        return ""
    if isinstance(answer, int):
        return float(answer)
    if isinstance(answer, list):
        return [item if isinstance(item, str) else str(place) for place, item in enumerate(answer, start=1)]
    return answer


def as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(value) if isinstance(value, list) else value


def as_number(value: Value) -> float:
    if isinstance(value, bool | float):
        return float(value)
    text = as_text(value).strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    return day_number(text)


def day_number(text: str) -> float:
    """Days since 1970 of a date, with its part of the day; only the part for a time; NaN for anything else."""
    if _ISO_DATE.fullmatch(text) or _ISO_MOMENT.fullmatch(text):
        try:
            return (datetime.fromisoformat(text) - _EPOCH) / timedelta(days=1)
        except ValueError:
            return math.nan
    match = _TIME.fullmatch(text)
    if match is None:
        return math.nan
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    return (
        (hours * 3600 + minutes * 60 + seconds) / 86_400 if hours < 24 and minutes < 60 and seconds < 60 else math.nan
    )


def moment(value: Value) -> datetime | None:
    """A date again, from a number of days or from a text."""
    number = as_number(value)
    if math.isnan(number) or not -719_162 <= number < 2_932_897:
        return None
    return _EPOCH + timedelta(days=number)


def as_bool(value: Value) -> bool:
    if isinstance(value, float):
        return not math.isnan(value) and value != 0
    return bool(value)


def items(value: Value) -> list[str]:
    """The codes of an answer, or the values of a repeat's question."""
    return value if isinstance(value, list) else as_text(value).split()
