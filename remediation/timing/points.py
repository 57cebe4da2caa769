"""Points in time as texts write them, still without their year where the text has none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from engines.calendar import era_named, western_year
from remediation.timing.model import Precision

_YEARS = range(1868, 2200)
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Point:
    year: int | None = None
    era: str | None = None
    fiscal: bool = False
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    third: int | None = None
    day: int | None = None
    at_end: bool = False
    """Written with 末 / end of: the last day is meant."""
    year_shift: int | None = None
    """今年度 0, 来年 1, 昨年 -1: counted from a reference date."""
    month_shift: int | None = None
    follows: bool = False
    """翌年, 同年: counted from the date written before it."""
    calendar: bool = False
    """前半, 後半, «first half of 2024»: halves of the calendar year, in plain words."""
    weekday: int | None = None

    @property
    def precision(self) -> Precision:
        if self.day is not None:
            return Precision.DAY
        if self.third is not None:
            return Precision.TEN_DAYS
        if self.month is not None or self.month_shift is not None:
            return Precision.MONTH
        if self.quarter is not None:
            return Precision.QUARTER
        if self.half is not None:
            return Precision.HALF
        return Precision.FISCAL_YEAR if self.fiscal else Precision.YEAR

    @property
    def ambiguous(self) -> bool:
        """2023年上期: halves of the calendar year or of the fiscal year?"""
        return not self.fiscal and not self.calendar and (self.half is not None or self.quarter is not None)

    @property
    def only_months(self) -> bool:
        return self.precision is Precision.MONTH and self.year is None and self.month_shift is None and not self.shifted

    @property
    def shifted(self) -> bool:
        return self.year_shift is not None

    @property
    def dated(self) -> bool:
        """The text itself says which year."""
        return self.year is not None

    def with_year(self, year: int) -> Point:
        return replace(self, year=year)


Built = Point | None
_YEAR = (
    r"(?:(?:(?P<era>明治|大正|昭和|平成|令和)|(?<![A-Za-z])(?P<letter>[MTSHR]))(?P<ey>[0-9]{1,2}|元)"
    r"|(?<![0-9])(?P<y>[0-9]{4})|(?<![0-9A-Za-z])'(?P<y2>[0-9]{2}))"
)
_SHIFT = r"(?P<shift>今|本|来|再来|昨|次|翌|同|前)"
_PARTS = (
    r"(?:の?(?:第(?P<q>[1-4])四半期|(?P<q2>[1-4])Q|Q(?P<q3>[1-4])"
    r"|(?P<h>上半?期|下半?期|前期|後期|前半|後半)))?(?P<edge>末日?|内|中(?!旬|頃|ごろ))?"
)
_MONTH = r"(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})日|の?(?P<third>上旬|初旬|中旬|下旬)|の?(?P<edge>末日?|内(?!容)|中(?!旬|頃|ごろ)))?"
_DAY_MARK = r"(?:\((?P<wd>[月火水木金土日])(?:曜日?)?(?:・?祝日?)?\)|(?P<wd2>[月火水木金土日])曜日?)?"
_MON = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?![A-Za-z])"
)
_EN_YEAR = r"(?P<y>[0-9]{4})(?![0-9])(?![/.-][0-9])"
_EN_PART = r"(?:H(?P<h>[12])|Q(?P<q>[1-4])|(?P<half>first|second) half|(?P<quarter>first|second|third|fourth) quarter)"
_EN_PART_SHORT = r"(?P<short>[1-4][QH])"
_EN_FISCAL = r"(?:FY ?|fiscal(?: year)? )"
_EN_FISCAL_YEAR = rf"{_EN_FISCAL}(?:{_EN_YEAR}|'?(?P<y2>[0-9]{{2}})(?![0-9/.-]))"
_EN_SHIFT = r"(?P<rel>this|the current|next|last|the)"
_EN_REL = r"(?P<rel>this|next|last)"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SHIFTS = {"今": 0, "本": 0, "来": 1, "再来": 2, "昨": -1, "次": 1, "翌": 1, "同": 0, "前": -1}
_MONTH_SHIFTS = {
    "月": 0,
    "今月": 0,
    "本月": 0,
    "当月": 0,
    "来月": 1,
    "次月": 1,
    "翌月": 1,
    "再来月": 2,
    "先月": -1,
    "前月": -1,
}
_EN_SHIFTS = {"this": 0, "the current": 0, "the": 0, "next": 1, "after next": 2, "last": -1}
_THIRD_SIGNS = {"上": 1, "初": 1, "中": 2, "下": 3}


def _number(match: re.Match[str], *names: str) -> int | None:
    groups = match.groupdict()
    return next((int(groups[name]) for name in names if groups.get(name)), None)


def _western(match: re.Match[str]) -> int | None:
    """'23 and FY23 are years of this century."""
    short = _number(match, "y2")
    return _number(match, "y") if short is None else 2000 + short


