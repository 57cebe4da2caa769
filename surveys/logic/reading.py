"""Text as people type it or as files hold it → the value to keep."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from surveys.logic.definition import Answer

MAX_TEXT = 10_000
INTEGER_LIMIT = 2**53
MAX_ROWS = 50
_INTEGER = re.compile(r"[+-]?\d{1,16}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?::|時)(\d{1,2})?(?:(?::|分)(\d{1,2})(?:\.0+)?秒?)?分?", re.ASCII)


class AnswerError(Exception):
    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def is_empty(answer: Answer) -> bool:
    """Rows in which nothing was written are nothing."""
    if isinstance(answer, list):
        return all(isinstance(item, dict) and all(is_empty(value) for value in item.values()) for item in answer)
    return answer is None or answer == ""


def read_integer(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    if plain.endswith(".0"):  # Excel keeps whole numbers as 12.0
        plain = plain[:-2]
    if not _INTEGER.fullmatch(plain) or abs(int(plain)) > INTEGER_LIMIT:
        raise AnswerError("not_integer")
    return int(plain)


def read_decimal(text: str) -> str:
    """Canonical text: «0.50» and «.5» are one value, and no digit is lost to a float."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    if not _DECIMAL.fullmatch(plain):
        raise AnswerError("not_decimal")
    return decimal_text(Decimal(plain))


def decimal_text(value: Decimal) -> str:
    if value == 0:
        return "0"
    if abs(value) >= Decimal(10) ** 16 or abs(value) < Decimal(10) ** -30:
        raise AnswerError("not_decimal")
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_date(text: str) -> str:
    match = _DATE.match(unicodedata.normalize("NFKC", text))
    rest = unicodedata.normalize("NFKC", text)[match.end() :] if match else "?"
    if match is None or (rest and not re.fullmatch(r"[T ]00:00(:00(\.0+)?)?", rest)):
        raise AnswerError("not_a_date")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError as error:
        raise AnswerError("not_a_date") from error


def read_time(text: str) -> str:
    """«8:30», «８時３０分», «08:30:00» → «08:30»; seconds only when there are some."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or (match[2] is None and "時" not in match[0]):
        raise AnswerError("not_a_time")
    hours, minutes, seconds = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise AnswerError("not_a_time")
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
