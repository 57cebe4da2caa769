"""Bars over time: the plan as an outline, what happened inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from engines.calendar import month_span
from engines.charts import svg

ROW, HEAD, PAD = 26.0, 44.0, 8.0
LEAST = 5.0
"""A single day is still seen."""


@dataclass(frozen=True)
class Stretch:
    """From a day to a day, both inside; without an end it goes on."""

    start: date
    end: date | None = None


@dataclass(frozen=True)
class GanttRow:
    """`css` colours what happened: g-done, g-on or g-late. `note` stands behind the bars: the state in words."""

    label: str
    plan: Stretch | None
    fact: Stretch | None
    css: str = "g-on"
    note: str = ""


def gantt(
    rows: Sequence[GanttRow],
    *,
    today: date,
    today_word: str,
    title: str,
    description: str,
    month_name: str = "{month}",
    width: float = 980,
    labels: float = 260,
    notes: float = 130,
) -> str:
    """The span of time is that of the rows and today, in whole months. `month_name` is filled with year and month."""
    first, last = span(rows, today)
    left, right = labels, width - notes
    days = (last - first).days + 1
    height = HEAD + ROW * len(rows) + PAD

    def x(day: date, *, after: bool = False) -> float:
        place = min(max((day - first).days + (1 if after else 0), 0), days)
        return left + (right - left) * place / days

    parts = _months(first, last, x, height, month_name)
    parts += [svg.rect(0, HEAD + ROW * place, width, ROW, "g-stripe") for place in range(1, len(rows), 2)]
    for place, row in enumerate(rows):
        y = HEAD + ROW * place
        parts.append(svg.text(0, y + 17, svg.shortened(row.label, labels - 10)))
        if row.plan is not None:
            end = row.plan.end or last
            css = "g-plan" if row.plan.end else "g-open"
            parts.append(
                svg.rect(x(row.plan.start), y + 5, max(x(end, after=True) - x(row.plan.start), LEAST), 16, css)
            )
        if row.fact is not None:
            end = row.fact.end or today
            parts.append(
                svg.rect(x(row.fact.start), y + 9, max(x(end, after=True) - x(row.fact.start), LEAST), 8, row.css)
            )
        if row.note:
            parts.append(svg.text(right + 8, y + 17, svg.shortened(row.note, notes - 8)))
    parts.append(svg.line(x(today), HEAD - 8, x(today), height - PAD, "event"))
    parts.append(svg.text(x(today), HEAD - 12, today_word, anchor="middle", css="em"))
    return svg.document(width, height, parts, title=title, description=description, css="chart--gantt")


def span(rows: Sequence[GanttRow], today: date) -> tuple[date, date]:
    """Whole months that hold every day of the rows, and today."""
    days = [today]
    for row in rows:
        for stretch in (row.plan, row.fact):
            if stretch is not None:
                days += [stretch.start, stretch.end or stretch.start]
    first, last = min(days), max(days)
    return month_span(first.year, first.month).start, month_span(last.year, last.month).end


def _months(first: date, last: date, x: Callable[[date], float], height: float, month_name: str) -> list[str]:
    """Upright lines at months, as many named as there is room for."""
    months = [(year, month) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    months = [one for one in months if first <= month_span(*one).end and month_span(*one).start <= last]
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(months) / step <= 16)
    parts = []
    for year, month in months:
        if (month - 1 + 12 * year) % every:
            continue
        at = x(month_span(year, month).start)
        parts.append(svg.line(at, HEAD - 4, at, height - PAD, "axis"))
        named = f"{year}-{month:02}" if every > 1 or month == 1 or (year, month) == months[0] else ""
        parts.append(svg.text(at, 12, named or month_name.format(month=month, year=year)))
    return parts
