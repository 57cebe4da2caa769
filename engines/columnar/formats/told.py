"""A first look at a file as somebody says that it is written: head, quotes, lines that are no records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engines.columnar.formats.leading import MOST_LINES, Leading, leading
from engines.columnar.formats.lines import arranged, cut, furniture, joined_heads, lines_of, restored
from engines.columnar.formats.sheets import is_total, sheets_of, table_of, text_of
from engines.columnar.formats.unpack import Part
from engines.columnar.logs import LogError, LogMapping

TOLD = (
    "header",
    "header_rows",
    "skip_rows",
    "skip",
    "quote",
    "decimal",
    "header_names",
    "format",
    "layout",
    "max_span",
)
MOST_ROWS = 1000


@dataclass(frozen=True)
class Told:
    """What reading as told shows: names of the columns, rows, and rows of whatever width."""

    names: list[str]
    rows: list[list[str]]
    body_rows: int
    others: int


def arrangement_of(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a mapping that says where the records stand."""
    return {name: mapping[name] for name in TOLD if mapping.get(name) or (name == "header" and name in mapping)}


def reading_of(written: Mapping[str, Any]) -> LogMapping:
    """The arrangement as the engine reads it. Raises LogError for one that is not possible."""
    return LogMapping.from_dict({"columns": {}, **written})


def read_delimited(part: Part, folder: Path, *, encoding: str, delimiter: str, written: Mapping[str, Any]) -> Told:
    """Delimited text, through the same rearrangement that reads it in."""
    mapping = reading_of(written)
    if mapping.header and not mapping.header_rows:
        mapping = replace(mapping, header_rows=1)
    ready = arranged(part.path, encoding, mapping, delimiter, folder / "told.txt", most=MOST_LINES)
    rows, body, names = [], 0, ready.names
    with ready.path.open(encoding="utf-8", errors="replace", newline="") as stream:
        text = io.StringIO(restored_lines(stream.read()), newline="")
    try:
        for row in csv.reader(text, delimiter=delimiter):
            if not row:
                continue
            body += 1
            names = names or [str(place) for place, _ in enumerate(row, 1)]
            if len(row) == len(names):
                rows.append([restored(cell.encode(), mapping.quote).decode() for cell in row])
            if body >= MOST_ROWS:
                break
    except csv.Error:
        pass  # what can be read up to here is shown; reading in says line by line what cannot
    return Told(names, rows, body, sum(ready.other_lines.values()))


def restored_lines(text: str) -> str:
    """Without the byte that marks a line which could not be decoded."""
    return text.replace("\ufffd\n", "\n")


def read_fixed(part: Part, *, encoding: str, written: Mapping[str, Any]) -> Told:
    """Fixed columns, by their layout."""
    mapping = reading_of(written)
    if not mapping.layout:
        raise LogError("layout_missing")
    rows, head, others = [], list[str](), 0
    for line in lines_of(part.path, encoding):
        if line.number <= mapping.skip_rows:
            others += bool(line.text.strip())
        elif line.number <= mapping.skip_rows + mapping.header_rows:
            head.append(line.text)
        elif not line.text.strip(" \u3000\f"):
            continue
        elif furniture(line.text, head, mapping.skip):
            others += 1
        else:
            rows.append(cut(line.text, mapping.layout))
        if len(rows) >= MOST_ROWS:
            break
    names = [name for name, _, _ in mapping.layout]
    return Told(_names_in(head, mapping.layout) or names, rows, len(rows), others)


def _names_in(head: list[str], layout: Sequence[tuple[str, int, int]]) -> list[str]:
    """The names that the lines of the head give to the columns; a column without one, or with one twice, is a number."""
    if not head:
        return []
    names: list[str] = []
    for place, name in enumerate(joined_heads([cut(line, layout) for line in head]), 1):
        names.append(str(place) if name in names else name)
    return names


def read_workbook(part: Part, *, written: Mapping[str, Any]) -> Told:
    """The first sheet with a table where the head is said to be."""
    mapping = reading_of(written)
    for sheet in sheets_of(part.path):
        table = table_of(sheet, mapping)
        if table is None:
            continue
        rows: list[list[str]] = []
        others = table.head_from
        for row in sheet.rows[table.head_from + table.head_rows :]:
            cells = [text_of(cell) for cell in row]
            if not any(cells):
                continue
            if is_total(row) or furniture("\t".join(cells), (), mapping.skip):
                others += 1
            elif len(rows) < MOST_ROWS:
                width = len(table.names)
                rows.append([*cells[:width], *[""] * (width - len(cells))])
        return Told(table.names, rows, len(rows), others)
    raise LogError("workbook_no_table")


def lead(part: Part, form: str, encoding: str, written: Mapping[str, Any]) -> Leading | None:
    """The first lines with what each is taken for; None for forms that have no lines of their own."""
    skip = [str(text) for text in written.get("skip", ())]
    before, head = int(written.get("skip_rows", 0)), int(written.get("header_rows", 0))
    if form in ("csv", "fixed"):
        lines = ((line.number, line.text) for line in lines_of(part.path, encoding))
        return leading(lines, skip_rows=before, head_rows=head, skip=skip)
    if form == "workbook":
        sheet = next((sheet for sheet in sheets_of(part.path) if table_of(sheet) is not None), None)
        if sheet is None:
            return None
        totals = frozenset(sheet.number(index) for index, row in enumerate(sheet.rows) if is_total(row))
        return leading(_sheet_lines(sheet), skip_rows=before, head_rows=head, skip=skip, totals=totals)
    return None


def _sheet_lines(sheet: Any) -> Iterator[tuple[int, str]]:
    for index, row in enumerate(sheet.rows):
        yield sheet.number(index), "\t".join(text_of(cell) for cell in row).rstrip("\t")
