"""How often, printed from the rule: «毎月第2営業日», «年2回（4月・10月）», «every 3 months»."""

from __future__ import annotations

from typing import Literal

from remediation.timing.model import Kind, Timing
from remediation.timing.recurring import window

Lang = Literal["ja", "en"]
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNITS = {"YEARLY": ("年", "year"), "MONTHLY": ("か月", "month"), "WEEKLY": ("週間", "week"), "DAILY": ("日", "day")}
_EACH = {"YEARLY": "毎年", "MONTHLY": "毎月", "WEEKLY": "毎週", "DAILY": "毎日"}
_FIXED = {
    Kind.YEARLY: ("年1回", "once a year"),
    Kind.HALF_YEARLY: ("半年に1回", "once every half-year"),
    Kind.QUARTERLY: ("四半期に1回", "once every quarter"),
}
_DAYS = {
    "MO": ("月", "Monday"),
    "TU": ("火", "Tuesday"),
    "WE": ("水", "Wednesday"),
    "TH": ("木", "Thursday"),
    "FR": ("金", "Friday"),
    "SA": ("土", "Saturday"),
    "SU": ("日", "Sunday"),
}
_NTHS = ("", "first", "second", "third", "fourth", "fifth")


def parts_of(rule: str) -> dict[str, str]:
    """FREQ=MONTHLY;INTERVAL=3 by its names."""
    return dict(part.split("=", 1) for part in rule.split(";"))


def months_of(rule: str) -> tuple[int, ...]:
    return tuple(int(month) for month in parts_of(rule).get("BYMONTH", "").split(",") if month)


def print_rhythm(timing: Timing, lang: Lang) -> str:
    """Without start, end and certainty."""
    if timing.recurrence is None:
        return timing.text.strip()
    rule = parts_of(timing.recurrence)
    months = months_of(timing.recurrence)
    if months:
        return _in_months(timing, rule, months, lang)
    if rule["FREQ"] == "MONTHLY" and "BYDAY" in rule:
        return _on_weekday(rule, lang)
    if rule["FREQ"] == "WEEKLY" and "BYDAY" in rule:
        japanese, english = _DAYS[rule["BYDAY"]]
        return f"毎週{japanese}曜日" if lang == "ja" else f"every {english}"
    return _plain(timing, rule, lang)


def _plain(timing: Timing, rule: dict[str, str], lang: Lang) -> str:
    count = int(rule.get("INTERVAL", "1"))
    day = rule.get("BYMONTHDAY", "").split(",")[-1]
    japanese, english = _UNITS[rule["FREQ"]]
    if timing.first:
        if timing.kind in _FIXED:
            return _FIXED[timing.kind][lang == "en"]
        if lang == "en":
            return f"every {english}" if count == 1 else f"every {count} {english}s"
        return _EACH[rule["FREQ"]] if count == 1 else f"{count}{japanese}ごと"
    if timing.kind is Kind.QUARTERLY and day == "-1":
        return "毎四半期末" if lang == "ja" else "end of every quarter"
    if timing.kind in _FIXED:
        return _FIXED[timing.kind][lang == "en"]
    if lang == "en":
        if day == "-1":
            return "end of every month"
        phrase = f"every {english}" if count == 1 else f"every {count} {english}s"
        return f"{phrase} on day {day}" if day else phrase
    phrase = _EACH[rule["FREQ"]] if count == 1 else f"{count}{japanese}ごと"
    return phrase + ("末日" if day == "-1" else f"{day}日" if day else "")


def _in_months(timing: Timing, rule: dict[str, str], months: tuple[int, ...], lang: Lang) -> str:
    day = rule.get("BYMONTHDAY", "").split(",")[-1]
    if len(months) == 1 or (timing.months is not None and months == window(*timing.months)):
        first, last = timing.months or (months[0], months[0])
        if lang == "ja":
            span = f"{first}月" if first == last else f"{first}月～{last}月"
            return f"毎年{span}" + ("末" if day == "-1" else f"{day}日" if day else "")
        name = _dated(first, day) if first == last else f"{MONTHS[first - 1]} to {MONTHS[last - 1]}"
        return f"once a year, {name}"
    if lang == "ja":
        listed = "・".join(f"{month}月" + ("末" if day == "-1" else f"{day}日" if day else "") for month in months)
        return f"年{len(months)}回、{listed}"
    listed = ", ".join(_dated(month, day) for month in months)
    return f"{len(months)} times a year, {listed}"


def _dated(month: int, day: str) -> str:
    name = MONTHS[month - 1]
    return f"end of {name}" if day == "-1" else f"{day} {name}" if day else name


def _on_weekday(rule: dict[str, str], lang: Lang) -> str:
    place, named = rule.get("BYSETPOS"), rule["BYDAY"]
    if place is not None:
        if lang == "ja":
            return "毎月最終営業日" if place == "-1" else f"毎月第{place}営業日"
        return f"{'last' if place == '-1' else _ordinal(int(place))} business day of every month"
    nth, (japanese, english) = named[:-2], _DAYS[named[-2:]]
    if lang == "ja":
        return f"毎月第{nth}{japanese}曜日"
    return f"{_ordinal(int(nth))} {english} of every month"


def _ordinal(number: int) -> str:
    if number < len(_NTHS):
        return _NTHS[number]
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
