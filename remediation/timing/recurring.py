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
    at: str | None = None
    """Which day: -1 the last, MO a weekday, 2MO the second one of the month, BD2 the second business day, BD-1 the last;
    YE the end of the year, FYE that of the fiscal year, QE that of the quarter."""


@dataclass(frozen=True, slots=True)
class Length:
    """3年間, 3か月間, 3か年."""

    unit: Unit
    count: int


_MONTHS_OF = {Unit.YEAR: 12, Unit.HALF: 6, Unit.QUARTER: 3, Unit.MONTH: 1}
_UNITS = {"年": Unit.YEAR, "半": Unit.HALF, "四": Unit.QUARTER, "月": Unit.MONTH, "週": Unit.WEEK, "日": Unit.DAY}
_UNIT = r"(?P<unit>年度?|半年度?|半期|四半期|月|週|日)"
_LONG = r"(?P<n>[0-9]{1,2})(?P<unit>年|か月|カ月|ヶ月|ケ月|ヵ月|箇月|週間?|日)"
_TIMES = r"(?P<times>[0-9]{1,2})[回度]"
_WEEKDAY_CODES = dict(zip("月火水木金土日", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_EN_WEEKDAYS = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}
_EN_DAY = r"(?P<enwd>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_EN_NTH = r"(?P<ennth>first|second|third|fourth|fifth|last|[0-9]{1,2}(?:st|nd|rd|th))"
_EN_NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_EN_MONTHLY = r"(?:each|every|the) month"
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
        r"(?P<unit>年|四半期|半期|月|週|日)次(?![0-9年月日])で?",
        r"毎(?P<unit>月)の?(?P<last>末日?|月末)",
        r"(?<![0-9今来先翌当前本])(?P<unit>月)(?P<last>末)(?:ごと|毎)に?",
        r"毎(?P<unit>月)の?(?:第(?P<bd>[1-9]|1[0-9]|2[0-3])|(?P<lastbd>最終|末))営業日",
        r"毎(?P<unit>月)の?第(?P<nth>[1-5])(?P<wd>[月火水木金土日])曜日?",
        r"毎(?P<unit>週)の?(?P<wd>[月火水木金土日])曜日?",
        r"毎(?P<unit>四半期)の?(?P<qe>末)",
        r"(?P<unit>四半期)(?P<qe>末)(?:ごと|毎)に?",
        r"毎(?P<unit>年度?)の?(?P<ye>末)",
    )
)
_ENGLISH = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![A-Za-z])(?P<often>once|twice|(?P<times>[0-9]{{1,2}}|{'|'.join(_WORDS)}) times?)"
        rf"(?: a | an | per | every | each |/){_EN_UNIT}(?![A-Za-z])",
        rf"(?<![A-Za-z])(?:once )?(?:every|each) {_EN_UNIT}(?![A-Za-z])",
        rf"(?<![A-Za-z])(?:once )?every {_EN_COUNT} {_EN_UNIT}s(?![A-Za-z])",
        rf"(?<![A-Za-z])(?:every|each) {_EN_DAY}(?![A-Za-z])",
        rf"(?<![A-Za-z])(?:on )?(?:the )?{_EN_NTH} {_EN_DAY} of {_EN_MONTHLY}",
        rf"(?<![A-Za-z])(?:on )?(?:the )?{_EN_NTH} (?P<enbd>business|working) day of {_EN_MONTHLY}",
        rf"(?<![A-Za-z])(?:at |by )?(?:the )?(?P<enlast>end) of {_EN_MONTHLY}",
        r"(?<![A-Za-z])(?:every|each) (?P<enlast>month[- ]end)",
        r"(?<![A-Za-z])(?:at |by )?(?:the )?(?P<enqe>end) of (?:each|every) quarter",
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
    if english := _english_day(groups):
        return english
    unit = groups["unit"]
    if unit[0].isascii():
        known = _EN_UNITS[re.split(r"[- ]", unit.lower())[0]]
    else:
        known = Unit.MONTH if unit.endswith("月") else _UNITS[unit[0]]
    times = 2 if (groups.get("often") or "").lower() == "twice" else _count(groups.get("times"))
    interval = 2 if groups.get("every_other") else _count(groups.get("n"))
    return Every(known, interval, times, _day_of(groups)) if times and interval else None


