"""Who decides about whom: rows in their order, and from each deciding row one line down its own lane to those it decides about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engines.charts.svg import document, number, rect, shortened, text

LANE, BOX, ROW, HEAD, GAP, PAD = 14.0, 460.0, 46.0, 30.0, 10.0, 12.0
HEAD_ASKED = 46.0  # a heading with a condition of its own
INDENT, TURN, STYLES = 18.0, 6.0, 4


@dataclass(frozen=True)
class RouteRow:
    """A heading, or something that is asked. `condition` is printed in place of `detail`; `lost` rows are never reached."""

    label: str
    detail: str = ""
    condition: str = ""
    heading: bool = False
    lost: bool = False
    indent: int = 0


@dataclass(frozen=True)
class _Trunk:
    """One row with all that it decides about."""

    source: int
    targets: tuple[int, ...]

    @property
    def span(self) -> tuple[int, int]:
        return min(self.source, *self.targets), max(self.source, *self.targets)


def routes(rows: Sequence[RouteRow], links: Sequence[tuple[int, int]], *, title: str, description: str) -> str:
    """`links` are pairs of places in `rows`, from the deciding to the decided one."""
    trunks = _trunks(links)
    lanes = _lanes(trunks)
    left = PAD + LANE * (max(lanes, default=-1) + 1) + 16
    tops = list(_tops(rows))
    height = (tops[-1] + _height(rows[-1]) if rows else 0) + PAD
    parts = [part for row, top in zip(rows, tops, strict=True) for part in _row(row, top, left)]
    for place, (trunk, lane) in enumerate(zip(trunks, lanes, strict=True)):
        edges = [left + INDENT * row.indent - (6 if row.heading else 0) for row in rows]
        parts += _trunk(trunk, left - 16 - LANE * lane, edges, tops, f"way way{place % STYLES + 1}")
    return document(left + BOX + PAD, height, parts, title=title, description=description, css="chart--routes")


def _tops(rows: Sequence[RouteRow]) -> Iterator[float]:
    top = PAD
    for row in rows:
        yield top
        top += _height(row) + GAP


def _height(row: RouteRow) -> float:
    return ROW if not row.heading else HEAD_ASKED if row.condition else HEAD


def _trunks(links: Sequence[tuple[int, int]]) -> list[_Trunk]:
    """Those that reach least far first, so that they lie nearest to the rows."""
    decided: dict[int, list[int]] = {}
    for source, target in links:
        if source != target and target not in decided.setdefault(source, []):
            decided[source].append(target)
    trunks = [_Trunk(source, tuple(sorted(targets))) for source, targets in decided.items() if targets]
    return sorted(trunks, key=lambda trunk: (trunk.span[1] - trunk.span[0], trunk.span))


def _lanes(trunks: Sequence[_Trunk]) -> list[int]:
    """The first lane in which a trunk overlaps no other."""
    taken: list[list[tuple[int, int]]] = []
    found: list[int] = []
    for trunk in trunks:
        first, last = trunk.span
        lane = next(
            (n for n, spans in enumerate(taken) if all(last < low or high < first for low, high in spans)), len(taken)
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((first, last))
        found.append(lane)
    return found


def _row(row: RouteRow, top: float, left: float) -> Iterator[str]:
    x = left + INDENT * row.indent
    width = BOX - INDENT * row.indent
    if row.heading:
        yield text(x, top + 20, shortened(row.label, width, 13), css="em head")
        if row.condition:
            yield text(x, top + 37, shortened(row.condition, width, 11), css="cond")
        return
    yield rect(x, top, width, ROW, "box box--lost" if row.lost else "box")
    yield text(x + 10, top + 19, shortened(row.label, width - 20, 12.5), css="em")
    if row.condition:
        yield text(x + 10, top + 36, shortened(row.condition, width - 20, 11), css="cond")
    elif row.detail:
        yield text(x + 10, top + 36, shortened(row.detail, width - 20, 11))


def _trunk(trunk: _Trunk, lane: float, edges: Sequence[float], tops: Sequence[float], css: str) -> Iterator[str]:
    start = tops[trunk.source] + ROW / 2 + 8
    for target in trunk.targets:
        end = tops[target] + ROW / 2 - 6
        down = 1 if end > start else -1
        begin, stop = edges[trunk.source], edges[target] - 5
        yield (
            f'<path class="{css}" d="M{number(begin)} {number(start)}H{number(lane + TURN)}'
            f"Q{number(lane)} {number(start)} {number(lane)} {number(start + down * TURN)}"
            f"V{number(end - down * TURN)}Q{number(lane)} {number(end)} {number(lane + TURN)} {number(end)}"
            f'H{number(stop)}"/>'
        )
        yield (
            f'<path class="tip" d="M{number(stop + 5)} {number(end)}L{number(stop - 2)} {number(end - 4)}'
            f'V{number(end + 4)}Z"/>'
        )
    yield f'<circle class="knot" cx="{number(edges[trunk.source])}" cy="{number(start)}" r="3"/>'
