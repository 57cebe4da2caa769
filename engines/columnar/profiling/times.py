"""How days and times are written in a column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engines.columnar.logs import AMBIGUOUS_FORMATS, TIMESTAMP_FORMATS, WAREKI
from engines.columnar.profiling.words import clean

KNOWN_FORMATS = (*TIMESTAMP_FORMATS, *AMBIGUOUS_FORMATS)
CLOCK = re.compile(r"\d[:時]\d|\d{14}|\d{8} \d{6}")
MOST_UNREADABLE = 0.1  # of the values of a column that is taken for times all the same
DAY = (  # the last: day and month in either order
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:19|20)\d{6}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
)
WAREKI_DAY = WAREKI[1:-1].removesuffix("?") + "{0}"  # without the time that may follow
TIME_WORDS = re.compile(r"時刻|時間|時分秒|time", re.IGNORECASE)
FRACTION = re.compile(r".*\d:\d{2},\d{1,9}$")


def timestamp_format(values: Sequence[str]) -> str | None:
    """The one format that reads all values, the first when several do; None when none does."""
    found = timestamp_formats(values)
    return found[0] if found else None


def timestamp_formats(values: Sequence[str]) -> list[str]:
    """The formats that read the values: one that leaves no doubt, or all those between which the giver must choose.

    A few values that nothing reads (they are rejected later) do not hide how the others are written.
    """
    if not values:
        return []
    readable = [value for value in values if CLOCK.search(value) and any(reads(value, form) for form in KNOWN_FORMATS)]
    if len(readable) != len(values) and MOST_UNREADABLE * len(values) >= len(values) - len(readable):
        values = readable
    for text in TIMESTAMP_FORMATS:
        if all(reads(value, text) for value in values):
            return [text]
    if all(re.fullmatch(WAREKI[1:-1], narrow(value)) for value in values):
        return ["wareki"]
    found = [text for text in AMBIGUOUS_FORMATS if all(reads(value, text) for value in values)]
    if any("%Y" in text for text in found):
        found = [text for text in found if "%Y" in text]
    return found


def narrow(value: str) -> str:
    """With narrow digits and signs."""
    return unicodedata.normalize("NFKC", value).strip()


def reads(value: str, form: str) -> bool:
    """Whether that format reads the value whole."""
    if form == "%Y%m%d%H%M%S" and len(value) != 14:
        return False
    if form.endswith("%z"):
        value = re.sub(r"([.]\d{6})\d+", r"\1", value)
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 -- only whether it can be read
    except ValueError:
        return False
    return True


def is_clock(column: Mapping[str, Any], rows: Sequence[Sequence[str]], place: int) -> bool:
    """Hours, minutes and seconds as six digits, in a column that is called so."""
    values = [value for value in (clean(row[place]) for row in rows) if value]
    named = TIME_WORDS.search(column["name"]) is not None and column["canonical"] is None
    return named and bool(values) and all(re.fullmatch(r"([01]\d|2[0-3])([0-5]\d){2}", value) for value in values)


def looks_like_data(row: Sequence[str]) -> bool:
    """A row with a time, or of numbers alone, is no head."""
    return any(timestamp_format([clean(value)]) for value in row if value) or (
        len(row) > 1 and all(re.fullmatch(r"[\d./:\- ]*", value) for value in row)
    )
