from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from remediation.timing.combining import NoReadingError, Setting, combine
from remediation.timing.grammar import LeftOverError, read
from remediation.timing.lexicon import NOTHING, Word
from remediation.timing.model import Kind, Timing
from remediation.timing.normalise import normalise, year_once
from remediation.timing.points import Point
from remediation.timing.resolving import NoSuchDayError
from remediation.timing.scan import Token, scan

LONGEST = 400
"""Characters; a timing is a phrase, not a page."""

_FREE = r"[^0-9~()。、,;・]"
_TAIL = r"(?:、?(?:速やかに|すみやかに|早急に|直ちに|ただちに|遅滞なく|順次))?(?:に)?(?:実施|着手|対応|開始)?(?:する|します|予定)?"
_EACH_TIME = re.compile(
    r"^\(?(?P<anchor>[^0-9~()。]{1,40}?)(?:の都度|する都度|のたびに?|の度に)(?:、?実施)?(?:する|します)?\)?$"
)
_AFTER = re.compile(
    rf"^\(?(?P<anchor>{_FREE}{{2,40}}?)(?:の?(?<![今以午前最背])後(?:に)?|(?:が[^0-9]{{1,8}})?次第){_TAIL}\)?$"
)
_AFTER_EN = re.compile(
    r"^(?:(?P<how>promptly|immediately|as soon as possible|without delay|soon),? )?(?:after|upon|following|once) "
    r"(?P<anchor>(?:the |this )?[A-Za-z][A-Za-z -]{2,60}?)(?:,? (?:promptly|immediately|as soon as possible|without delay))?\.?$",
    re.IGNORECASE,
)
_PENDING = re.compile(r"^\(?[^0-9~()。]{1,30}?(?:に向けて|について|を)(?:調整中|検討中|協議中|検討)\)?$")
_VAGUE_ANCHORS = frozenset({"その", "この", "それ", "これ", "今", "以", "直", "事", "前", "こ"})


def parse(text: str, *, on: date | None = None, fiscal_start: int = 4) -> Timing:
    """How a timing expression is understood. Never raises for any text.

    `on` is the date of the document: years and months the text leaves out come from it. `fiscal_start` is the first
    month of the organisation's fiscal year.
    """
    if not 1 <= fiscal_start <= 12:
        raise ValueError("fiscal_start is a month, 1 to 12")
    setting = Setting(text, on, fiscal_start)
    plain = normalise(text) if len(text) <= LONGEST else ""
    if not plain:
        return _refused(setting, "too_long" if text.strip() else "empty")
    if plain in NOTHING:
        return setting.timing(kind=Kind.NONE)
    plain, agree = year_once(plain)
    if not agree:
        return _refused(setting, "years_differ")
    found = _whole(plain, setting)
    return found if found.understood else _in_parts(text, setting, found) or _doubtful(plain, setting, found)


def _whole(plain: str, setting: Setting) -> Timing:
    tokens = scan(plain)
    try:
        return combine(read(tokens), setting)
    except LeftOverError:
        return _phrase(plain, tokens, setting)
    except NoReadingError as no_reading:
        return _phrase(plain, tokens, setting) if no_reading.warning == "no_timing" else _without(setting, no_reading)
    except NoSuchDayError:
        return _refused(setting, "no_such_day")
    except (ValueError, OverflowError):
        return _refused(setting, "no_such_day")


_PARTS = re.compile(r"[、，;；／\n]|[①-⑳]|(?<=[^/0-9A-Za-z年月])[(（][0-9]{1,2}[)）]|^[(（][0-9]{1,2}[)）]| / ")
_LABEL = re.compile(r"^(?:第?[0-9０-９]{1,2}回目?|[^0-9０-９:：()（）]{1,30})[:：]\s*")
_REMARK = re.compile(r"[（(][^0-9０-９()（）]{1,30}[)）]$")


def _in_parts(text: str, setting: Setting, found: Timing) -> Timing | None:
    """Several timings in one cell: each is shown as an alternative, none is chosen."""
    if found.alternatives or found.warnings == ("year_or_fiscal_year",):
        return None
    readings = []
    for part in _PARTS.split(text):
        spoken = part.strip().strip("・,")
        if not spoken:
            continue
        reading = _part(spoken, setting)
        if reading is None:
            return None
        readings.append(reading)
    if len(readings) < 2 or not any(reading.precision for reading in readings):
        return None
    return replace(_refused(setting, "several_dates"), alternatives=tuple(readings))


def _part(text: str, setting: Setting) -> Timing | None:
    """One timing of several, without its label: «システム改修：2023年3月»."""
    for spoken in (text, _REMARK.sub("", _LABEL.sub("", text))):
        reading = _whole(normalise(spoken), replace(setting, text=spoken)) if spoken.strip() else None
        if reading is not None and reading.understood:
            return reading
    return None


