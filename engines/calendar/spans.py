"""Named stretches of days. A fiscal year bears the number of the calendar year in which it begins."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Both days belong to the span."""

    start: date
    end: date


def _months(first_year: int, first_month: int, count: int) -> Span:
    years, month = divmod(first_year * 12 + first_month - 1 + count, 12)
    return Span(date(first_year, first_month, 1), date(years, month + 1, 1) - timedelta(days=1))


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    years, index = divmod(year * 12 + month - 1 + by, 12)
    return years, index + 1


def month_span(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def month_third(year: int, month: int, third: int) -> Span:
    """1 上旬 (1–10), 2 中旬 (11–20), 3 下旬 (21–end)."""
    last = monthrange(year, month)[1]
    first, final = {1: (1, 10), 2: (11, 20), 3: (21, last)}[third]
    return Span(date(year, month, first), date(year, month, final))


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def fiscal_year(year: int, *, start: int = 4) -> Span:
    return _months(year, start, 12)


def fiscal_half(year: int, half: int, *, start: int = 4) -> Span:
    if half not in {1, 2}:
        raise ValueError("a fiscal year has two halves")
    return _months(*_shifted(year, start, 6 * (half - 1)), 6)


def fiscal_quarter(year: int, quarter: int, *, start: int = 4) -> Span:
    if quarter not in {1, 2, 3, 4}:
        raise ValueError("a fiscal year has four quarters")
    return _months(*_shifted(year, start, 3 * (quarter - 1)), 3)


def fiscal_year_of(day: date, *, start: int = 4) -> int:
    return day.year if day.month >= start else day.year - 1


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the last one where that month is shorter."""
    year, month = _shifted(day.year, day.month, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
