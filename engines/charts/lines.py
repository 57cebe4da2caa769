"""Curves over months: what was planned beside what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.charts import svg

LEFT, TOP, BOTTOM = 34.0, 14.0, 26.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)
LINES = 5


@dataclass(frozen=True)
class Series:
    """One curve; `css` is plan, l1 or l2. It may end before the axis does."""

    label: str
    values: Sequence[int]
    css: str = "l1"


def line_chart(
    series: Sequence[Series],
    ticks: Sequence[str],
    *,
    title: str,
    description: str,
    width: float = 560,
    height: float = 190,
    marked: int | None = None,
    mark: str = "",
) -> str:
    """`ticks` name the places of the axis, "" for none; `marked` is the place of an upright line, such as today."""
    room = max((svg.width_of(one.label) for one in series), default=0) + 14
    right, base = width - room, height - BOTTOM
    places = max(len(ticks) - 1, 1)
    highest = max((max(one.values, default=0) for one in series), default=0)
    step = _step(highest)
    lines = max(-(-highest // step), 1)
    top = step * lines
    parts = []
    for count in range(lines + 1):
        y = base - (base - TOP) * count / lines
        parts.append(svg.line(LEFT, y, right, y, "axis" if count else "axis axis--base"))
        parts.append(svg.text(LEFT - 6, y + 4, f"{step * count:,}", anchor="end"))
    parts += [
        svg.text(LEFT + (right - LEFT) * place / places, height - 9, tick, anchor="middle")
        for place, tick in enumerate(ticks)
        if tick
    ]
    if marked is not None:
        x = LEFT + (right - LEFT) * marked / places
        parts += [svg.line(x, TOP - 4, x, base, "event"), svg.text(x, TOP - 4, mark, anchor="middle")]
    ends: list[tuple[float, float, str]] = []
    for one in series:
        points = [
            (LEFT + (right - LEFT) * place / places, base - (base - TOP) * value / top)
            for place, value in enumerate(one.values)
        ]
        if points:
            parts.append(svg.path(points, one.css))
            ends.append((*points[-1], one.label))
    parts += [svg.text(x + 6, y + 4, label, css="em") for x, y, label in _apart(ends)]
    return svg.document(width, height, parts, title=title, description=description, css="chart--lines")


def _step(highest: int) -> int:
    return next((step for step in STEPS if step * LINES >= highest), highest // LINES + 1)


def _apart(ends: list[tuple[float, float, str]], gap: float = 14) -> list[tuple[float, float, str]]:
    """Labels that would stand on each other move down."""
    placed: list[tuple[float, float, str]] = []
    for x, y, label in sorted(ends, key=lambda end: end[1]):
        if placed and abs(placed[-1][0] - x) < svg.width_of(placed[-1][2]) + 12:
            y = max(y, placed[-1][1] + gap)  # noqa: PLW2901 -- the label's own place
        placed.append((x, y, label))
    return placed
