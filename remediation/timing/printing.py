"""A reading printed back, in Japanese or English, in words that parse to the same reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from engines.calendar import fiscal_half, fiscal_quarter, fiscal_year_of
from remediation.timing.model import RECURRING, Certainty, Kind, Precision, Timing
from remediation.timing.rhythm import MONTHS, print_rhythm

Lang = Literal["ja", "en"]

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
    "end_from_length": ("終わりは期間の長さから計算しました。", "The end was counted from the length."),
    "length_differs": (
        "「%s」と書かれていますが、始まりから終わりまでは%sです。",
        "The text writes %s, but from start to end it is %s.",
    ),
    "count_differs": (
        "%s回と書かれていますが、月は%s個あります。",
        "The text writes %s times, but names %s months.",
    ),
    "years_differ": ("和暦の年と西暦の年が合いません。", "The era year and the western year differ."),
    "month_unknown": ("何月または何年かが書かれていません。", "The text does not say which month or year."),
    "no_recurrence": ("初回の日付はありますが、周期がありません。", "There is a first date, but no recurrence."),
    "business_days": (
        "RRULEは平日だけを数えます。期日の計算では祝日と休業日も除きます。",
        "The RRULE counts weekdays only; due days leave out holidays and closed days too.",
    ),
    "short_year": (
        "西暦か和暦か分かりません。西暦は4桁で書いてください。",
        "The year is too short to be sure. Please write all four digits.",
    ),
    "every_other": (
        "「おき」は間隔が二通りに読めます。「ごと」で書いてください。",
        "The interval can be read in two ways. Please write it with «every».",
    ),
    "once_or_each_time": (
        "一度だけか、そのつどかが分かりません。",
        "It is unclear whether this happens once or each time.",
    ),
    "season": (
        "季節だけでは期日を決められません。月で書いてください。",
        "A season is no date. Please write the month.",
    ),
    "not_understood": ("時期として読めません。", "This cannot be read as a timing."),
    "not_understood_in_full": ("読み取れない語が残ります。", "Some words remain that were not understood."),
}


_LENGTH_WORDS = {"y": ("年間", "years"), "m": ("か月間", "months"), "w": ("週間", "weeks"), "d": ("日間", "days")}


def print_warning(code: str, lang: Lang) -> str:
    """The sentence of a warning; figures after its colon are put into the sentence."""
    name, *figures = code.split(":")
    sentence = _WARNINGS[name][lang == "en"]
    return sentence % tuple(_figure(figure, lang) for figure in figures) if figures else sentence


def _figure(figure: str, lang: Lang) -> str:
    if not figure[-1].isalpha():
        return figure
    word = _LENGTH_WORDS[figure[-1]][lang == "en"]
    count = figure[:-1]
    if lang == "ja":
        return f"{count}{word}"
    return f"{count} {word[:-1] if count == '1' else word}"


def print_timing(timing: Timing, lang: Lang) -> str:
    """Not understood prints as the untouched text."""
    kind = timing.kind
    if not timing.understood or kind is None:
        return timing.text.strip()
    if kind in RECURRING:
        return _recurring(timing, lang)
    if kind is Kind.EVENT:
        return _event(timing, lang)
    if timing.precision is None:
        return _undated(timing, kind, lang)
    phrase = _partial(timing, lang) if timing.partial is not None else _dated(timing, lang)
    if timing.done:
        return f"{phrase}実施済" if lang == "ja" else f"done: {phrase}"
    return _with_certainty(phrase, timing.certainty, lang)


_SPANS = {"Y": ("年", "year"), "M": ("か月", "month"), "W": ("週間", "week"), "D": ("日", "day")}


def _event(timing: Timing, lang: Lang) -> str:
    if timing.within is None:
        return f"{timing.anchor}後" if lang == "ja" else f"after: {timing.anchor}"
    count, (japanese, english) = timing.within[1:-1], _SPANS[timing.within[-1]]
    if lang == "ja":
        return f"{timing.anchor}後{count}{japanese}以内"
    return f"within {count} {english}{'' if count == '1' else 's'} of {timing.anchor}"


def _undated(timing: Timing, kind: Kind, lang: Lang) -> str:
    phrase = _UNDATED[kind][lang == "en"]
    if kind is Kind.INTERIM and timing.done:
        return "暫定措置を実施済" if lang == "ja" else "interim measure, done"
    if kind is Kind.AS_NEEDED and timing.anchor is not None and lang == "ja":
        return f"{timing.anchor}の都度"
    if kind is Kind.AS_NEEDED and timing.anchor is not None:
        return f"each time: {timing.anchor}"
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
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _month(day: date, lang: Lang) -> str:
    return f"{day.year}年{day.month}月" if lang == "ja" else f"{MONTHS[day.month - 1]} {day.year}"


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
    r"(?:--(?P<m>[0-9]{2})(?:-(?P<d>[0-9]{2}))?(?:/(?P<t>[123]))?|T(?P<t2>[123])|---(?P<day>[0-9]{2})|Q(?P<q>[1-4])|H(?P<h>[12]))?"
)
_SHIFTS = {
    "FY": {
        0: ("今年度", "this fiscal year"),
        1: ("来年度", "next fiscal year"),
        2: ("再来年度", "the fiscal year after next"),
        -1: ("昨年度", "last fiscal year"),
    },
    "Y": {
        0: ("今年", "this year"),
        1: ("来年", "next year"),
        2: ("再来年", "the year after next"),
        -1: ("昨年", "last year"),
    },
    "M": {
        0: ("今月", "this month"),
        1: ("来月", "next month"),
        2: ("再来月", "the month after next"),
        -1: ("先月", "last month"),
    },
}


def _of(whole: str) -> str:
    return f" of {whole}" if whole else ""


def _bare(match: re.Match[str], lang: Lang) -> str:
    """An incomplete point in words; the year stays away."""
    japanese, english = "", ""
    if match["shift"]:
        japanese, english = _SHIFTS[match["shift"]][int(match["by"])]
    if match["m"]:
        name = MONTHS[int(match["m"]) - 1]
        third = "" if match["t"] is None else _THIRDS[lang][int(match["t"]) - 1]
        day = "" if match["d"] is None else str(int(match["d"]))
        japanese += f"{int(match['m'])}月{third}{day}{'日' if day else ''}"
        english = " ".join(filter(None, (third, day, name, english)))
    elif match["t2"]:
        japanese += _THIRDS["ja"][int(match["t2"]) - 1]
        english = f"{_THIRDS['en'][int(match['t2']) - 1]} {english}"
    elif match["day"]:
        japanese += f"{int(match['day'])}日"
        english = f"day {int(match['day'])} {english}".strip()
    elif match["q"]:
        japanese += f"第{match['q']}四半期"
        english = f"{('first', 'second', 'third', 'fourth')[int(match['q']) - 1]} quarter" + _of(english)
    elif match["h"]:
        japanese += "上期" if match["h"] == "1" else "下期"
        english = f"{'first' if match['h'] == '1' else 'second'} half" + _of(english)
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


def _recurring(timing: Timing, lang: Lang) -> str:
    phrase = print_rhythm(timing, lang)
    if timing.first:
        first = _first(timing, lang)
        phrase = f"{first}を初回として{phrase}" if lang == "ja" else f"{phrase}, first on {first}"
    elif timing.start is not None and timing.end is not None:
        start, end = _day(timing.start, lang), _day(timing.end, lang)
        phrase = f"{start}～{end}、{phrase}" if lang == "ja" else f"from {start} to {end}, {phrase}"
    elif timing.start is not None:
        start = _day(timing.start, lang)
        phrase = f"{start}から、{phrase}" if lang == "ja" else f"from {start}, {phrase}"
    elif timing.end is not None:
        end = _day(timing.end, lang)
        phrase = f"{end}まで、{phrase}" if lang == "ja" else f"until {end}, {phrase}"
    return _with_certainty(phrase, timing.certainty, lang)


def _first(timing: Timing, lang: Lang) -> str:
    """The last day of a month is written as its end; where no day was written, the month stands alone."""
    rule = timing.recurrence or ""
    if timing.start is None:
        match = _PARTIAL.match(timing.partial or "")
        words = _bare(match, lang) if match else ""
        if "BYMONTHDAY=-1" not in rule or not match or match["d"]:
            return words
        return f"{words}末" if lang == "ja" else f"end of {words}"
    if "BYMONTHDAY" not in rule:
        return _month(timing.start, lang)
    return _day(timing.start, lang)
