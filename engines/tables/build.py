"""Compute tables: plan every cell, count all at once, then print and check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from engines.tables import rules
from engines.tables.checks import check_table
from engines.tables.counting import Dataset, is_answers
from engines.tables.errors import TableError
from engines.tables.meanings import RELATION as POOLED
from engines.tables.meanings import pooling_notes
from engines.tables.percent import percent, printed_count
from engines.tables.planning import Counted, Missing, Plan, Planner, Said, Summed
from engines.tables.predicates import Answered, AnyOf, HoldsOther, Not, OneOf, both
from engines.tables.specs import Column, Count, Form, Measure, Row, TableSpec
from engines.tables.table import Cell, Check, Table, TableBase, TableColumn, TableRow
from engines.tables.words import DASH, NOTHING, Words

PROXY_MODES = ("proxy", "interview")


@dataclass(frozen=True)
class Asked:
    """One specification with everything it needs counted."""

    planner: Planner
    plans: dict[tuple[str, str], Plan]
    bases: dict[tuple[str, str], Measure | None]
    extra: dict[str, Measure]

    @property
    def measures(self) -> list[Measure]:
        cells = [plan.measure for plan in self.plans.values() if isinstance(plan, Counted)]
        bases = [measure for measure in self.bases.values() if measure is not None]
        notes = [measure for note in self.planner.spec.notes for _, measure in note.values]
        return cells + bases + notes + list(self.extra.values())


def build_tables(
    specs: Iterable[TableSpec], directory: Path, *, memory_limit: str = "1GB", threads: int = 2
) -> list[Table]:
    """Every table over the Parquet files of the directory, in the order of the specifications.

    A specification that these data cannot answer becomes a table without rows and with the failed check `spec`, so
    that one wrong name does not hide the others.
    """
    with Dataset(directory, memory_limit=memory_limit, threads=threads) as dataset:
        asked = [ask(spec, dataset) for spec in specs]
        numbers = numbers_of(asked, dataset)
        return [finish(item, numbers, dataset) for item in asked]


def ask(spec: TableSpec, dataset: Dataset) -> Asked | Table:
    """What has to be counted; or at once the table that says why it cannot be."""
    try:
        return _ask(spec, dataset)
    except TableError as error:
        return _not_answerable(spec, error)


def numbers_of(asked: Iterable[Asked | Table], dataset: Dataset) -> dict[Measure, int]:
    """Everything counted at once."""
    return dataset.evaluate(measure for item in asked if isinstance(item, Asked) for measure in item.measures)


def finish(asked: Asked | Table, numbers: dict[Measure, int], dataset: Dataset) -> Table:
    """The table with its numbers printed and checked."""
    return _finish(asked, numbers, dataset) if isinstance(asked, Asked) else asked


def _ask(spec: TableSpec, dataset: Dataset) -> Asked:
    planner = Planner(spec)
    plans, bases = {}, {}
    for row in spec.rows:
        for column in spec.columns:
            plans[row.id, column.id] = planner.plan(row, column)
            base = planner.base_plan(row, column)
            bases[row.id, column.id] = base.measure if isinstance(base, Counted) else None
    asked = Asked(planner, plans, bases, _extra(planner, plans, dataset))
    for measure in asked.measures:
        dataset.check(measure)
    return asked


def _extra(planner: Planner, plans: dict[tuple[str, str], Plan], dataset: Dataset) -> dict[str, Measure]:
    """What the footnotes and checks need counted beside the cells."""
    spec = planner.spec
    extra = {}
    planned = [plan.measure for plan in plans.values() if isinstance(plan, Counted)]
    asked = [measure for measure in planned if is_answers(measure.relation) or measure.relation == POOLED]
    for relation, waves in sorted({(measure.relation, measure.waves) for measure in asked}):
        if "mode" in dataset.columns.get(relation, {}):
            counted = AnyOf(tuple(dict.fromkeys(m.where for m in asked if (m.relation, m.waves) == (relation, waves))))
            where = both(counted, OneOf("mode", PROXY_MODES))
            extra[f"mode:{relation}:{','.join(waves)}"] = Measure(relation, Count.PEOPLE, where, waves)
    if spec.options is not None:
        question, codes = spec.options.question, spec.options.codes
        extra["unknown_codes"] = Measure(
            spec.relation, Count.PEOPLE, both(spec.where, HoldsOther(question, codes)), spec.waves
        )
        if spec.where != both():
            outside = both(Not(spec.where), Answered(question))
            extra["outside"] = Measure(spec.relation, Count.PEOPLE, outside, spec.waves)
    return extra


def _finish(asked: Asked, numbers: dict[Measure, int], dataset: Dataset) -> Table:
    spec = asked.planner.spec
    values = {key: _value(key, asked, numbers) for key in asked.plans}
    rows = []
    for row in _ordered(spec, values):
        cells = tuple(
            _said(plan, spec, row, column)
            if isinstance(plan := asked.plans[row.id, column.id], Said)
            else _cell(asked.planner, row, column, values[row.id, column.id], _base_number(asked, numbers, row, column))
            for column in spec.columns
        )
        rows.append(TableRow(row.id, row.label, cells, row.details, row.is_base, row.is_total))
    columns = tuple(TableColumn(c.id, c.label, c.group, c.short, is_total=c.total is not None) for c in spec.columns)
    other = {row.base.id: row.base for row in spec.rows if row.base} | {
        c.base.id: c.base for c in spec.columns if c.base
    }
    table = Table(
        id=spec.id,
        title=spec.title,
        unit=spec.unit,
        base=TableBase(spec.base.id, spec.base.sentence),
        columns=columns,
        rows=tuple(rows),
        notes=_notes(asked, numbers, dataset),
        rules=spec.rules or rules.for_plans(asked.plans.values()),
        section=spec.section,
        kind=spec.kind,
        other_bases=tuple(TableBase(b.id, b.sentence) for b in other.values() if b.id != spec.base.id),
    )
    extra = {name: numbers[measure] for name, measure in asked.extra.items()}
    return replace(table, checks=tuple(check_table(asked.planner, asked.plans, table, extra)))


def _value(key: tuple[str, str], asked: Asked, numbers: dict[Measure, int]) -> int | None:
    plan = asked.plans[key]
    match plan:
        case Counted(measure):
            return numbers[measure]
        case Summed(parts):
            known = [_value(part, asked, numbers) for part in parts]
            return None if None in known else sum(number for number in known if number is not None)
        case Missing() | Said():
            return None


def _base_number(asked: Asked, numbers: dict[Measure, int], row: Row, column: Column) -> int | None:
    measure = asked.bases[row.id, column.id]
    return None if measure is None else numbers[measure]


def _ordered(spec: TableSpec, values: dict[tuple[str, str], int | None]) -> Sequence[Row]:
    """Options by their total, largest first, those named `last` after them; other rows keep their place below."""
    options = spec.options
    if options is None or not options.sorted_by_total:
        return spec.rows
    total = next((c.id for c in spec.columns if c.total is not None), spec.columns[-1].id)
    choices = [row for row in spec.rows if row.id in options.codes]
    others = [row for row in spec.rows if row.id not in options.codes]
    choices.sort(key=lambda row: (row.id in options.last, -(values[row.id, total] or 0)))
    return [*choices, *others]


def _said(plan: Said, spec: TableSpec, row: Row, column: Column) -> Cell:
    return Cell(None, None, None, plan.words, emphasised=f"{row.id}.{column.id}" in spec.emphasis)


def _cell(planner: Planner, row: Row, column: Column, number: int | None, base: int | None) -> Cell:
    spec = planner.spec
    form = planner.form(row, column)
    emphasised = f"{row.id}.{column.id}" in spec.emphasis
    if number is None:
        return Cell(None, None, base, emphasised=emphasised)
    share = None
    if form is not Form.NUMBER and base is not None:
        share = percent(number, base, places=spec.places, whole_ends=spec.whole_ends)
    suffix = next((s for s in (row.suffix, column.suffix) if s is not None), spec.suffix)
    printed = Words(*(_print(number, share, form, text, tight=spec.tight) for text in (suffix.ja, suffix.en)))
    return Cell(number, share, base, printed, emphasised)


def _print(number: int, share: Decimal | None, form: Form, suffix: str, *, tight: bool) -> str:
    shown = DASH if share is None else f"{share}%"
    count = printed_count(number) + (f" {suffix}" if suffix.isascii() and suffix else suffix)
    match form:
        case Form.NUMBER:
            return count
        case Form.PERCENT:
            return shown
        case Form.NUMBER_PERCENT:
            return f"{count}{'' if tight else ' '}({shown})"


def _notes(asked: Asked, numbers: dict[Measure, int], dataset: Dataset) -> tuple[Words, ...]:
    spec = asked.planner.spec
    notes = [
        note.text.fill(**{name: printed_count(numbers[measure]) for name, measure in note.values})
        if note.values
        else note.text
        for note in spec.notes
    ]
    by_others = sum(numbers[m] for name, m in asked.extra.items() if name.startswith("mode:"))
    if by_others:
        notes.append(rules.BY_OTHERS.fill(n=printed_count(by_others)))
    counted = [plan.measure for plan in asked.plans.values() if isinstance(plan, Counted)]
    relations = {measure.relation for measure in counted}
    if any(is_answers(m.relation) and dataset.repeated_people(m.relation, m.waves) for m in counted):
        notes.append(rules.SEVERAL_WAVES)
    if "views" in relations and any(is_answers(relation) for relation in relations):
        notes.append(rules.LOG_BESIDE_ANSWERS)
    notes += pooling_notes(asked.measures, dataset.pools)
    return tuple(dict.fromkeys(notes))


def _not_answerable(spec: TableSpec, error: TableError) -> Table:
    columns = tuple(TableColumn(c.id, c.label, c.group, c.short, is_total=c.total is not None) for c in spec.columns)
    return Table(
        id=spec.id,
        title=spec.title,
        unit=spec.unit,
        base=TableBase(spec.base.id, spec.base.sentence),
        columns=columns,
        rows=(),
        section=spec.section or NOTHING,
        kind=spec.kind,
        checks=(Check("spec", ok=False, message=error.words),),
    )
