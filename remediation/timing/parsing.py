from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from remediation.timing.combining import NoReadingError, Setting, combine
from remediation.timing.grammar import LeftOverError, read
from remediation.timing.lexicon import NOTHING, Word
from remediation.timing.model import Kind, Timing
from remediation.timing.normalise import normalise
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


def _without(setting: Setting, no_reading: NoReadingError) -> Timing:
    return replace(_refused(setting, no_reading.warning), alternatives=no_reading.alternatives)


def _refused(setting: Setting, warning: str) -> Timing:
    return Timing(setting.text, understood=False, warnings=(warning,), fiscal_start=setting.fiscal_start)


def _phrase(plain: str, tokens: list[Token], setting: Setting) -> Timing:
    """Phrases around words of the text's own: «設置の都度», «本報告後速やかに», «改修に向けて調整中»."""
    if not any(isinstance(token.value, Point) for token in tokens):
        if match := _EACH_TIME.match(plain):
            return setting.timing(kind=Kind.AS_NEEDED, anchor=match["anchor"])
        match = _AFTER.match(plain) or _AFTER_EN.match(plain)
        if match and match["anchor"] not in _VAGUE_ANCHORS:
            return setting.timing(kind=Kind.EVENT, anchor=match["anchor"])
        if _PENDING.match(plain):
            return setting.timing(kind=Kind.CONSIDERING)
    negated = any(token.value is Word.DONE for token in tokens)
    return _refused(setting, "not_understood_in_full" if negated or len(tokens) > 1 else "not_understood")
