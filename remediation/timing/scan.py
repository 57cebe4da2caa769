from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from remediation.timing.lexicon import ENGLISH, ENGLISH_WORD, JAPANESE, JAPANESE_WORD, Word
from remediation.timing.points import Point, point_at
from remediation.timing.recurring import Every, Length, length_at, recurrence_at


class Sign(Enum):
    WAVE = auto()
    DASH = auto()
    ARROW = auto()
    BREAK = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Number:
    value: int


Value = Point | Every | Length | Word | Number | Sign


@dataclass(frozen=True, slots=True)
class Token:
    value: Value
    text: str


_SIGNS = {"~": Sign.WAVE, "-": Sign.DASH, "→": Sign.ARROW} | dict.fromkeys("()・、,;。.:/|", Sign.BREAK)
_NUMBER = re.compile(r"[0-9]{1,4}(?![0-9])")


def _word_at(text: str, position: int) -> tuple[Word, int] | None:
    if match := JAPANESE_WORD.match(text, position):
        return JAPANESE[match.group()], match.end()
    if match := ENGLISH_WORD.match(text, position):
        return ENGLISH[match.group().lower()], match.end()
    return None


def _value_at(text: str, position: int) -> tuple[Value, int]:
    found: list[tuple[Value, int]] = [
        hit
        for hit in (
            recurrence_at(text, position),
            length_at(text, position),
            point_at(text, position),
            _word_at(text, position),
        )
        if hit is not None
    ]
    if found:
        return max(found, key=lambda hit: hit[1])
    if match := _NUMBER.match(text, position):
        return Number(int(match.group())), match.end()
    return _SIGNS.get(text[position], Sign.OTHER), position + 1


def scan(text: str) -> list[Token]:
    tokens = []
    position = 0
    while position < len(text):
        if text[position] == " ":
            position += 1
            continue
        value, end = _value_at(text, position)
        tokens.append(Token(value, text[position:end]))
        position = end
    return tokens
