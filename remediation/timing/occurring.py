"""The occurrences of a recurring timing, each with the last day on which it is on time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engines.calendar import (
    Span,
    add_months,
    fiscal_half,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_of,
    month_span,
)
from remediation.timing.model import RECURRING, Kind, Timing
from remediation.timing.recurring import window
from remediation.timing.rhythm import months_of, parts_of

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST = 4_000
"""Occurrences looked at; a plan is not longer."""

IsOpen = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`start` begins the stretch in which it belongs; `due_on` is its last day."""

    start: date
    due_on: date


def occurrences(
    timing: Timing, *, since: date, until: date, counted_from: date | None = None, is_open: IsOpen | None = None
) -> list[Occurrence]:
    """All that are due from `since` to `until`, in order.

    An interval of several months, weeks or days needs a day to count from: the start that the text names, else
    `counted_from`, else `since`. «The second business day» asks `is_open`; without it Monday to Friday are open.
    A count that does not divide its unit evenly has no occurrences: nothing says when they would be.
    """
    if timing.kind not in RECURRING or timing.recurrence is None:
        return []
    begin = timing.start or counted_from or since
    floor = max(since, timing.start) if timing.start is not None else since
    ceiling = until if timing.end is None else min(until, timing.end)
    found = []
    for count, one in enumerate(_all(timing, begin, floor, is_open or _on_weekdays)):
        if one.due_on > ceiling or count > _LONGEST:
            break
        if one.due_on >= floor:
            found.append(one)
    return found


def _on_weekdays(day: date) -> bool:
    return day.weekday() < 5


def _all(timing: Timing, begin: date, floor: date, is_open: IsOpen) -> Iterator[Occurrence]:
    """Endless, ascending; may begin before `floor`."""
    rule = parts_of(timing.recurrence or "")
    interval = int(rule.get("INTERVAL", "1"))
    day = rule.get("BYMONTHDAY", "").split(",")[-1]
    months = months_of(timing.recurrence or "")
    if rule["FREQ"] == "DAILY":
        return _every_days(begin, interval, floor)
    if rule["FREQ"] == "WEEKLY":
        return _weekly(begin, interval, rule.get("BYDAY"), floor)
    if months:
        return _in_months(timing, months, interval, day, begin=begin, floor=floor)
    if timing.first:
        step = interval * (12 if rule["FREQ"] == "YEARLY" else 1)
        return _from_first(begin, step, day, floor)
    if timing.kind in {Kind.YEARLY, Kind.HALF_YEARLY, Kind.QUARTERLY}:
        return _fiscal(timing, floor)
    if rule["FREQ"] == "YEARLY":
        return _fiscal_years(timing, begin, interval, floor)
    if "BYDAY" in rule:
        return _on_places(rule, floor, is_open)
    return _in_months_counted(begin, interval, day, floor)


