"""Hide small counts so that they cannot be worked out again from the totals beside them.

A count of one to `below` − 1 people is hidden with its percentage. Where exactly one part of a visible total is hidden,
the next smallest part is hidden too, along rows and columns, until nothing changes.
"""

from __future__ import annotations

from dataclasses import replace

from engines.tables.table import Cell, Table
from engines.tables.words import Words

HIDDEN = Words("＊", "*")
NOTE = Words(
    "※ ＊は、{below}未満の数、または差引きによって{below}未満の数が分かる箇所です。",
    "* An asterisk stands for a number under {below}, or for one from which such a number could be worked out.",
)


def suppress(table: Table, *, below: int) -> Table:
    """The table with small counts hidden; with `below` of 0 or 1 it is the same table."""
    hidden = _small(table, below)
    if not hidden:
        return table
    grown = True
    while grown:
        more = _complements(table, hidden)
        grown = bool(more - hidden)
        hidden |= more
    rows = tuple(
        replace(
            row,
            cells=tuple(
                Cell(None, None, cell.base_n, HIDDEN) if (y, x) in hidden else cell for x, cell in enumerate(row.cells)
            ),
        )
        for y, row in enumerate(table.rows)
    )
    return replace(table, rows=rows, notes=(*table.notes, NOTE.fill(below=str(below))))


def _small(table: Table, below: int) -> set[tuple[int, int]]:
    return {
        (y, x)
        for y, row in enumerate(table.rows)
        for x, cell in enumerate(row.cells)
        if cell.n is not None and (0 < cell.n < below or (cell.p is not None and 0 < (cell.base_n or 0) < below))
    }


def _complements(table: Table, hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    columns = [x for x, column in enumerate(table.columns) if not column.is_total]
    totals = [x for x, column in enumerate(table.columns) if column.is_total]
    rows = [y for y, row in enumerate(table.rows) if not row.is_total and not row.is_base]
    for y in range(len(table.rows)):
        if any((y, x) not in hidden for x in totals):
            found |= _second(table, [(y, x) for x in columns], hidden)
    adds_up = any(row.is_total or row.is_base for row in table.rows) or any(
        check.id == "rows_sum_to_base" for check in table.checks
    )
    if adds_up:
        for x in range(len(table.columns)):
            found |= _second(table, [(y, x) for y in rows], hidden)
    return found


def _second(table: Table, line: list[tuple[int, int]], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """With exactly one of the line hidden, the smallest of the others that is not zero, else the smallest."""
    gone = [place for place in line if place in hidden]
    if len(gone) != 1:
        return set()
    numbers = {(y, x): n for y, x in line if (y, x) not in hidden and (n := table.rows[y].cells[x].n) is not None}
    if not numbers:
        return set()
    return {min(numbers, key=lambda place: (numbers[place] == 0, numbers[place], place))}
