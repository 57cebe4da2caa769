"""What each column of a file holds and probably means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engines.columnar.formats.seen import Seen
from engines.columnar.profiling.times import (
    DAY,
    FRACTION,
    WAREKI_DAY,
    is_clock,
    narrow,
    timestamp_format,
    timestamp_formats,
)
from engines.columnar.profiling.words import canonical_name, clean, customer_class, mask


def kind_of(values: Sequence[str]) -> str:
    """What all values of a column are; «text» when they are nothing else."""
    if not values:
        return "empty"
    if all(re.fullmatch(r"1\d{9}|1\d{12}", value) for value in values):
        return "epoch"
    if all(re.fullmatch(DAY, value) or re.fullmatch(WAREKI_DAY, narrow(value)) for value in values):
        return "date"
    if timestamp_format(values[:50]):
        return "timestamp"
    if all(re.fullmatch(r"\d{1,2}:\d{2}(:\d{2}([.]\d+)?)?|\d{1,2}時\d{1,2}分(\d{1,2}秒)?", value) for value in values):
        return "time"
    if all(re.fullmatch(r"-?(0|[1-9]\d*)", value) for value in values):
        return "integer"
    if all(re.fullmatch(r"-?\d+\.\d+", value) for value in values):
        return "number"
    if all(re.fullmatch(r"-?\d+,\d+", value) for value in values):
        return "number_with_comma"
    return "text"


def decimal_of(seen: Seen, written: Mapping[str, Any] | None) -> str:
    """The decimal sign as said, or as a column of times shows it; the arrangement takes it up."""
    said = (written or {}).get("decimal")
    if not seen.written:
        return "."
    if said is None:
        columns = zip(*seen.rows, strict=False)
        said = "," if any(all(FRACTION.match(value) for value in values) for values in columns) else "."
    seen.written["decimal"] = str(said)
    if said == ",":
        seen.arrangement["decimal"] = ","
    return str(said)


def columns_of(names: Sequence[str], rows: Sequence[Sequence[str]], decimal: str = ".") -> list[dict[str, Any]]:
    """Name, type, probable meaning, samples and class of each column, as they stand in a profile."""
    columns: list[dict[str, Any]] = []
    taken: set[str] = set()
    for position, name in enumerate(names):
        written = [value for value in (clean(row[position]) for row in rows) if value]
        values = written if decimal == "." else [re.sub(r"(?<=\d),(?=\d)", ".", value) for value in written]
        kind = kind_of(values)
        canonical = canonical_name(name)
        if canonical in taken or (
            canonical == "at" and kind not in ("timestamp", "date", "epoch", "integer", "empty", "text")
        ):
            canonical = None
        if canonical:
            taken.add(canonical)
        distinct = list(dict.fromkeys(written))[:3]
        group = customer_class(name, canonical)
        masked = canonical == "contract" or (canonical is None and group in ("name", "contact", "identifier"))
        column: dict[str, Any] = {
            "name": name,
            "type": kind,
            "canonical": canonical,
            "samples": [mask(value) for value in distinct] if masked else distinct,
            "class": group,
        }
        if kind == "timestamp":
            formats = timestamp_formats(values[:200]) or timestamp_formats(values[:50])
            column["format"] = formats[0]
            if len(formats) > 1:
                column["formats"] = formats
        elif kind == "date" and timestamp_formats(values[:50]) == ["wareki"]:
            column["format"] = "wareki"
        elif kind == "epoch":
            column["format"] = "epoch" if len(values[0]) == 10 else "epoch_ms"
        columns.append(column)
    if "at" not in taken:
        for column in columns:
            if column["type"] in ("timestamp", "date") and column["canonical"] is None:
                column["canonical"] = "at"
                break
    _join_date_and_time(columns, rows)
    return columns


def _join_date_and_time(columns: list[dict[str, Any]], rows: Sequence[Sequence[str]]) -> None:
    """A day in one column and the time in another belong together."""
    at = next((place for place, column in enumerate(columns) if column["canonical"] == "at"), None)
    time = next((place for place, column in enumerate(columns) if column["type"] == "time"), None)
    if time is None:
        time = next((place for place, column in enumerate(columns) if is_clock(column, rows, place)), None)
    if at is None or time is None or columns[at]["type"] != "date":
        return
    values = [f"{clean(row[at])} {clean(row[time])}" for row in rows if row[at].strip() and row[time].strip()]
    formats = timestamp_formats(values[:200]) or timestamp_formats(values[:50])
    columns[at]["with"] = columns[time]["name"]
    if formats:
        columns[at]["format"] = formats[0]
    if len(formats) > 1:
        columns[at]["formats"] = formats
