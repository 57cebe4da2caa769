"""The printed tables of a plan: causes beside measures, and measures by target or by element and category.

A cell spans the rows it belongs to; what has nothing beside it prints «-»; a table is cut into pages between blocks
only, and a group that goes on says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from casework.models import Case
from remediation.enums import MeasureState
from remediation.models import Cause, Measure

NOTHING = "-"


@dataclass(frozen=True)
class Cell:
    """Several items stand in one cell as a list; `span` rows belong to it. `continued`: it began on an earlier page."""

    items: tuple[Any, ...]
    span: int = 1
    continued: bool = False


@dataclass(frozen=True)
class CauseLine:
    """One row; None where a cell from above still spans."""

    heading: Cell | None
    causes: Cell | None
    measures: Cell | None


@dataclass(frozen=True)
class MeasureLine:
    """One row with the group cells that begin in it."""

    groups: tuple[Cell | None, ...]
    measure: Measure


@dataclass(frozen=True)
class Block:
    """Rows that are never parted, without their heading."""

    heading: str
    rows: tuple[tuple[Cell | None, Cell | None], ...]


def cause_table(case: Case, *, per_page: int = 0) -> list[list[CauseLine]]:
    """Pages of rows. Several measures of one cause, several causes of one measure, and whole groups share cells."""
    return [_headed(page, carried) for page, carried in _paged(_blocks(case), per_page)]


def _blocks(case: Case) -> list[Block]:
    causes = list(Cause.objects.filter(case=case).prefetch_related("incidents").order_by("position", "pk"))
    answers = _answers(case)
    found: list[Block] = []
    for heading, group in groupby(causes, key=lambda cause: cause.heading):
        for _key, run in groupby(group, key=lambda cause: [link[0].pk for link in answers.get(cause.pk, [])]):
            together = list(run)
            links = answers.get(together[0].pk, [])
            found += _block(heading, together, links)
    return found


def _answers(case: Case) -> dict[int, list[tuple[Measure, bool]]]:
    """The standing measures of each cause, with whether they answer its whole group."""
    found: dict[int, list[tuple[Measure, bool]]] = {}
    for measure in _standing(case).prefetch_related("links"):
        for link in measure.links.all():
            found.setdefault(link.cause_id, []).append((measure, link.by_group))
    return found


def _standing(case: Case) -> Any:
    return Measure.objects.of_case(case).exclude(state=MeasureState.WITHDRAWN).in_order()


def _block(heading: str, causes: list[Cause], links: list[tuple[Measure, bool]]) -> list[Block]:
    measures = [measure for measure, _by_group in links]
    if not measures:
        return [Block(heading, ((Cell((cause,)), Cell(())),)) for cause in causes]
    if len(causes) > 1 and (len(measures) > 1 or links[0][1]):
        return [Block(heading, ((Cell(tuple(causes)), Cell(tuple(measures))),))]
    if len(causes) == 1:
        return [Block(heading, tuple(_spanned([Cell((causes[0],), len(measures))], [Cell((m,)) for m in measures])))]
    return [Block(heading, tuple(_spanned([Cell((c,)) for c in causes], [Cell((measures[0],), len(causes))])))]


def _spanned(left: list[Cell], right: list[Cell]) -> Iterable[tuple[Cell | None, Cell | None]]:
    for place in range(max(len(left), len(right))):
        yield (left[place] if place < len(left) else None, right[place] if place < len(right) else None)


def _paged(blocks: Sequence[Block], per_page: int) -> list[tuple[list[Block], str | None]]:
    """The blocks of each page, with the heading under which the page before ended."""
    pages: list[list[Block]] = [[]]
    for block in blocks:
        filled = sum(len(one.rows) for one in pages[-1])
        if per_page and pages[-1] and filled + len(block.rows) > per_page:
            pages.append([])
        pages[-1].append(block)
    carried = [None, *(page[-1].heading for page in pages[:-1])]
    return [(page, heading) for page, heading in zip(pages, carried, strict=True) if page]


def _headed(blocks: list[Block], carried: str | None) -> list[CauseLine]:
    lines: list[CauseLine] = []
    for heading, group in groupby(blocks, key=lambda block: block.heading):
        rows = [row for block in group for row in block.rows]
        first = Cell((heading,), len(rows), continued=not lines and heading == carried)
        lines += [CauseLine(first if not place else None, *row) for place, row in enumerate(rows)]
    return lines


def measure_table(case: Case, by: Sequence[str], *, per_page: int = 0) -> list[list[MeasureLine]]:
    """Pages of measures under one or two groupings: target, category, owner, stage, or the name of an axis."""
    measures = list(_standing(case))
    keys = [_key(name) for name in by]
    order: list[dict[Any, int]] = [{} for _key in keys]
    for measure in measures:
        for known, key in zip(order, keys, strict=True):
            known.setdefault(key(measure), len(known))
    measures.sort(key=lambda measure: [known[key(measure)] for known, key in zip(order, keys, strict=True)])
    step = per_page or max(1, len(measures))
    pages = [measures[at : at + step] for at in range(0, len(measures), step)]
    lines: list[list[MeasureLine]] = []
    before: Measure | None = None
    for page in pages:
        lines.append(_grouped(page, keys, before))
        before = page[-1]
    return lines


def _key(name: str) -> Callable[[Measure], str]:
    fields: dict[str, Callable[[Measure], str]] = {
        "target": lambda measure: measure.target,
        "category": lambda measure: measure.category,
        "owner": lambda measure: measure.owner_name,
        "stage": lambda measure: str(measure.get_stage_display()) if measure.stage else "",
    }
    return fields.get(name, lambda measure: str(measure.axes.get(name, "")))


def _grouped(
    measures: list[Measure], keys: list[Callable[[Measure], str]], before: Measure | None
) -> list[MeasureLine]:
    """A cell of the second grouping never reaches over the end of the first."""
    lines = []
    for place, measure in enumerate(measures):
        cells: list[Cell | None] = []
        for depth in range(len(keys)):
            path = [key(measure) for key in keys[: depth + 1]]
            begins = not place or path != [key(measures[place - 1]) for key in keys[: depth + 1]]
            span = 0
            while place + span < len(measures) and path == [key(measures[place + span]) for key in keys[: depth + 1]]:
                span += 1
            goes_on = not place and before is not None and path == [key(before) for key in keys[: depth + 1]]
            cells.append(Cell((path[-1],), span, continued=goes_on) if begins else None)
        lines.append(MeasureLine(tuple(cells), measure))
    return lines
