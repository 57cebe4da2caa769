"""The days of a fiscal year as squares: weeks from left to right, Monday on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evidence.person_log import Span

LEFT, TOP, STEP_X, STEP_Y = 22.0, 18, 10.4, 11
STEPS = ((1, 1, "h1"), (2, 3, "h2"), (4, 5, "h3"))


@dataclass(frozen=True)
class Square:
    """One day. `css` is h1…h4 with views, gap where no log covers the day, empty for none."""

    day: date
    count: int
    css: str
    x: str
    y: int


@dataclass(frozen=True)
class Month:
    """A label over the first week of a month."""

    first: date
    x: str


@dataclass(frozen=True)
class Year:
    """A fiscal year and what the person viewed in it; None where no log covers any of it."""

    year: int
    views: int | None


def fiscal_year(day: date, start: int) -> int:
    """The year in which the fiscal year of the day began."""
    return day.year if day.month >= start else day.year - 1


def years_of(days: Mapping[date, int], spans: Sequence[Span], start: int, limit: int = 14) -> list[Year]:
    """Every fiscal year from the first to the last day that logs cover, the newest `limit` of them."""
    if not spans:
        return []
    first, last = fiscal_year(min(s.first for s in spans), start), fiscal_year(max(s.last for s in spans), start)
    covered = {y for s in spans for y in range(fiscal_year(s.first, start), fiscal_year(s.last, start) + 1)}
    found = []
    for year in range(max(first, last - limit + 1), last + 1):
        views = sum(count for day, count in days.items() if fiscal_year(day, start) == year)
        found.append(Year(year, views if year in covered else None))
    return found


def squares(year: int, days: Mapping[date, int], spans: Sequence[Span], start: int) -> tuple[list[Square], list[Month]]:
    """The squares of one fiscal year and the labels of its months."""
    first, end = date(year, start, 1), date(year + 1, start, 1)
    monday = first - timedelta(days=first.weekday())
    found, months = [], []
    day = first
    while day < end:
        week = (day - monday).days // 7
        x = f"{LEFT + STEP_X * week:.1f}"
        count = days.get(day, 0)
        inside = any(span.first <= day <= span.last for span in spans)
        found.append(Square(day, count, _css(count, inside=inside), x, TOP + STEP_Y * day.weekday()))
        if day.day == 1:
            months.append(Month(day, x))
        day += timedelta(days=1)
    return found, months


def begin_late(cells: Sequence[Square]) -> bool:
    """Whether all that logs cover lies in the second half of the year: a narrow screen shows its end first."""
    return bool(cells) and all(cell.css == "gap" for cell in cells[: len(cells) // 2])


def _css(count: int, *, inside: bool) -> str:
    if count:
        return next((css for low, high, css in STEPS if low <= count <= high), "h4")
    return "" if inside else "gap"
