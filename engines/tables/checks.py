"""What must hold in a table, looked at again from its printed numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from engines.tables.percent import printed_count
from engines.tables.planning import Counted, Plan, Planner
from engines.tables.specs import Column, Count, Row, Total
from engines.tables.table import Cell, Check, Table
from engines.tables.words import Words

Plans = Mapping[tuple[str, str], Plan]


def check_table(planner: Planner, plans: Plans, table: Table, extra: Mapping[str, int]) -> Iterator[Check]:
    """Every check that applies to this table, the passed ones too."""
    yield _numerators(table)
    yield from _percents(planner, table)
    yield from _column_totals(planner, plans, table)
    yield from _row_totals(planner, plans, table)
    yield from _rows_to_base(planner, table)
    yield from _codes(extra)


def _verdict(name: str, good: Words, problems: list[Words]) -> Check:
    if not problems:
        return Check(name, ok=True, message=good)
    return Check(name, ok=False, message=Words("".join(p.ja for p in problems), " ".join(p.en for p in problems)))


def _cells(table: Table) -> Iterator[tuple[Words, Cell]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            place = Words(f"「{row.label.ja}」の「{column.label.ja}」", f"“{row.label.en}”, “{column.label.en}”")
            yield place, cell


def _numerators(table: Table) -> Check:
    problems = [
        Words(
            f"{place.ja}は{printed_count(cell.n)}で、母数の{printed_count(cell.base_n)}を超えています。",
            f"{place.en}: {printed_count(cell.n)} is more than its base of {printed_count(cell.base_n)}.",
        )
        for place, cell in _cells(table)
        if cell.n is not None and cell.base_n is not None and cell.n > cell.base_n
    ]
    return _verdict(
        "numerator_within_base",
        Words("どの数も母数を超えていません。", "No number is larger than its base."),
        problems,
    )


def _percents(planner: Planner, table: Table) -> Iterator[Check]:
    if all(cell.p is None for _, cell in _cells(table)):
        return
    half = Fraction(1, 2 * 10**planner.spec.places)
    problems = [
        Words(f"{place.ja}の割合が母数と合いません。", f"{place.en}: the percentage does not follow from its base.")
        for place, cell in _cells(table)
        if cell.p is not None
        and cell.n is not None
        and (not cell.base_n or abs(Fraction(cell.p) - Fraction(100 * cell.n, cell.base_n)) > half)
    ]
    good = Words(
        "割合はすべて、示した母数から計算し直した値と一致しています。", "Every percentage follows from its base."
    )
    yield _verdict("percent_of_base", good, problems)


def _column_totals(planner: Planner, plans: Plans, table: Table) -> Iterator[Check]:
    totals = [column for column in planner.spec.columns if column.total in (Total.DISTINCT, Total.SUM)]
    if not totals:
        return
    problems = []
    for column in totals:
        parts = planner.parts_of_column(column)
        for row in planner.spec.rows:
            numbers = [table.cell(row.id, part.id).n for part in parts]
            found = _total_problem(
                table.cell(row.id, column.id).n,
                numbers,
                exclusive=row.is_base or _exclusive(planner, [plans[row.id, part.id] for part in parts]),
            )
            if found:
                problems.append(_at(row, found))
    yield _verdict(
        "columns_sum_to_total",
        Words("列の数と合計が合っています。", "The columns agree with their total."),
        problems,
    )


def _row_totals(planner: Planner, plans: Plans, table: Table) -> Iterator[Check]:
    totals = [row for row in planner.spec.rows if row.is_total]
    if not totals:
        return
    problems = []
    for row in totals:
        parts = planner.parts_of_row(row)
        for column in planner.spec.columns:
            numbers = [table.cell(part.id, column.id).n for part in parts]
            found = _total_problem(
                table.cell(row.id, column.id).n,
                numbers,
                exclusive=column.total is Total.SUM
                or _exclusive(planner, [plans[part.id, column.id] for part in parts]),
            )
            if found and row.total_in(column.id) is not Total.NONE:
                problems.append(_at(column, found))
    yield _verdict(
        "rows_sum_to_total", Words("行の数と合計が合っています。", "The rows agree with their total."), problems
    )


def _exclusive(planner: Planner, plans: list[Plan]) -> bool:
    measures = [plan.measure for plan in plans if isinstance(plan, Counted)]
    return len(measures) == len(plans) and planner.exclusive(measures)


def _total_problem(total: int | None, parts: list[int | None], *, exclusive: bool) -> Words | None:
    """Exclusive parts must add up; overlapping ones bound the total between the largest part and the plain sum."""
    known = [part for part in parts if part is not None]
    if total is None or len(known) != len(parts) or not known:
        return None
    plain = sum(known)
    if total == plain or (not exclusive and max(known) <= total <= plain):
        return None
    return Words(
        f"内訳の計{printed_count(plain)}と合計{printed_count(total)}が合いません。",
        f"the parts add up to {printed_count(plain)}, the total is {printed_count(total)}.",
    )


def _at(where: Row | Column, found: Words) -> Words:
    return Words(f"「{where.label.ja}」で、{found.ja}", f"“{where.label.en}”: {found.en}")


def _rows_to_base(planner: Planner, table: Table) -> Iterator[Check]:
    """The 100 % rule, for single answers only: a multiple answer may add up to more (DOMAIN §8.3)."""
    spec = planner.spec
    single = spec.options is not None and not spec.options.multiple
    shares_of_answers = spec.base.measure is not None and spec.base.measure.count is Count.SELECTIONS
    if not (single or spec.exhaustive or shares_of_answers):
        return
    problems = []
    parts = [row for row in planner.spec.rows if not row.is_base and not row.is_total]
    for column in spec.columns:
        cells = [table.cell(row.id, column.id) for row in parts]
        base = cells[0].base_n
        if base is None or any(cell.n is None for cell in cells):
            continue
        plain = sum(cell.n or 0 for cell in cells)
        if plain != base:
            problems.append(
                Words(
                    f"「{column.label.ja}」の行の計{printed_count(plain)}が母数{printed_count(base)}と合いません。",
                    f"“{column.label.en}”: the rows add up to {printed_count(plain)}, the base is "
                    f"{printed_count(base)}.",
                )
            )
    yield _verdict("rows_sum_to_base", Words("行の計が母数と合っています。", "The rows add up to the base."), problems)


def _codes(extra: Mapping[str, int]) -> Iterator[Check]:
    if "unknown_codes" in extra:
        number = printed_count(extra["unknown_codes"])
        problems = [
            Words(
                f"表にない選択肢の回答が{number}人分あります。",
                f"{number} people gave an answer that the table does not list.",
            )
        ]
        good = Words("回答はすべて表の選択肢に含まれています。", "Every answer is one of the options listed.")
        yield _verdict("known_answer_codes", good, problems if extra["unknown_codes"] else [])
    if "outside" in extra:
        number = printed_count(extra["outside"])
        problems = [
            Words(
                f"対象でない{number}人の回答があり、この表には含めていません。",
                f"{number} people outside the table's universe answered this question; they are left out.",
            )
        ]
        good = Words("対象でない方の回答はありません。", "Nobody outside the universe answered this question.")
        yield _verdict("answers_outside_universe", good, problems if extra["outside"] else [])
