"""When a measure is due, by what its timing says."""

from __future__ import annotations

from datetime import date

from remediation.timing.model import RECURRING, Kind, Timing
from remediation.timing.occurring import occurrences

_BY_END = frozenset({Kind.BY, Kind.IN, Kind.PERIOD, Kind.ON, Kind.FY, Kind.FY_HALF, Kind.FY_QUARTER})


def due_on(timing: Timing, *, after: date | None = None, counted_from: date | None = None) -> date | None:
    """The last day on which the measure is on time; none where the text promises no day.

    «By», «in», «on», periods and fiscal years are due at their end. «From» is due at its start: until then the
    measure has to have begun. Recurring ones are due at the end of the occurrence that contains or follows `after`;
    without `after` they have none. An interval without a start of its own is counted from `counted_from`. What is done, or has no date, is never due.
    """
    if timing.done or not timing.understood:
        return None
    if timing.kind in _BY_END:
        return timing.end
    if timing.kind is Kind.FROM:
        return timing.start
    if timing.kind in RECURRING and after is not None:
        begin = max(after, timing.start or after)
        following = occurrences(timing, since=begin, until=_safely_later(begin), counted_from=counted_from)
        return following[0].due_on if following else None
    return None


def needs_review_date(timing: Timing) -> bool:
    """No date follows from the text, so somebody has to say when to look again."""
    if timing.kind in RECURRING:
        return timing.recurrence is None
    return not timing.done and due_on(timing) is None


def _safely_later(day: date) -> date:
    return day.replace(year=min(day.year + 30, 9_000), day=1)