_SHORT_YEAR = re.compile(
    r"(?<![0-9/.'年月-])(?P<n>[0-9]{1,2})(?P<mark>年度?|[/.](?=[0-9]{1,2}(?:[^0-9]|$)))(?!間|以内|に|ごと|毎|次|おき)"
)
_EVERY_OTHER = re.compile(r"(?<![0-9])(?P<n>[0-9]{1,2})(?P<unit>年|か月|カ月|ヶ月|ヵ月|週間?|日)おきに?")
_WITHIN = re.compile(
    rf"^(?P<anchor>{_FREE}{{2,40}}?)(?:の?(?<![今以午前最背])後|から)(?P<n>[0-9]{{1,3}})(?P<unit>年|か月|カ月|ヶ月|ヵ月|週間|日)以内(?:に)?{_TAIL}$"
)
_WITHIN_EN = re.compile(
    r"^within (?P<n>[0-9]{1,3}) (?P<unit>year|month|week|day)s? (?:after|of|from) ?(?P<anchor>[^0-9:]{2,60}?)\.?$",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(r"^(?P<how>after|each time): ?(?P<anchor>[^0-9:]{1,60})$", re.IGNORECASE)
_AT_EVENT = re.compile(rf"^(?P<anchor>{_FREE}{{2,30}}?)時に?(?:実施)?(?:する|します|予定)?$")
_SEASON = re.compile(r"春|夏|秋|冬|\b(?:spring|summer|autumn|winter)\b", re.IGNORECASE)
_DURATIONS = {
    "年": "Y",
    "か": "M",
    "カ": "M",
    "ヶ": "M",
    "ヵ": "M",
    "週": "W",
    "日": "D",
    "y": "Y",
    "m": "M",
    "w": "W",
    "d": "D",
}


def _doubtful(plain: str, setting: Setting, found: Timing) -> Timing:
    """What can be read in more than one way is shown with its readings; what cannot be read says why, if it can be told."""
    if found.alternatives:
        return found
    if match := _SHORT_YEAR.search(plain):
        year = f"{int(match['n']):02}"
        spelled = [f"20{year}", f"令和{int(match['n'])}年", f"平成{int(match['n'])}年"]
        if match["mark"][0] == "年":
            spelled = [f"{spelled[0]}年", *spelled[1:]]
            variants = [match.re.sub(form + match["mark"][1:], plain, count=1) for form in spelled]
        else:
            variants = [match.re.sub(f"20{year}{match['mark']}", plain, count=1)]
        return _several_ways(
            "short_year", variants[0 if len(year) == 2 and int(match["n"]) > 9 else 1 :], setting, found
        )
    if match := _EVERY_OTHER.search(plain):
        variants = [match.re.sub(f"{int(match['n']) + more}{match['unit']}ごと", plain, count=1) for more in (0, 1)]
        return _several_ways("every_other", variants, setting, found)
    if match := _AT_EVENT.match(plain):
        anchor = match["anchor"]
        ways = (setting.timing(kind=Kind.AS_NEEDED, anchor=anchor), setting.timing(kind=Kind.EVENT, anchor=anchor))
        return replace(_refused(setting, "once_or_each_time"), alternatives=ways)
    return _refused(setting, "season") if _SEASON.search(plain) else found


def _several_ways(warning: str, variants: list[str], setting: Setting, found: Timing) -> Timing:
    readings = (_whole(variant, replace(setting, text=variant)) for variant in variants)
    known = tuple(reading for reading in readings if reading.understood and "outside_era" not in reading.warnings)
    return replace(_refused(setting, warning), alternatives=known) if known else found


def _without(setting: Setting, no_reading: NoReadingError) -> Timing:
    return replace(_refused(setting, no_reading.warning), alternatives=no_reading.alternatives)


def _refused(setting: Setting, warning: str) -> Timing:
    return Timing(setting.text, understood=False, warnings=(warning,), fiscal_start=setting.fiscal_start)


def _phrase(plain: str, tokens: list[Token], setting: Setting) -> Timing:
    """Phrases around words of the text's own: «設置の都度», «本報告後速やかに», «改修に向けて調整中»."""
    if not any(isinstance(token.value, Point) for token in tokens):
        if match := _EACH_TIME.match(plain):
            return setting.timing(kind=Kind.AS_NEEDED, anchor=match["anchor"])
        if match := _NAMED_EN.match(plain):
            kind = Kind.EVENT if match["how"].lower() == "after" else Kind.AS_NEEDED
            return setting.timing(kind=kind, anchor=match["anchor"])
        if match := _WITHIN.match(plain) or _WITHIN_EN.match(plain):
            within = f"P{int(match['n'])}{_DURATIONS[match['unit'][0].lower()]}"
            return setting.timing(kind=Kind.EVENT, anchor=match["anchor"], within=within)
        match = _AFTER.match(plain) or _AFTER_EN.match(plain)
        if match and match["anchor"] not in _VAGUE_ANCHORS:
            return setting.timing(kind=Kind.EVENT, anchor=match["anchor"])
        if _PENDING.match(plain):
            return setting.timing(kind=Kind.CONSIDERING)
    negated = any(token.value is Word.DONE for token in tokens)
    return _refused(setting, "not_understood_in_full" if negated or len(tokens) > 1 else "not_understood")
