"""From a cell to a value of the domain. Raises ValueError where a person must look."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from engines.calendar.eras import era_named, western_year
from engines.sheets import Cell

_DAY = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])\.?\s*)?(?P<year>\d{1,4}|元)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]"
    r"\s*(?P<day>\d{1,2})\s*日?(?:[ T]00?:00(?::00)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_text(value: Cell) -> str:
    """The cell as one would type it, without space around it; line breaks inside stay."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value).strip()


def one_line(text: str) -> str:
    """White space of any kind as single spaces. Raises ValueError for signs that nobody can see."""
    plain = " ".join(text.split())
    if any(unicodedata.category(sign) == "Cc" or sign in _REORDERING for sign in plain):
        raise ValueError(text)
    return plain


def as_day(value: Cell) -> date | None:
    """A date cell, 2023-04-01, 2023/4/1, 2023年4月1日, 20230401, 令和5年4月1日, R5.4.1; None for an empty cell."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    text = unicodedata.normalize("NFKC", as_text(value))
    if not text:
        return None
    if compact := _COMPACT.fullmatch(text):
        return date(int(compact[1]), int(compact[2]), int(compact[3]))
    found = _DAY.fullmatch(text)
    if found is None or (found["era"] is None and len(found["year"]) != 4):
        raise ValueError(text)
    year = western_year(era_named(found["era"].upper()), found["year"]) if found["era"] else int(found["year"])
    return date(year, int(found["month"]), int(found["day"]))


def as_number(value: Cell) -> int | None:
    """A whole number; full-width digits and thousands separators are read."""
    if value is None or isinstance(value, int):
        return value
    text = unicodedata.normalize("NFKC", as_text(value)).replace(",", "").removesuffix("%")
    return int(text) if text else None
