"""When a measure is due, by what its timing says."""

from __future__ import annotations

from datetime import date, timedelta

from engines.calendar import fiscal_half, fiscal_quarter, fiscal_year, fiscal_year_of, month_span
from remediation.timing.model import RECURRING, Kind, Timing

_BY_END = frozenset({Kind.BY, Kind.IN, Kind.PERIOD, Kind.ON, Kind.FY, Kind.FY_HALF, Kind.FY_QUARTER})


def due_on(timing: Timing, *, after: date | None = None) -> date | None:
    """The last day on which the measure is on time; none where the text promises no day.

    «By», «in», «on», periods and fiscal years are due at their end. «From» is due at its start: until then the
    measure has to have begun. Recurring ones are due at the end of the occurrence that contains or follows `after`;
    without `after` they have none. What is done, or has no date, is never due.
    """
    if timing.done or not timing.understood:
        return None
    if timing.kind in _BY_END:
        return timing.end
    if timing.kind is Kind.FROM:
        return timing.start
    if timing.kind in RECURRING and after is not None:
        return _next_occurrence(timing, max(after, timing.start or after))
    return None


def needs_review_date(timing: Timing) -> bool:
    """No date follows from the text, so somebody has to say when to look again."""
    return not timing.done and timing.kind not in RECURRING and due_on(timing) is None


def _next_occurrence(timing: Timing, after: date) -> date | None:
    year, start = fiscal_year_of(after, start=timing.fiscal_start), timing.fiscal_start
    if timing.kind is Kind.YEARLY:
        return fiscal_year(year, start=start).end if timing.months is None else _window_end(timing.months[1], after)
    if timing.kind is Kind.HALF_YEARLY:
        return _first_after([fiscal_half(year, half, start=start).end for half in (1, 2)], after)
    if timing.kind is Kind.QUARTERLY:
        return _first_after([fiscal_quarter(year, quarter, start=start).end for quarter in (1, 2, 3, 4)], after)
    if timing.recurrence == "FREQ=MONTHLY":
        return month_span(after.year, after.month).end
    if timing.recurrence == "FREQ=WEEKLY":
        return after + timedelta(days=6 - after.weekday())
    return None


def _first_after(ends: list[date], after: date) -> date:
    return next(end for end in ends if end >= after)


def _window_end(month: int, after: date) -> date:
    end = month_span(after.year, month).end
    return end if end >= after else month_span(after.year + 1, month).end
