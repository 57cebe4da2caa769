"""A reading printed back, in Japanese or English, in words that parse to the same reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from engines.calendar import fiscal_half, fiscal_quarter, fiscal_year_of
from remediation.timing.model import RECURRING, Certainty, Kind, Precision, Timing

Lang = Literal["ja", "en"]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_THIRDS = {"ja": ("上旬", "中旬", "下旬"), "en": ("early", "mid", "late")}
_UNDATED: dict[Kind, tuple[str, str]] = {
    Kind.DONE: ("実施済", "done"),
    Kind.AS_NEEDED: ("都度", "as needed"),
    Kind.CONSIDERING: ("検討中", "under consideration"),
    Kind.ONGOING: ("継続中", "ongoing"),
    Kind.ASAP: ("速やかに", "as soon as possible"),
    Kind.STAGED: ("予定", "planned"),
    Kind.INTERIM: ("暫定措置", "interim measure"),
    Kind.NONE: ("なし", "none"),
}
_AFTERWORD: dict[Certainty, tuple[str, str]] = {
    Certainty.AIMED: ("目途", "target"),
    Certainty.ABOUT: ("頃", "about"),
    Certainty.PLANNED: ("予定", "planned"),
    Certainty.PRINCIPLE: ("原則", "in principle"),
    Certainty.AT_LEAST: ("以上", "at least"),
    Certainty.CONSIDERING: ("検討", "under consideration"),
}
_WARNINGS: dict[str, tuple[str, str]] = {
    "year_unknown": ("年が書かれていないため、期日を決められません。", "The text names no year, so no date follows."),
    "year_from_reference": ("年は基準日から補いました。", "The year was taken from the reference date."),
    "weekday_differs": ("曜日が日付と合いません。", "The weekday does not match the date."),
    "outside_era": ("元号の期間の外の日付です。", "The date lies outside its era."),
    "partly_done": ("済んだ部分と、これからの部分があります。", "One part is done, another is still planned."),
    "revised": ("変更後の時期です。", "This is the date after the revision."),
    "several_deeds": ("複数の完了日のうち、最後の日です。", "Of several completion dates, this is the last."),
    "spread_evenly": ("回数を均等な間隔と読みました。", "The number of times was read as an even interval."),
    "not_evenly": ("回数を均等な間隔に分けられません。", "The number of times does not divide the period evenly."),
    "year_or_fiscal_year": (
        "暦年か年度かが分かりません。「年度」か月で書いてください。",
        "Calendar year or fiscal year? Please write the fiscal year, or the months.",
    ),
    "several_dates": ("時期が二つ以上あります。一つにしてください。", "There are several dates. Please write one."),
    "several_recurrences": ("周期が二つ以上あります。", "There are several recurrences."),
    "contradiction": ("語が互いに合いません。", "The words contradict each other."),
    "unclear_revision": ("変更の前と後が読み取れません。", "It is unclear what was changed to what."),
    "ends_before_it_starts": ("終わりが始まりより前です。", "It ends before it starts."),
    "no_such_day": ("存在しない日付です。", "There is no such day."),
    "no_date": ("日付がありません。", "There is no date."),
    "empty": ("時期が書かれていません。", "No timing is written."),
    "too_long": ("長すぎて時期として読めません。", "The text is too long to be read as a timing."),
    "not_understood": ("時期として読めません。", "This cannot be read as a timing."),
    "not_understood_in_full": ("読み取れない語が残ります。", "Some words remain that were not understood."),
}


def print_warning(code: str, lang: Lang) -> str:
    return _WARNINGS[code][lang == "en"]


def print_timing(timing: Timing, lang: Lang) -> str:
    """Not understood prints as the untouched text."""
    kind = timing.kind
    if not timing.understood or kind is None:
        return timing.text.strip()
    if kind in RECURRING:
        return _recurring(timing, lang)
    if kind is Kind.EVENT:
        return f"{timing.anchor}後" if lang == "ja" else f"after: {timing.anchor}"
    if timing.precision is None:
        return _undated(timing, kind, lang)
    phrase = _partial(timing, lang) if timing.partial is not None else _dated(timing, lang)
    if timing.done:
        return f"{phrase}実施済" if lang == "ja" else f"done: {phrase}"
    return _with_certainty(phrase, timing.certainty, lang)


def _undated(timing: Timing, kind: Kind, lang: Lang) -> str:
    phrase = _UNDATED[kind][lang == "en"]
    if kind is Kind.INTERIM and timing.done:
        return "暫定措置を実施済" if lang == "ja" else "interim measure, done"
    if kind is Kind.AS_NEEDED and timing.anchor is not None and lang == "ja":
        return f"{timing.anchor}の都度"
    return phrase


def _with_certainty(phrase: str, certainty: Certainty | None, lang: Lang) -> str:
    if certainty not in _AFTERWORD:
        return phrase
    word = _AFTERWORD[certainty][lang == "en"]
    if certainty is Certainty.AT_LEAST and lang == "ja":
        return phrase + word
    return f"{phrase}（{word}）" if lang == "ja" else f"{phrase} ({word})"


# --- dates


def _day(day: date, lang: Lang) -> str:
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _month(day: date, lang: Lang) -> str:
    return f"{day.year}年{day.month}月" if lang == "ja" else f"{_MONTHS[day.month - 1]} {day.year}"


def _third(day: date, lang: Lang) -> str:
    word = _THIRDS[lang][min(2, (day.day - 1) // 10)]
    return _month(day, lang) + word if lang == "ja" else f"{word} {_month(day, lang)}"


def _fiscal(day: date, lang: Lang, timing: Timing) -> str:
    year = fiscal_year_of(day, start=timing.fiscal_start)
    return f"{year}年度" if lang == "ja" else f"FY{year}"


def _half(day: date, lang: Lang, timing: Timing) -> str:
    year = fiscal_year_of(day, start=timing.fiscal_start)
    half = 1 if day <= fiscal_half(year, 1, start=timing.fiscal_start).end else 2
    return f"{year}年度{'上下'[half - 1]}期" if lang == "ja" else f"FY{year} H{half}"


def _quarter(day: date, lang: Lang, timing: Timing) -> str:
    year, start = fiscal_year_of(day, start=timing.fiscal_start), timing.fiscal_start
    quarter = next(n for n in (1, 2, 3, 4) if day <= fiscal_quarter(year, n, start=start).end)
    return f"{year}年度第{quarter}四半期" if lang == "ja" else f"FY{year} Q{quarter}"


def _point(day: date, precision: Precision, lang: Lang, timing: Timing) -> str:
    simple: dict[Precision, Callable[[date, Lang], str]] = {
        Precision.DAY: _day,
        Precision.TEN_DAYS: _third,
        Precision.MONTH: _month,
    }
    fiscal: dict[Precision, Callable[[date, Lang, Timing], str]] = {
        Precision.QUARTER: _quarter,
        Precision.HALF: _half,
        Precision.FISCAL_YEAR: _fiscal,
    }
    if precision in simple:
        return simple[precision](day, lang)
    if precision in fiscal:
        return fiscal[precision](day, lang, timing)
    return f"{day.year}年" if lang == "ja" else f"in {day.year}"


def _end(day: date, precision: Precision, lang: Lang, timing: Timing) -> str:
    """The last day of a month or year is written as its end."""
    point = _point(day, precision, lang, timing).removeprefix("in ")
    if precision in {Precision.DAY, Precision.TEN_DAYS}:
        return point
    return f"{point}末" if lang == "ja" else f"end of {point}"


def _dated(timing: Timing, lang: Lang) -> str:
    precision = timing.precision or Precision.DAY
    if timing.kind is Kind.BY and timing.end is not None:
        point = _end(timing.end, precision, lang, timing)
        return f"{point}まで" if lang == "ja" else f"by {point}"
    if timing.kind is Kind.FROM and timing.start is not None:
        point = _point(timing.start, precision, lang, timing)
        return f"{point}から" if lang == "ja" else f"from {point.removeprefix('in ')}"
    if timing.kind is Kind.DONE and timing.start is None and timing.end is not None:
        return _end(timing.end, precision, lang, timing)
    if timing.start is None or timing.end is None:
        return timing.text.strip()
    if timing.kind is Kind.PERIOD or not _one_unit(timing.start, timing.end, precision):
        first, last = (_point(day, precision, lang, timing).removeprefix("in ") for day in (timing.start, timing.end))
        return f"{first}～{last}" if lang == "ja" else f"from {first} to {last}"
    return _point(timing.start, precision, lang, timing)


def _one_unit(start: date, end: date, precision: Precision) -> bool:
    longest = {
        Precision.DAY: 0,
        Precision.TEN_DAYS: 10,
        Precision.MONTH: 30,
        Precision.QUARTER: 91,
        Precision.HALF: 183,
        Precision.YEAR: 365,
        Precision.FISCAL_YEAR: 365,
    }
    return end - start <= timedelta(days=longest[precision])


# --- dates without their year

_PARTIAL = re.compile(
    r"(?:(?P<shift>FY|Y|M)(?P<by>[+-][0-9]))?"
    r"(?:--(?P<m>[0-9]{2})(?:-(?P<d>[0-9]{2}))?(?:/(?P<t>[123]))?|---(?P<day>[0-9]{2})|Q(?P<q>[1-4])|H(?P<h>[12]))?"
)
_SHIFTS = {
    "FY": {0: ("今年度", "this fiscal year"), 1: ("来年度", "next fiscal year"), -1: ("昨年度", "last fiscal year")},
    "Y": {0: ("今年", "this year"), 1: ("来年", "next year"), -1: ("昨年", "last year")},
    "M": {0: ("今月", "this month"), 1: ("来月", "next month"), -1: ("先月", "last month")},
}


def _bare(match: re.Match[str], lang: Lang) -> str:
    """An incomplete point in words; the year stays away."""
    japanese, english = "", ""
    if match["shift"]:
        japanese, english = _SHIFTS[match["shift"]].get(int(match["by"]), ("再来年", "the year after next"))
    if match["m"]:
        name = _MONTHS[int(match["m"]) - 1]
        third = "" if match["t"] is None else _THIRDS[lang][int(match["t"]) - 1]
        day = "" if match["d"] is None else str(int(match["d"]))
        japanese += f"{int(match['m'])}月{third}{day}{'日' if day else ''}"
        english = " ".join(filter(None, (third, day, name, english)))
    elif match["day"]:
        japanese += f"{int(match['day'])}日"
        english = f"day {int(match['day'])}"
    elif match["q"]:
        japanese += f"第{match['q']}四半期"
        english = f"quarter {match['q']} {english}".strip()
    elif match["h"]:
        japanese += "上期" if match["h"] == "1" else "下期"
        english = f"{'first' if match['h'] == '1' else 'second'} half {english}".strip()
    return japanese if lang == "ja" else english


def _partial(timing: Timing, lang: Lang) -> str:
    points = [_bare(match, lang) for match in _PARTIAL.finditer(timing.partial or "") if match.group()]
    if timing.kind is Kind.PERIOD and len(points) > 1:
        return f"{points[0]}～{points[-1]}" if lang == "ja" else f"from {points[0]} to {points[-1]}"
    point = points[0] if points else timing.text.strip()
    if timing.kind is Kind.BY:
        month = timing.precision in {Precision.MONTH, Precision.YEAR, Precision.FISCAL_YEAR}
        if lang == "ja":
            return f"{point}{'末' if month else ''}まで"
        return f"by {'end of ' if month else ''}{point}"
    if timing.kind is Kind.FROM:
        return f"{point}から" if lang == "ja" else f"from {point}"
    return point


# --- recurrences

_RULE = re.compile(
    r"FREQ=(?P<unit>[A-Z]+)(?:;INTERVAL=(?P<n>[0-9]+))?(?:;BYMONTH=[0-9,]+)?(?:;BYMONTHDAY=(?P<d>[0-9]+))?"
)
_UNITS = {"YEARLY": ("年", "year"), "MONTHLY": ("か月", "month"), "WEEKLY": ("週間", "week"), "DAILY": ("日", "day")}
_EACH = {"YEARLY": "毎年", "MONTHLY": "毎月", "WEEKLY": "毎週", "DAILY": "毎日"}


def _rhythm(timing: Timing, lang: Lang) -> str:
    fixed = {
        Kind.YEARLY: ("年1回", "once a year"),
        Kind.HALF_YEARLY: ("半年に1回", "once every half-year"),
        Kind.QUARTERLY: ("四半期に1回", "once every quarter"),
    }
    if timing.kind in fixed:
        return fixed[timing.kind][lang == "en"]
    match = _RULE.fullmatch(timing.recurrence or "")
    if match is None:
        return timing.text.strip()
    count = int(match["n"] or 1)
    japanese, english = _UNITS[match["unit"]]
    day = match["d"]
    if lang == "en":
        phrase = f"every {english}" if count == 1 else f"every {count} {english}s"
        return phrase if day is None else f"{phrase} on day {int(day)}"
    phrase = _EACH[match["unit"]] if count == 1 else f"{count}{japanese}ごと"
    return phrase if day is None else f"{phrase}{int(day)}日"


def _recurring(timing: Timing, lang: Lang) -> str:
    phrase = _rhythm(timing, lang)
    if timing.months is not None:
        first, last = timing.months
        if lang == "ja":
            window = f"{first}月" if first == last else f"{first}月～{last}月"
            phrase = f"毎年{window}"
        else:
            window = _MONTHS[first - 1] if first == last else f"{_MONTHS[first - 1]} to {_MONTHS[last - 1]}"
            phrase = f"{phrase}, {window}"
    if timing.start is not None:
        start = _day(timing.start, lang)
        phrase = f"{start}から、{phrase}" if lang == "ja" else f"from {start}, {phrase}"
    return _with_certainty(phrase, timing.certainty, lang)
