"""Workbooks as logs: a sheet for each month or site, heads of several rows, titles above and totals below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median

from engines.columnar.formats.lines import joined_heads
from engines.columnar.logs import LogError, LogMapping
from engines.sheets import Cell, Limits, MergedRange, Sheet, SheetError, read_workbook

NOTHING_TOLD = LogMapping(columns={})
LOG_LIMITS = Limits(
    file_bytes=200 << 20, unpacked_bytes=2 << 30, rows=1_048_576, cells=12_000_000, text=600_000_000,
    memory_bytes=1280 << 20, seconds=300,
)  # fmt: skip
TOTALS = frozenset(
    {"合計", "計", "小計", "総計", "総合計", "件数", "件数計", "total", "totals", "grand total", "subtotal"}
)
MOMENT = re.compile(
    r"\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{14}\Z|\d{8}\Z|(?:令和|平成|昭和|[RHS])\s*(?:元|\d{1,2})[年./-])"
)
MAX_HEAD = 3


@dataclass(frozen=True)
class Table:
    """Where the records of a sheet are: index of the first head row, number of head rows, names of the columns."""

    head_from: int
    head_rows: int
    names: list[str]


def sheets_of(path: Path) -> list[Sheet]:
    """All sheets, also hidden ones. Raises LogError with the reason of engines.sheets."""
    try:
        return list(read_workbook(path, LOG_LIMITS).sheets)
    except SheetError as error:
        if error.code == "encrypted":
            raise LogError("password_needed") from error
        raise LogError("workbook_refused", reason=error.code) from error


def table_of(sheet: Sheet, told: LogMapping = NOTHING_TOLD) -> Table | None:
    """The table of a sheet: as told, or the rows above the first one that holds a date. None: no records in it."""
    if not told.header:
        head_from, rows = told.skip_rows, 0
    elif told.skip_rows or told.header_rows:
        head_from, rows = told.skip_rows, told.header_rows or 1
    else:
        first = _first_record(sheet)
        if first is None:
            return None
        head_from = first
        while head_from > 0 and first - head_from < MAX_HEAD and _filled(sheet.rows[head_from - 1]) > 1:
            head_from -= 1
        rows = first - head_from
    if told.header_names:
        return Table(head_from, rows, list(told.header_names))
    if rows == 0:
        return Table(head_from, 0, [str(place + 1) for place in range(sheet.width)])
    head = [[text_of(cell).strip().strip("\u3000") for cell in row] for row in sheet.rows[head_from : head_from + rows]]
    if not head:
        return None
    _spread(head, sheet.merged, sheet.number(head_from))
    found = joined_heads(head)
    while found and found[-1] == str(len(found)) and not any(row[len(found) - 1 : len(found)] != [""] for row in head):
        if any(text_of(row[len(found) - 1]) for row in sheet.rows[head_from + rows :]):
            break
        found.pop()
    return Table(head_from, rows, found)


def _first_record(sheet: Sheet) -> int | None:
    filled = [count for count in (_filled(row) for row in sheet.rows) if count]
    if not filled:
        return None
    enough = max(2, median(filled) / 2)
    for index, row in enumerate(sheet.rows):
        if _filled(row) >= enough and any(_is_moment(cell) for cell in row):
            return index
    return None


def _spread(head: list[list[str]], merged: Sequence[MergedRange], first_row: int) -> None:
    """A merged cell's text goes to all its columns, in its first row."""
    for area in merged:
        depth = area.first_row - first_row
        if 0 <= depth < len(head):
            for place in range(area.first_column - 1, min(area.last_column, len(head[depth]))):
                head[depth][place] = head[depth][area.first_column - 1]


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if cell is not None and cell != "")


def _is_moment(cell: Cell) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and MOMENT.match(cell) is not None)


def is_total(row: Sequence[Cell]) -> bool:
    """A total row: its first cell with anything in it says so, and it has no time of its own."""
    first = next((cell for cell in row if cell is not None and cell != ""), None)
    return isinstance(first, str) and re.sub(r"\s", "", first).lower().strip(":：") in TOTALS


def text_of(cell: Cell) -> str:
    """A cell as text, times as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
