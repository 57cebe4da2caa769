"""Which measure stands in each cell: the conditions of table, row and column joined, totals and bases resolved.

The deeper level wins: a cell's own measure stands alone; a column or row that reads another relation leaves the
table's condition behind (its columns need not exist there), but conditions of rows and columns always join.
"""

from __future__ import annotations

from dataclasses import dataclass

from engines.tables.errors import TableError
from engines.tables.predicates import ALWAYS, AnyOf, Equals, Predicate, both
from engines.tables.specs import OF_A_COLUMN, Base, Column, Count, Form, Measure, Row, TableSpec, Total
from engines.tables.words import Words

PERSON_RELATIONS = ("people", "invited")


@dataclass(frozen=True)
class Counted:
    """The cell is this measure."""

    measure: Measure


@dataclass(frozen=True)
class Summed:
    """The cell is the plain sum of other cells, by row and column id."""

    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Missing:
    """The cell must not be computed: «—»."""


@dataclass(frozen=True)
class Said:
    """The cell holds words, not a number."""

    words: Words


Plan = Counted | Summed | Missing | Said


class Planner:
    """The cells of one specification, not yet counted."""

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.rows = {row.id: row for row in spec.rows}
        self.columns = {column.id: column for column in spec.columns}

    def plan(self, row: Row, column: Column) -> Plan:
        if column.id in row.cells:
            own = row.cells[column.id]
            if isinstance(own, Words):
                return Said(own)
            return Missing() if own is None else Counted(own)
        if row.is_base:
            return self.base_plan(row, column) or Missing()
        row_total = row.total_in(column.id)
        if Total.NONE in (row_total, column.total):
            return Missing()
        if row_total is Total.SUM:
            return Summed(tuple((part.id, column.id) for part in self.parts_of_row(row)))
        if column.total is Total.SUM:
            return Summed(tuple((row.id, part.id) for part in self.parts_of_column(column)))
        if row_total is Total.DISTINCT and not self.spec.groups_are_rows:
            return Counted(self._distinct_over_rows(row, column))
        return Counted(self.measure(row, column))

    def base_of(self, row: Row, column: Column) -> Base | None:
        if column.without_base:
            return None
        return row.base or column.base or self.spec.base

    def base_plan(self, row: Row, column: Column) -> Plan | None:
        """How the base of this cell is counted: within the cell's group, so that shares are of the group."""
        base = self.base_of(row, column)
        if base is None or base.measure is None:
            return None
        if self.spec.groups_are_rows:
            return self._group_base(base.measure, row.asks.where, row.total, self._row_siblings(row))
        return self._group_base(base.measure, column.asks.where, column.total, self._column_siblings(column))

    def _group_base(
        self, base: Measure, where: Predicate, total: Total | None, siblings: tuple[Predicate, ...]
    ) -> Plan | None:
        if total is Total.NONE:
            return None
        if total is Total.SUM:
            return Counted(_narrowed(base, AnyOf(siblings)))
        return Counted(_narrowed(base, where))

    def _row_siblings(self, row: Row) -> tuple[Predicate, ...]:
        return tuple(part.asks.where for part in self.parts_of_row(row))

    def _column_siblings(self, column: Column) -> tuple[Predicate, ...]:
        return tuple(part.asks.where for part in self.parts_of_column(column))

    def parts_of_row(self, row: Row) -> list[Row]:
        """The rows a total row stands for."""
        return [part for part in self.spec.rows if not part.is_total and not part.is_base and part.id != row.id]

    def parts_of_column(self, column: Column) -> list[Column]:
        """The columns a total column stands for: those it names, or all that count the same thing."""
        if column.of:
            unknown = [name for name in column.of if name not in self.columns]
            if unknown:
                raise TableError("unknown_name", key=f"columns.{column.id}.of", value=unknown[0])
            return [self.columns[name] for name in column.of]
        same = (column.asks.relation, column.asks.count, column.form)
        return [
            part
            for part in self.spec.columns
            if part.total is None and (part.asks.relation, part.asks.count, part.form) == same
        ]

    def measure(self, row: Row, column: Column) -> Measure:
        spec = self.spec
        relation = column.asks.relation or row.asks.relation or spec.relation
        same = relation == spec.relation
        count = column.asks.count or row.asks.count or (spec.count if same else Count.PEOPLE)
        waves = next((asks.waves for asks in (column.asks, row.asks) if asks.waves is not None), spec.waves)
        question = column.asks.question or row.asks.question or spec.question
        where = both(spec.where if same else ALWAYS, row.asks.where, column.asks.where)
        if count in OF_A_COLUMN and not question:
            raise TableError("count_needs_question", key=f"{spec.id}.{row.id}.{column.id}")
        return Measure(relation, count, where, waves, question if count in OF_A_COLUMN else "")

    def _distinct_over_rows(self, row: Row, column: Column) -> Measure:
        parts = [self.plan(part, column) for part in self.parts_of_row(row)]
        measures = [part.measure for part in parts if isinstance(part, Counted)]
        shapes = {(m.relation, m.count, m.waves, m.question) for m in measures}
        if len(measures) != len(parts) or len(shapes) != 1:
            raise TableError("no_shared_total", key=f"{self.spec.id}.{row.id}.{column.id}")
        first = measures[0]
        return Measure(
            first.relation, first.count, AnyOf(tuple(m.where for m in measures)), first.waves, first.question
        )

    def form(self, row: Row, column: Column) -> Form:
        if row.is_base:
            return Form.NUMBER
        return column.form or row.form or self.spec.form

    def exclusive(self, parts: list[Measure]) -> bool:
        """Nobody can stand in two of these: the plain sum must equal the distinct total."""
        wheres = [part.where for part in parts]
        one_row_each = all(
            part.relation in PERSON_RELATIONS or part.relation.startswith("answers_") or part.count is Count.ROWS
            for part in parts
        )
        return one_row_each and _split_one_column(wheres)


def _narrowed(measure: Measure, where: Predicate) -> Measure:
    return Measure(measure.relation, measure.count, both(measure.where, where), measure.waves, measure.question)


def _split_one_column(wheres: list[Predicate]) -> bool:
    """The conditions differ only in which value one column equals."""
    leaves = [set(where.parts) if hasattr(where, "parts") else {where} for where in wheres]
    if not leaves:
        return False
    common = set.intersection(*leaves)
    rests = [leaf - common for leaf in leaves]
    if len(rests) == 1:
        return True
    singles = [next(iter(rest)) for rest in rests if len(rest) == 1]
    equals = [single for single in singles if isinstance(single, Equals)]
    return (
        len(equals) == len(wheres)
        and len({single.column for single in equals}) == 1
        and len({single.value for single in equals}) == len(equals)
    )
