"""What tables would say if some rows held other values: counted beside the tables as they are, over the same files.

Only measures that read a changed column are counted again, and no row is written: the changed relation is a statement
over the file. Who wants to count less still asks `may_move` first, which needs no data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.columnar.names import identifier
from engines.tables.build import ask, finish, numbers_of
from engines.tables.counting import Dataset, columns_read
from engines.tables.errors import TableError
from engines.tables.planning import Counted, Planner
from engines.tables.predicates import columns_of
from engines.tables.specs import Measure, TableSpec
from engines.tables.table import Table


@dataclass(frozen=True)
class Recoded:
    """Each code would be another one; codes that are not named stay."""

    codes: Mapping[str, str]


Given = str | int | bool | None | Recoded


@dataclass(frozen=True)
class Change:
    """Columns of the rows that have these values; a relation without such a column keeps what it has."""

    relation: str
    rows: Mapping[str, str | Sequence[str]]
    values: Mapping[str, Given]


def build_supposing(
    specs: Iterable[TableSpec], directory: Path, suppositions: Sequence[Sequence[Change]]
) -> tuple[list[Table], list[list[Table]]]:
    """The tables as they are, and under each supposition; in the order of the specifications."""
    with Dataset(directory) as dataset:
        asked = [ask(spec, dataset) for spec in specs]
        numbers = numbers_of(asked, dataset)
        plain = [finish(one, numbers, dataset) for one in asked]
        supposed = []
        for changes in suppositions:
            touched = {change.relation: change.values for change in changes}
            known = {c.relation: _statement(c, dataset.columns[c.relation]) for c in changes if _is_known(c, dataset)}
            moved = [measure for measure in numbers if _reads(measure, touched)]
            with dataset.reading(known):
                again = numbers | dataset.evaluate(moved)
            supposed.append([finish(one, again, dataset) for one in asked])
    return plain, supposed


def may_move(spec: TableSpec, changes: Iterable[Change]) -> bool:
    """Whether a cell of the table, or its base, reads a column that would change."""
    touched: dict[str, set[str]] = {}
    for change in changes:
        touched.setdefault(change.relation, set()).update(change.values)
    return any(_reads(measure, touched) for measure in _cells(spec))


def reads_of(spec: TableSpec) -> dict[str, set[str]]:
    """Every relation that has to be there to count the table, with the columns that are looked at."""
    noted = (measure for note in spec.notes for _name, measure in note.values)
    found: dict[str, set[str]] = {spec.relation: columns_of(spec.where)}
    if spec.options is not None:
        found[spec.relation].add(spec.options.question)
    for measure in (*_cells(spec), *noted):
        found.setdefault(measure.relation, set()).update(columns_read(measure))
    return found


def _cells(spec: TableSpec) -> list[Measure]:
    planner, found = Planner(spec), []
    try:
        for row in spec.rows:
            for column in spec.columns:
                plans = (planner.plan(row, column), planner.base_plan(row, column))
                found += [plan.measure for plan in plans if isinstance(plan, Counted)]
    except TableError:
        return []  # such a table has no rows
    return found


def _reads(measure: Measure, touched: Mapping[str, Collection[str]]) -> bool:
    return not columns_read(measure).isdisjoint(touched.get(measure.relation, ()))


def _is_known(change: Change, dataset: Dataset) -> bool:
    return set(change.rows) <= set(dataset.columns.get(change.relation, ()))


def _statement(change: Change, columns: Mapping[str, str]) -> str:
    """The relation with the change in it. Names are allow-listed, values are written as literals of their columns."""
    names = {name: identifier(name, columns) for name in columns}
    where = " AND ".join(_is(names[name], wanted) for name, wanted in change.rows.items())
    for name in set(change.values) & set(columns):
        own, value = names[name], change.values[name]
        if isinstance(value, Recoded):
            cases = "".join(f" WHEN {_literal(old)} THEN {_literal(new)}" for old, new in value.codes.items())
            then = f"CASE {own}{cases} ELSE {own} END" if cases else own
        else:
            shown = f"[{_literal(value)}]" if columns[name].endswith("[]") else _literal(value)
            then = f"CAST({shown} AS {columns[name]})"
        names[name] = f"CASE WHEN {where} THEN {then} ELSE {own} END AS {own}"
    return f"(SELECT {', '.join(names.values())} FROM {identifier(change.relation, [change.relation])})"  # noqa: S608 -- names allow-listed, literals quoted


def _is(name: str, wanted: str | Sequence[str]) -> str:
    values = [wanted] if isinstance(wanted, str) else wanted
    return f"{name} IN ({', '.join(_literal(value) for value in values)})" if values else "false"


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + value.replace("'", "''") + "'"
