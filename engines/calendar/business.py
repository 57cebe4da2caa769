"""Business days of Japan: neither Saturday, Sunday, public holiday nor a day the caller closes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

_NO_DAYS: frozenset[date] = frozenset()
_KNOWN_YEARS = range(1949, 2100)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    """Holidays by law; none outside the years that the law and its forecast cover."""
    from holidays import country_holidays  # noqa: PLC0415 -- slow import

    if year not in _KNOWN_YEARS:
        return _NO_DAYS
    return frozenset(country_holidays("JP", years=year))


def is_business_day(day: date, *, closed: Collection[date] = _NO_DAYS) -> bool:
    return day.weekday() < 5 and day not in closed and day not in _public_holidays(day.year)


def next_business_day(day: date, *, closed: Collection[date] = _NO_DAYS) -> date:
    """The day itself when it is one."""
    while not is_business_day(day, closed=closed):
        day += timedelta(days=1)
    return day


def add_business_days(day: date, days: int, *, closed: Collection[date] = _NO_DAYS) -> date:
    """Counts from the day after; negative numbers go back. The start itself may be a holiday."""
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= is_business_day(day, closed=closed)
    return day


class Shift(StrEnum):
    """What happens to a day that is not a business day."""

    KEEP = "keep"
    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are business days for somebody. Banks are shut on 31 December and until 3 January as well."""

    closed: frozenset[date] = _NO_DAYS
    bank_days: bool = False

    def is_open(self, day: date) -> bool:
        if self.bank_days and (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}:
            return False
        return is_business_day(day, closed=self.closed)

    def shifted(self, day: date, shift: Shift) -> date:
        """The day itself where it is open; no further than a month away, where everything is closed."""
        if shift is Shift.KEEP:
            return day
        step = timedelta(days=1 if shift is Shift.NEXT else -1)
        moved = day
        for _ in range(31):
            if self.is_open(moved):
                return moved
            moved += step
        return day
