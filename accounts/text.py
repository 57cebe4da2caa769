"""Folding of names and ids for comparison and search: width, case, katakana and spaces."""

from __future__ import annotations

import unicodedata

import jaconv


def fold(text: str) -> str:
    """NFKC, lower case, katakana as hiragana, no white space. Variants such as 髙/高 stay different on purpose."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(str(jaconv.kata2hira(plain)).split())


def fold_login(login: str) -> str:
    """NFKC and lower case, surrounding space removed: what two spellings of one log-in id have in common."""
    return unicodedata.normalize("NFKC", login).strip().lower()
