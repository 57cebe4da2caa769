"""Recurrences: 年1回, 1回/半年, 四半期ごと, 3か月に1回, every six months … and their RRULE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from remediation.timing.model import Kind


class Unit(StrEnum):
    YEAR = "YEARLY"
    HALF = "HALF"
    QUARTER = "QUARTER"
    MONTH = "MONTHLY"
    WEEK = "WEEKLY"
    DAY = "DAILY"


@dataclass(frozen=True, slots=True)
class Every:
    unit: Unit
    interval: int = 1
    times: int = 1


_MONTHS_OF = {Unit.YEAR: 12, Unit.HALF: 6, Unit.QUARTER: 3, Unit.MONTH: 1}
_UNITS = {"年": Unit.YEAR, "半": Unit.HALF, "四": Unit.QUARTER, "月": Unit.MONTH, "週": Unit.WEEK, "日": Unit.DAY}
_UNIT = r"(?P<unit>年度?|半年度?|半期|四半期|月|週|日)"
_LONG = r"(?P<n>[0-9]{1,2})(?P<unit>年|か月|カ月|ヶ月|ケ月|ヵ月|箇月|週間?|日)"
_TIMES = r"(?P<times>[0-9]{1,2})回"
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_EN_COUNT = rf"(?P<n>[0-9]{{1,2}}|{'|'.join(_WORDS)})"
_EN_UNIT = r"(?P<unit>year|half[- ]year|quarter|month|week|day)"
_EN_UNITS = {
    "year": Unit.YEAR,
    "half": Unit.HALF,
    "quarter": Unit.QUARTER,
    "month": Unit.MONTH,
    "week": Unit.WEEK,
    "day": Unit.DAY,
}
_EN_ADVERBS = {
    "yearly": Every(Unit.YEAR),
    "annually": Every(Unit.YEAR),
    "half-yearly": Every(Unit.HALF),
    "half yearly": Every(Unit.HALF),
    "semi-annually": Every(Unit.HALF),
    "semiannually": Every(Unit.HALF),
    "quarterly": Every(Unit.QUARTER),
    "monthly": Every(Unit.MONTH),
    "weekly": Every(Unit.WEEK),
    "daily": Every(Unit.DAY),
}
_JAPANESE = tuple(
    re.compile(form)
    for form in (
        rf"(?<![0-9]){_TIMES}/{_UNIT}",
        rf"(?<![0-9]){_LONG}(?:ごと|毎)に?(?:{_TIMES})?",
        rf"(?<![0-9]){_LONG}に{_TIMES}",
        rf"(?<![0-9年月週日])毎?{_UNIT}(?:に|間に?)?{_TIMES}",
        r"毎(?P<unit>年度?|半期|四半期|月|週|日)(?!日)",
        r"(?<![0-9])(?P<unit>年度?|半年度?|半期|四半期|月|週)(?:ごと|毎)に?",
        r"(?P<every_other>隔)(?P<unit>年|月|週)",
    )
)
_ENGLISH = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![A-Za-z])(?P<often>once|twice|(?P<times>[0-9]{{1,2}}|{'|'.join(_WORDS)}) times?)"
        rf"(?: a | an | per | every | each |/){_EN_UNIT}(?![A-Za-z])",
        rf"(?<![A-Za-z])(?:once )?(?:every|each) {_EN_UNIT}(?![A-Za-z])",
        rf"(?<![A-Za-z])(?:once )?every {_EN_COUNT} {_EN_UNIT}s(?![A-Za-z])",
        rf"(?<![A-Za-z])(?P<adverb>{'|'.join(_EN_ADVERBS)})(?![A-Za-z])",
    )
)


def _count(text: str | None) -> int:
    if text is None:
        return 1
    return _WORDS[text.lower()] if text.lower() in _WORDS else int(text)


def _every(match: re.Match[str]) -> Every | None:
    groups = match.groupdict()
    if groups.get("adverb"):
        return _EN_ADVERBS[groups["adverb"].lower()]
    unit = groups["unit"]
    if unit[0].isascii():
        known = _EN_UNITS[re.split(r"[- ]", unit.lower())[0]]
    else:
        known = Unit.MONTH if unit.endswith("月") else _UNITS[unit[0]]
    times = 2 if (groups.get("often") or "").lower() == "twice" else _count(groups.get("times"))
    interval = 2 if groups.get("every_other") else _count(groups.get("n"))
    return Every(known, interval, times) if times and interval else None


def recurrence_at(text: str, position: int) -> tuple[Every, int] | None:
    """The longest recurrence that begins here, and where it ends."""
    found = [match for form in (*_JAPANESE, *_ENGLISH) if (match := form.match(text, position))]
    if not found:
        return None
    longest = max(found, key=lambda match: match.end())
    every = _every(longest)
    return None if every is None else (every, longest.end())


def kind_of(every: Every) -> Kind:
    if every.interval > 1:
        return Kind.EVERY_N
    months = _MONTHS_OF.get(every.unit, 0)
    if every.times > 1:
        months = months // every.times if months and months % every.times == 0 else 0
    return {12: Kind.YEARLY, 6: Kind.HALF_YEARLY, 3: Kind.QUARTERLY}.get(months, Kind.EVERY_N)


def rule_of(every: Every, months: tuple[int, int] | None = None, day: int | None = None) -> str | None:
    """RRULE text; none where the text gives a count that does not divide its unit evenly."""
    if every.unit in {Unit.WEEK, Unit.DAY}:
        return None if every.times > 1 else _rule(every.unit, every.interval)
    length = _MONTHS_OF[every.unit] * every.interval
    if length % every.times:
        return None
    if every.unit is Unit.YEAR and every.times == 1:
        return _rule(Unit.YEAR, every.interval) + _by_month(months) + ("" if day is None else f";BYMONTHDAY={day}")
    return _rule(Unit.MONTH, length // every.times) + ("" if day is None else f";BYMONTHDAY={day}")


def _rule(unit: Unit, interval: int) -> str:
    return f"FREQ={unit.value}" + (f";INTERVAL={interval}" if interval > 1 else "")


def _by_month(months: tuple[int, int] | None) -> str:
    if months is None:
        return ""
    first, last = months
    count = (last - first) % 12 + 1
    return ";BYMONTH=" + ",".join(str((first - 1 + step) % 12 + 1) for step in range(count))
