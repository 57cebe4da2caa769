"""Which options the case's tables count, so that a questionnaire can say which of its options nobody ever counts."""

from __future__ import annotations

from collections.abc import Iterator

from casework.models import Case
from engines.tables import Measure, TableError, TableSpec, read_table
from engines.tables.counting import ANSWERS
from engines.tables.predicates import AllOf, AnyOf, Contains, Equals, HoldsOther, Not, OneOf, Predicate
from reports.models import ReportTable


def counted_options(case: Case, questionnaire: str) -> dict[str, set[str]]:
    """Question → the codes that some table names. A question that no table names is not in it."""
    found: dict[str, set[str]] = {}
    for spec in ReportTable.objects.filter(case=case).order_by("position").values_list("spec", flat=True):
        try:
            table = read_table(spec, str(spec.get("id", "table")))
        except TableError:
            continue  # the page of tables says what is wrong with it
        for question, code in _named(table, f"{ANSWERS}{questionnaire}"):
            found.setdefault(question, set()).add(code)
    return found


def _named(table: TableSpec, relation: str) -> Iterator[tuple[str, str]]:
    options = table.options
    if options is not None and table.relation == relation:
        yield from ((options.question, code) for code in options.codes)
    for asks in (*(row.asks for row in table.rows), *(column.asks for column in table.columns)):
        if (asks.relation or table.relation) == relation:
            yield from _compared(asks.where)
    for cell in (cell for row in table.rows for cell in row.cells.values()):
        if isinstance(cell, Measure) and cell.relation == relation:
            yield from _compared(cell.where)
    if table.relation == relation:
        yield from _compared(table.where)


def _compared(predicate: Predicate) -> Iterator[tuple[str, str]]:
    match predicate:
        case Equals(column, value) | Contains(column, value):
            yield column, str(value)
        case OneOf(column, values) | HoldsOther(column, values):
            yield from ((column, str(value)) for value in values)
        case Not(part):
            yield from _compared(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _compared(part)
        case _:
            return