def _day_of(groups: dict[str, str | None]) -> str | None:
    if groups.get("wd"):
        return (groups.get("nth") or "") + _WEEKDAY_CODES[groups["wd"] or ""]
    if groups.get("bd"):
        return f"BD{groups['bd']}"
    if groups.get("ye"):
        return "FYE" if (groups["unit"] or "").endswith("度") else "YE"
    for name, code in (("last", "-1"), ("lastbd", "BD-1"), ("qe", "QE")):
        if groups.get(name):
            return code
    return None


def _english_day(groups: dict[str, str | None]) -> Every | None:
    if groups.get("enlast"):
        return Every(Unit.MONTH, at="-1")
    if groups.get("enqe"):
        return Every(Unit.QUARTER, at="QE")
    nth = (groups.get("ennth") or "").lower()
    count = _EN_NTHS.get(nth) or (int(nth[:-2]) if nth else 0)
    if groups.get("enbd"):
        return Every(Unit.MONTH, at=f"BD{count}")
    if groups.get("enwd"):
        code = _EN_WEEKDAYS[(groups["enwd"] or "")[:3].lower()]
        return Every(Unit.MONTH, at=f"{count}{code}") if nth else Every(Unit.WEEK, at=code)
    return None


_LENGTH = re.compile(rf"の?(?<![0-9])(?:{_LONG}間|(?P<n2>[0-9]{{1,2}})(?:か年|カ年|ヶ年|ヵ年|箇年)(?:間)?)(?!に)")
_LENGTH_EN = re.compile(rf"(?<![A-Za-z])for {_EN_COUNT} {_EN_UNIT}s?(?![A-Za-z])", re.IGNORECASE)


def length_at(text: str, position: int) -> tuple[Length, int] | None:
    """A length of time that begins here, and where it ends."""
    match = _LENGTH.match(text, position) or _LENGTH_EN.match(text, position)
    if match is None:
        return None
    groups = match.groupdict()
    if groups.get("n2"):
        return Length(Unit.YEAR, int(groups["n2"] or 0)), match.end()
    unit = groups["unit"] or ""
    known = _EN_UNITS[re.split(r"[- ]", unit.lower())[0]] if unit[0].isascii() else _length_unit(unit)
    count = _count(groups["n"])
    if known in {Unit.HALF, Unit.QUARTER}:
        known, count = Unit.MONTH, count * _MONTHS_OF[known]
    return (Length(known, count), match.end()) if count else None


def _length_unit(unit: str) -> Unit:
    return Unit.MONTH if unit.endswith("月") else _UNITS[unit[0]]


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


def rule_of(every: Every, months: tuple[int, ...] = (), day: int | None = None) -> str | None:
    """RRULE text; none where the text gives a count that does not divide its unit evenly. `day` -1 is the last."""
    if every.unit in {Unit.WEEK, Unit.DAY}:
        weekday = "" if every.at is None else f";BYDAY={every.at}"
        return None if every.times > 1 else _rule(every.unit, every.interval) + weekday
    if months:
        return _rule(Unit.YEAR, every.interval) + ";BYMONTH=" + ",".join(map(str, months)) + _by_day(day)
    length = _MONTHS_OF[every.unit] * every.interval
    if length % every.times:
        return None
    if every.unit is Unit.YEAR and every.times == 1:
        return _rule(Unit.YEAR, every.interval) + _by_day(day)
    return _rule(Unit.MONTH, length // every.times) + (_by_day(day) if day is not None else _by_place(every.at))


def _rule(unit: Unit, interval: int) -> str:
    return f"FREQ={unit.value}" + (f";INTERVAL={interval}" if interval > 1 else "")


def _by_day(day: int | None) -> str:
    """31 is the last day of every month; 29 and 30 are the last day of a February that lacks them."""
    if day is None:
        return ""
    if day in {29, 30}:
        return f";BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"
    return f";BYMONTHDAY={-1 if day == 31 else day}"


def _by_place(at: str | None) -> str:
    if at is None:
        return ""
    if at in {"-1", "QE"}:
        return ";BYMONTHDAY=-1"
    if at.startswith("BD"):
        return f";BYDAY=MO,TU,WE,TH,FR;BYSETPOS={at[2:]}"
    return f";BYDAY={at}"


def window(first: int, last: int) -> tuple[int, ...]:
    """The months from the first to the last, over the new year where need be."""
    return tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