def _every_days(begin: date, interval: int, floor: date) -> Iterator[Occurrence]:
    skipped = max(0, (floor - begin).days // interval)
    day = begin + timedelta(days=skipped * interval)
    while True:
        yield Occurrence(day, day)
        day += timedelta(days=interval)


def _weekly(begin: date, interval: int, weekday: str | None, floor: date) -> Iterator[Occurrence]:
    """A week runs from Monday to Sunday."""
    monday = begin - timedelta(days=begin.weekday())
    skipped = max(0, (floor - monday).days // (7 * interval))
    monday += timedelta(weeks=skipped * interval)
    while True:
        due = monday + timedelta(days=6 if weekday is None else _WEEKDAYS.index(weekday))
        yield Occurrence(monday if weekday is None else due, due)
        monday += timedelta(weeks=interval)


def _day_in(year: int, month: int, day: str) -> date:
    """The day of the month, or its last one where it is shorter; without a day, its last."""
    span = month_span(year, month)
    return span.end if day in {"", "-1"} else span.start.replace(day=min(int(day), span.end.day))


def _in_months(
    timing: Timing, months: tuple[int, ...], interval: int, day: str, *, begin: date, floor: date
) -> Iterator[Occurrence]:
    """毎年3月～5月 is one stretch a year; 4月・10月 are two."""
    year = begin.year - interval
    while year + interval < floor.year - 1:
        year += interval
    whole = timing.months is not None and len(months) > 1 and months == window(*timing.months)
    while True:
        if whole:
            last_year = year + (months[-1] < months[0])
            yield Occurrence(date(year, months[0], 1), month_span(last_year, months[-1]).end)
        else:
            for month in sorted(months):
                due = _day_in(year, month, day)
                yield Occurrence(due if day not in {"", "-1"} else due.replace(day=1), due)
        year += interval


def _from_first(first: date, months: int, day: str, floor: date) -> Iterator[Occurrence]:
    """Counted from the first occurrence itself; every third month from 31 December is 31 March, 30 June …"""
    gone = max(0, ((floor.year - first.year) * 12 + floor.month - first.month) // months - 1)
    while True:
        month = add_months(first.replace(day=1), gone * months)
        due = _day_in(month.year, month.month, day)
        yield Occurrence(due if day not in {"", "-1"} else month, due)
        gone += 1


def _fiscal(timing: Timing, floor: date) -> Iterator[Occurrence]:
    year, start = fiscal_year_of(floor, start=timing.fiscal_start), timing.fiscal_start
    while True:
        spans: list[Span]
        if timing.kind is Kind.YEARLY:
            spans = [fiscal_year(year, start=start)]
        elif timing.kind is Kind.HALF_YEARLY:
            spans = [fiscal_half(year, half, start=start) for half in (1, 2)]
        else:
            spans = [fiscal_quarter(year, quarter, start=start) for quarter in (1, 2, 3, 4)]
        for span in spans:
            yield Occurrence(span.start, span.end)
        year += 1


def _fiscal_years(timing: Timing, begin: date, interval: int, floor: date) -> Iterator[Occurrence]:
    year = fiscal_year_of(begin, start=timing.fiscal_start)
    while fiscal_year(year + interval - 1, start=timing.fiscal_start).end < floor:
        year += interval
    while True:
        stretch = (fiscal_year(one, start=timing.fiscal_start) for one in (year, year + interval - 1))
        first, last = stretch
        yield Occurrence(first.start, last.end)
        year += interval


def _on_places(rule: dict[str, str], floor: date, is_open: IsOpen) -> Iterator[Occurrence]:
    """The second business day, the first Monday: months that lack the fifth one are passed over."""
    month = floor.replace(day=1)
    while True:
        days = _days_of(month, rule, is_open)
        place = int(rule.get("BYSETPOS") or rule["BYDAY"][:-2])
        if len(days) >= abs(place):
            due = days[place - 1 if place > 0 else place]
            yield Occurrence(due, due)
        month = add_months(month, 1)


def _days_of(month: date, rule: dict[str, str], is_open: IsOpen) -> list[date]:
    last = month_span(month.year, month.month).end
    days = [month + timedelta(days=count) for count in range(last.day)]
    if "BYSETPOS" in rule:
        return [day for day in days if is_open(day)]
    return [day for day in days if _WEEKDAYS[day.weekday()] == rule["BYDAY"][-2:]]


def _in_months_counted(begin: date, interval: int, day: str, floor: date) -> Iterator[Occurrence]:
    """Stretches of so many months, counted from the month of `begin`; each is due in its last month."""
    first = begin.replace(day=1)
    gone = max(0, ((floor.year - first.year) * 12 + floor.month - first.month) // interval - 1)
    while True:
        month = add_months(first, gone * interval)
        last = add_months(month, interval - 1)
        due = _day_in(last.year, last.month, day)
        yield Occurrence(month if day in {"", "-1"} else due, due)
        gone += 1
