"""The plan as the published reports print it: causes beside their measures, measures under their groups.

Cells are kept together in blocks that never break over a page; the group in force stands above the head of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.models import SectionKind

LAYOUTS: dict[SectionKind | None, tuple[str, ...]] = {
    SectionKind.CAUSES: ("beside",),
    SectionKind.MEASURES: ("target", "category"),
}
"""What a section may ask for instead of the plain list."""


@dataclass(frozen=True)
class CauseCell:
    """Causes that share a cell."""

    causes: list[dict[str, Any]]
    span: int


@dataclass(frozen=True)
class MeasureCell:
    """Measures that share a cell; none print «-»."""

    measures: list[dict[str, Any]]
    span: int


@dataclass(frozen=True)
class BesideRow:
    causes: CauseCell | None
    measures: MeasureCell | None


@dataclass(frozen=True)
class BesideBlock:
    """Rows that stay on one page; `heading` where a new one begins."""

    heading: str | None
    group: str
    rows: list[BesideRow]


@dataclass(frozen=True)
class GroupedRow:
    """`inner` is the cell of the second grouping, None where it goes on from above."""

    inner: dict[str, Any] | None
    measure: dict[str, Any]


@dataclass(frozen=True)
class GroupedBlock:
    """`heading` where a new group begins; `inner` spans never leave the block."""

    heading: str | None
    group: str
    rows: list[GroupedRow]


def beside(
    lines: Sequence[Mapping[str, Any]],
    causes: Mapping[str, dict[str, Any]],
    measures: Mapping[str, dict[str, Any]],
) -> list[BesideBlock]:
    """A block begins where both cells begin."""
    blocks: list[BesideBlock] = []
    group = ""
    for line in lines:
        if line["heading"] is not None:
            group = str(line["heading"])
        if line["causes"] is not None and line["measures"] is not None:
            blocks.append(BesideBlock(line["heading"], group, []))
        left, right = line["causes"], line["measures"]
        blocks[-1].rows.append(
            BesideRow(
                CauseCell([causes[no] for no in left["nos"]], left["span"]) if left else None,
                MeasureCell([measures[no] for no in right["nos"] if no in measures], right["span"]) if right else None,
            )
        )
    return blocks


def grouped(table: Mapping[str, Any], measures: Mapping[str, dict[str, Any]], unnamed: str) -> list[GroupedBlock]:
    """A block is the stretch of one inner group, or a single row where there is no second grouping."""
    return list(_grouped(table["lines"], measures, unnamed, two=len(table["by"]) > 1))


def _grouped(
    lines: Sequence[Mapping[str, Any]], measures: Mapping[str, dict[str, Any]], unnamed: str, *, two: bool
) -> Iterator[GroupedBlock]:
    group = ""
    block: GroupedBlock | None = None
    for line in lines:
        outer, inner = line["groups"][0], line["groups"][1] if two else None
        if outer is not None:
            group = outer["text"] or unnamed
        if block is None or inner is not None or not two:
            if block is not None:
                yield block
            block = GroupedBlock(group if outer is not None else None, group, [])
        cell = {"text": inner["text"] or "—", "span": inner["span"]} if inner else None
        block.rows.append(GroupedRow(cell, measures[line["no"]]))
    if block is not None:
        yield block
