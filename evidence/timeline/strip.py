"""Pictures of what was found: days as squares, hours as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from engines.charts import svg
from evidence.heat import Month, Square, squares
from evidence.person_log import Span

LEVELS = ("h1", "h2", "h3", "h4")


def steps_of(days: Mapping[date, int]) -> list[int]:
    """Upper ends of the first three shades: quarters of the days with rows, so that few busy days do not hide the rest."""
    counts = sorted(days.values())
    if not counts:
        return [1, 2, 3]
    ends = [counts[min(len(counts) - 1, len(counts) * part // 4)] for part in (1, 2, 3)]
    for place in (1, 2):  # no two shades end at the same number
        ends[place] = max(ends[place], ends[place - 1] + 1)
    return ends


def shaded(
    year: int, days: Mapping[date, int], spans: Sequence[Span], start: int
) -> tuple[list[Square], list[Month], list[int]]:
    """The squares of one fiscal year, shaded by quarters, the labels of its months, and the ends of the shades."""
    cells, months = squares(year, days, spans, start)
    ends = steps_of(days)
    found = [replace(cell, css=_shade(cell.count, ends)) if cell.count else cell for cell in cells]
    return found, months, ends


def _shade(count: int, ends: Sequence[int]) -> str:
    return next((LEVELS[place] for place, end in enumerate(ends) if count <= end), LEVELS[3])


def hours_chart(hours: Mapping[int, int], *, title: str) -> str:
    """24 bars in the case's time zone."""
    width, height, base, top = 640.0, 120.0, 98.0, 14.0
    most = max(hours.values(), default=0) or 1
    step = width / 24
    parts = [svg.line(0, base, width, base, "axis axis--base")]
    for hour in range(24):
        count = hours.get(hour, 0)
        tall = (base - top) * count / most
        x = step * hour + 4
        if count:
            parts.append(svg.rect(x, base - tall, step - 8, tall, "d1"))
        if hour % 3 == 0:
            parts.append(svg.text(x + (step - 8) / 2, base + 15, str(hour), anchor="middle"))
    said = ", ".join(f"{hour}: {hours[hour]:,}" for hour in sorted(hours))
    return svg.document(width, height, parts, title=title, description=said, css="hours")
