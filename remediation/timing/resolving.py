"""Points to days. A year that the text does not name comes from the reference date, or stays unknown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from engines.calendar import (
    Span,
    era_named,
    fiscal_half,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_of,
    month_span,
    month_third,
    year_span,
)
from remediation.timing.points import Point

_LOOK_BACK = timedelta(days=183)
_LOOK_BACK_IN_MONTH = timedelta(days=15)


class NoSuchDayError(Exception):
    """February 30th: the text names a day that does not exist."""


@dataclass(frozen=True, slots=True)
class Resolver:
    on: date | None
    fiscal_start: int
    done: bool
    """A finished deed lies on or before the reference date."""

    def span(self, point: Point) -> Span | None:
        """None where the year is unknown and there is no reference date."""
        if point.shifted or point.month_shift is not None:
            return None if self.on is None else self._shifted(point, self.on)
        if point.year is not None:
            return self._span(point)
        return None if self.on is None else self._nearest(point, self.on)

    def warnings(self, point: Point) -> list[str]:
        span = self.span(point)
        if span is None:
            return ["year_unknown"]
        found = []
        if not point.dated:
            found.append("year_from_reference")
        if point.weekday is not None and span.start.weekday() != point.weekday:
            found.append("weekday_differs")
        if point.era is not None and not self._in_era(point.era, span):
            found.append("outside_era")
        return found

    def _in_era(self, name: str, span: Span) -> bool:
        era = era_named(name)
        return era.contains(span.start) or era.contains(span.end)

    def _span(self, point: Point) -> Span:
        year = point.year
        if year is None:
            raise NoSuchDayError
        if point.month is None and point.day is not None:
            raise NoSuchDayError
        if point.month is not None:
            return _in_month(year + (point.fiscal and point.month < self.fiscal_start), point.month, point)
        if point.quarter is not None:
            return fiscal_quarter(year, point.quarter, start=self.fiscal_start)
        if point.half is not None:
            return fiscal_half(year, point.half, start=self.fiscal_start)
        return fiscal_year(year, start=self.fiscal_start) if point.fiscal else year_span(year)

    def _shifted(self, point: Point, on: date) -> Span:
        if point.month_shift is not None:
            years, month = divmod(on.year * 12 + on.month - 1 + point.month_shift, 12)
            return _in_month(years, month + 1, point)
        base = fiscal_year_of(on, start=self.fiscal_start) if point.fiscal else on.year
        return self._span(point.with_year(base + (point.year_shift or 0)))

    def _nearest(self, point: Point, on: date) -> Span:
        """The year of the reference date; the one before for a deed done, the next for a plan long past."""
        if point.month is None and point.day is not None:
            return self._nearest_month(point, on)
        base = fiscal_year_of(on, start=self.fiscal_start) if point.fiscal else on.year
        span = self._span(point.with_year(base))
        if self.done and span.start > on:
            return self._span(point.with_year(base - 1))
        if not self.done and span.end < on - _LOOK_BACK:
            return self._span(point.with_year(base + 1))
        return span

    def _nearest_month(self, point: Point, on: date) -> Span:
        span = _in_month(on.year, on.month, point)
        if self.done and span.start > on:
            earlier = on.replace(day=1) - timedelta(days=1)
            return _in_month(earlier.year, earlier.month, point)
        if not self.done and span.end < on - _LOOK_BACK_IN_MONTH:
            later = on.replace(day=28) + timedelta(days=5)
            return _in_month(later.year, later.month, point)
        return span


def _in_month(year: int, month: int, point: Point) -> Span:
    if point.day is not None:
        try:
            day = date(year, month, point.day)
        except ValueError as wrong:
            raise NoSuchDayError from wrong
        return Span(day, day)
    if point.third is not None:
        return month_third(year, month, point.third)
    return month_span(year, month)


def checked(point: Point, fiscal_start: int) -> None:
    """NoSuchDayError also where only the year decides: 2023年2月29日."""
    Resolver(on=None, fiscal_start=fiscal_start, done=False).span(replace(point, year_shift=None, month_shift=None))


def partial(point: Point) -> str | None:
    """What is known without the year: --01-30, --02/1 (上旬), ---16, T1, Q3, H1; FY+0, Y+1 or M-1 before it when relative."""
    shift = ""
    if point.month_shift is not None:
        shift = f"M{point.month_shift:+}"
    elif point.year_shift is not None:
        shift = f"{'FY' if point.fiscal else 'Y'}{point.year_shift:+}"
    return (shift + _within_year(point)) or None


def _within_year(point: Point) -> str:
    if point.month is not None:
        day = f"-{point.day:02}" if point.day is not None else ""
        return f"--{point.month:02}{day}" + (f"/{point.third}" if point.third is not None else "")
    if point.day is not None:
        return f"---{point.day:02}"
    if point.third is not None:
        return f"T{point.third}"
    if point.quarter is not None:
        return f"Q{point.quarter}"
    return f"H{point.half}" if point.half is not None else ""