def _word(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


def _half(match: re.Match[str]) -> int | None:
    word = _word(match, "h")
    return None if word is None else 1 if word[0] in "上前1" else 2


def _point(match: re.Match[str], *, fiscal: bool = False) -> Built:
    """The fields of any Japanese form; none where a number cannot be one."""
    era = _word(match, "era") or _word(match, "letter")
    era_year = _word(match, "ey")
    year = _western(match)
    if era is not None and era_year is not None:
        if era_year != "元" and int(era_year) == 0:
            return None
        year = western_year(era_named(era), era_year)
    third = _word(match, "third")
    weekday = _word(match, "wd") or _word(match, "wd2")
    shift = _word(match, "shift")
    return _checked(
        Point(
            year=year,
            era=era,
            fiscal=fiscal,
            half=_half(match),
            quarter=_number(match, "q", "q2", "q3"),
            month=_number(match, "m"),
            third=None if third is None else _THIRD_SIGNS[third[0]],
            day=_number(match, "d"),
            at_end=(_word(match, "edge") or "").startswith("末"),
            year_shift=None if shift is None else _SHIFTS[shift],
            follows=shift in {"翌", "同"},
            calendar=not fiscal and (_word(match, "h") or "") in {"前半", "後半"},
            weekday=None if weekday is None else _WEEKDAYS.index(weekday),
        )
    )


def _checked(point: Point) -> Built:
    if point.year is not None and point.year not in _YEARS:
        return None
    if point.month is not None and not 1 <= point.month <= 12:
        return None
    if point.day is not None and not 1 <= point.day <= _longest(point.month):
        return None
    return None if point.weekday is not None and point.day is None else point


def _longest(month: int | None) -> int:
    if month is None:
        return 31
    return 29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31


def _year_end(match: re.Match[str]) -> Built:
    point = _point(match)
    return None if point is None else replace(point, at_end=(_word(match, "yedge") or "").startswith("末"))


def _this_year(match: re.Match[str]) -> Built:
    return Point(year_shift=0, at_end=match["yedge"] == "末")


def _this_fiscal_year(match: re.Match[str]) -> Built:
    return Point(year_shift=0, fiscal=True, at_end=match["edge"] == "末")


def _month_shift(match: re.Match[str]) -> Built:
    third = _word(match, "third")
    return _checked(
        Point(
            month_shift=_MONTH_SHIFTS[match["shift_month"]],
            third=None if third is None else _THIRD_SIGNS[third[0]],
            day=_number(match, "d"),
            at_end=(_word(match, "edge") or "").startswith("末"),
        )
    )


def _bare_third(match: re.Match[str]) -> Built:
    return Point(third=_THIRD_SIGNS[match["third"][0]])


def _month_after(match: re.Match[str]) -> Built:
    """翌3月."""
    point = _point(match)
    return None if point is None else replace(point, year_shift=1, follows=True)


def _split_year(match: re.Match[str]) -> Built:
    """FY2023/24: both numbers name the one fiscal year."""
    year = int(match["y"])
    if (year + 1) % 100 != int(match["next"]):
        return None
    return _checked(Point(year=year, fiscal=True, at_end=_word(match, "edge") is not None))


def _relative_english(match: re.Match[str], *, fiscal: bool = False) -> Built:
    named = _english_part(match, fiscal=fiscal) if fiscal else _english(match)
    return None if named is None else replace(named, year_shift=_EN_SHIFTS[match["rel"].lower()], calendar=False)


def _relative_month(match: re.Match[str]) -> Built:
    named = _english(match)
    return None if named is None else replace(named, month_shift=_EN_SHIFTS[match["rel"].lower()])


def _year_end_english(match: re.Match[str]) -> Built:
    return Point(year_shift=0, fiscal=_word(match, "fiscal") is not None, at_end=True)


def _english(match: re.Match[str]) -> Built:
    name = _word(match, "mon")
    third = _word(match, "third")
    return _checked(
        Point(
            year=_number(match, "y"),
            month=None if name is None else _MONTHS.index(name[:3].lower()) + 1,
            third=None if third is None else {"e": 1, "m": 2, "l": 3}[third[0].lower()],
            day=_number(match, "d"),
            at_end=_word(match, "edge") is not None,
        )
    )


def _english_part(match: re.Match[str], *, fiscal: bool) -> Built:
    half, quarter = _word(match, "half"), _word(match, "quarter")
    short = (_word(match, "short") or "  ").upper()
    if short[1] == "H" and short[0] not in "12":
        return None
    return _checked(
        Point(
            year=_western(match),
            fiscal=fiscal,
            half=int(short[0]) if short[1] == "H" else _number(match, "h") if half is None else _ORDINALS[half.lower()],
            quarter=int(short[0])
            if short[1] == "Q"
            else _number(match, "q")
            if quarter is None
            else _ORDINALS[quarter.lower()],
            calendar=not fiscal and half is not None,
            at_end=_word(match, "edge") is not None,
        )
    )


Form = tuple[re.Pattern[str], Callable[[re.Match[str]], Built]]


def _forms() -> tuple[Form, ...]:
    fiscal = partial(_point, fiscal=True)
    fiscal_en = partial(_english_part, fiscal=True)
    calendar_en = partial(_english_part, fiscal=False)
    japanese: list[tuple[str, Callable[[re.Match[str]], Built]]] = [
        (rf"{_YEAR}年度{_PARTS}", fiscal),
        (rf"{_SHIFT}年度{_PARTS}", fiscal),
        (r"(?<![0-9元])年度(?P<edge>末|内)", _this_fiscal_year),
        (r"(?<![0-9元])年(?P<yedge>末|内)", _this_year),
        (rf"{_YEAR}年(?P<m>[0-9]{{1,2}})(?= ?[~-] ?[0-9]{{1,2}}月)", _point),
        (rf"(?:{_YEAR}年)?(?P<m>[0-9]{{1,2}})月(?P<d>[0-9]{{1,2}})(?= ?[~-] ?[0-9]{{1,2}}日)", _point),
        (rf"{_YEAR}年{_MONTH}{_DAY_MARK}", _point),
        (rf"{_YEAR}年(?P<yedge>末|内|中)", _year_end),
        (rf"{_YEAR}年{_PARTS}", _point),
        (rf"{_SHIFT}年{_MONTH}{_DAY_MARK}", _point),
        (rf"{_SHIFT}年(?P<yedge>末|内|中)?", _year_end),
        (
            r"(?P<shift_month>再来月|今月|本月|当月|来月|次月|翌月|先月|前月)"
            r"(?:(?P<d>[0-9]{1,2})日|の?(?P<third>上旬|初旬|中旬|下旬)|の?(?P<edge>末日?|内|中(?!旬)))?",
            _month_shift,
        ),
        (r"(?<![0-9])(?P<shift_month>月)(?P<edge>末日?|内(?!容))", _month_shift),
        (r"(?P<third>上旬|初旬|中旬|下旬)", _bare_third),
        (rf"翌{_MONTH}", _month_after),
        (r"(?<![0-9])(?P<y>[12][0-9]{3})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?![0-9])", _point),
        (
            r"(?<![0-9])(?:(?P<y>[0-9]{4})|(?<![A-Za-z])'(?P<y2>[0-9]{2})|(?<![A-Za-z])(?P<letter>[MTSHR])(?P<ey>[0-9]{1,2}))(?P<sep>[/.-])(?P<m>[0-9]{1,2})"
            r"(?:(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])|(?![0-9]))"
            rf"(?P<third>上旬|初旬|中旬|下旬)?(?P<edge>末日?)?{_DAY_MARK}",
            _point,
        ),
        (rf"(?<![0-9]){_MONTH}{_DAY_MARK}", _point),
        (rf"(?<![0-9])(?P<d>[0-9]{{1,2}})日(?!間|以内|ごと|毎|後){_DAY_MARK}", _point),
        (rf"(?<![0-9/])(?P<m>[0-9]{{1,2}})/(?P<d>[0-9]{{1,2}})(?![0-9/]){_DAY_MARK}", _point),
        (r"第(?P<q>[1-4])四半期(?P<edge>末)?", fiscal),
        (r"(?P<h>上半?期|下半?期)(?P<edge>末)?", fiscal),
    ]
    english: list[tuple[str, Callable[[re.Match[str]], Built]]] = [
        (
            rf"(?<![0-9])(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MON}(?:(?:,? | of ){_EN_YEAR})?",
            _english,
        ),
        (rf"(?<![A-Za-z]){_MON} (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9/-])(?:,? {_EN_YEAR})?", _english),
        (
            rf"(?<![A-Za-z])(?:(?P<third>early|mid|late)[- ]|(?P<edge>end(?: of)?) )?{_MON}(?:(?:,? | of ){_EN_YEAR})?",
            _english,
        ),
        (rf"(?<![A-Za-z])(?:(?P<edge>end of) )?{_EN_FISCAL_YEAR}(?:[ /-]?{_EN_PART})?", fiscal_en),
        (rf"(?<![A-Za-z])(?:(?P<edge>end of) )?{_EN_FISCAL_YEAR}[ /-]?{_EN_PART_SHORT}", fiscal_en),
        (rf"(?<![A-Za-z])(?:(?P<edge>end of) )?(?:the )?{_EN_PART}[ /]?(?:of )?(?:the )?{_EN_FISCAL_YEAR}", fiscal_en),
        (rf"(?<![A-Za-z0-9])(?:(?P<edge>end of) )?{_EN_PART_SHORT}[ /]?{_EN_FISCAL_YEAR}", fiscal_en),
        (
            rf"(?<![A-Za-z])(?:(?P<edge>end of) )?{_EN_FISCAL}(?P<y>[0-9]{{4}})[/-](?P<next>[0-9]{{2}})(?![0-9])",
            _split_year,
        ),
        (rf"(?<![A-Za-z]){_EN_FISCAL}(?P<y>[0-9]{{4}})(?=-[0-9]{{4}}(?![0-9]))", fiscal_en),
        (
            rf"(?<![A-Za-z])(?:(?P<edge>end of) )?{_EN_SHIFT} (?:fiscal|financial) year(?![A-Za-z])",
            partial(_relative_english, fiscal=True),
        ),
        (
            r"(?<![A-Za-z])(?:(?P<edge>end of) )?the (?:fiscal|financial) year (?P<rel>after next)",
            partial(_relative_english, fiscal=True),
        ),
        (r"(?<![A-Za-z])(?:(?P<edge>end of) )?the year (?P<rel>after next)", _relative_english),
        (r"(?<![A-Za-z])(?:(?P<edge>end of) )?the month (?P<rel>after next)", _relative_month),
        (
            rf"(?<![A-Za-z])(?:the )?{_EN_PART} (?:of )?{_EN_REL} (?:fiscal|financial) year(?![A-Za-z])",
            partial(_relative_english, fiscal=True),
        ),
        (r"(?<![A-Za-z])(?:the )?(?P<quarter>first|second|third|fourth) quarter(?![A-Za-z])", fiscal_en),
        (r"(?<![A-Za-z])(?:the )?(?P<half>first|second) half(?![A-Za-z])", fiscal_en),
        (
            rf"(?<![A-Za-z])(?:(?P<third>early|mid|late)[- ]|(?P<edge>end of) |(?:day )?(?P<d>[0-9]{{1,2}}) )?{_MON} {_EN_REL} year"
            r"(?![A-Za-z])",
            _relative_english,
        ),
        (rf"(?<![A-Za-z])(?:(?P<edge>end of) )?{_EN_REL} year(?![A-Za-z])", _relative_english),
        (
            rf"(?<![A-Za-z])(?:(?P<third>early|mid|late) |(?P<edge>end of) |day (?P<d>[0-9]{{1,2}}) (?:of )?)?{_EN_REL} month"
            r"(?![A-Za-z])",
            _relative_month,
        ),
        (r"(?<![A-Za-z])(?:the )?(?P<fiscal>fiscal )?year[- ]end(?![A-Za-z])", _year_end_english),
        (rf"(?<![A-Za-z])(?:the )?{_EN_PART} (?:of )?{_EN_YEAR}", calendar_en),
        (rf"(?<![A-Za-z])(?P<edge>end of) {_EN_YEAR}", _english),
        (r"(?<![A-Za-z])day (?P<d>[0-9]{1,2})(?![0-9])", _english),
        (rf"(?:(?<=in )|(?<=from )|(?<=since )|(?<=by )|(?<=until )){_EN_YEAR}(?![年/.-])", _english),
    ]
    return tuple((re.compile(form), make) for form, make in japanese) + tuple(
        (re.compile(form, re.IGNORECASE), make) for form, make in english
    )


FORMS = _forms()


def point_at(text: str, position: int) -> tuple[Point, int] | None:
    """The longest point that begins here, and where it ends."""
    best: tuple[Point, int] | None = None
    for form, make in FORMS:
        match = form.match(text, position)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        point = make(match)
        if point is not None:
            best = point, match.end()
    return best
