"""How a table stands on paper: counts and shares in columns of their own, heads in two lines where columns share one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from engines.tables import DASH, Cell, Table, TableColumn
from reports import wording

LONG = 18
SHORT = 9


@dataclass(frozen=True)
class PrintedCell:
    count: str
    share: str = ""
    paired: bool = False
    emphasised: bool = False


@dataclass(frozen=True)
class PrintedRow:
    label: str
    details: list[str]
    cells: list[PrintedCell]
    is_total: bool = False


@dataclass(frozen=True)
class Head:
    """One head cell; `lines` 2 reaches over both lines of a grouped head."""

    label: str
    span: int = 1
    lines: int = 1
    is_group: bool = False

    @property
    def is_short(self) -> bool:
        """Short enough to stand on one line."""
        return len(self.label) <= SHORT


@dataclass(frozen=True)
class PrintedTable:
    """A table ready for the template; `no` is its number in the report, 0 outside one."""

    id: str
    no: int
    title: str
    unit: str
    first_line: list[Head]
    second_line: list[Head]
    rows: list[PrintedRow]
    base_term: str
    base: str
    other_bases: list[str]
    notes: list[str]
    rules: list[str]
    problems: list[str] = field(default_factory=list)
    is_long: bool = False
    columns: int = 0
    name: str = ""


def printed_table(table: Table, language: str, *, no: int = 0, name: str = "") -> PrintedTable:
    """The table in one language."""
    paired = [_is_paired(table, place, language) for place in range(len(table.columns))]
    rows = [
        PrintedRow(
            row.label.in_language(language),
            [detail.in_language(language) for detail in row.details],
            [_cell(cell, language, paired=pair) for cell, pair in zip(row.cells, paired, strict=True)],
            is_total=row.is_base or row.is_total,
        )
        for row in table.rows
    ]
    first, second = _heads(table, language, paired)
    sentence = table.base.sentence.in_language(language)
    return PrintedTable(
        id=table.id,
        no=no,
        name=name,
        title=table.title.in_language(language),
        unit=table.unit.in_language(language).strip("()（）"),
        first_line=first,
        second_line=second,
        rows=rows,
        base_term="" if "母数" in sentence else wording.label("base", language),
        base=sentence,
        other_bases=[base.sentence.in_language(language) for base in table.other_bases],
        notes=[note.in_language(language).lstrip("※* ") for note in table.notes],
        rules=[rule.in_language(language) for rule in table.rules],
        problems=[check.message.in_language(language) for check in table.failed],
        is_long=len(rows) > LONG,
        columns=1 + sum(2 if pair else 1 for pair in paired),
    )


def _is_paired(table: Table, place: int, language: str) -> bool:
    return any("(" in row.cells[place].printed.in_language(language) for row in table.rows)


def _cell(cell: Cell, language: str, *, paired: bool) -> PrintedCell:
    printed = cell.printed.in_language(language)
    count, bracket, share = printed.partition("(")
    if not paired or (not bracket and printed == DASH):
        return PrintedCell(printed, "", paired, cell.emphasised)
    return PrintedCell(count.strip(), bracket + share, paired, cell.emphasised)


def _heads(table: Table, language: str, paired: list[bool]) -> tuple[list[Head], list[Head]]:
    """One line of labels, or two when neighbouring columns share a group."""
    spans = [2 if pair else 1 for pair in paired]
    columns = list(zip(table.columns, spans, strict=True))
    if not any(column.group.ja for column, _ in columns):
        return [Head(column.label.in_language(language), span) for column, span in columns], []
    first: list[Head] = []
    second: list[Head] = []
    for group, members in groupby(columns, key=lambda entry: entry[0].group):
        inside = list(members)
        if not group.ja:
            first += [Head(column.label.in_language(language), span, lines=2) for column, span in inside]
            continue
        first.append(Head(group.in_language(language), sum(span for _, span in inside), is_group=True))
        second += [Head(_short(column, language), span) for column, span in inside]
    return first, second


def _short(column: TableColumn, language: str) -> str:
    return (column.short if column.short.ja else column.label).in_language(language)
