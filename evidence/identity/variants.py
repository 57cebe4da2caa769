"""Spellings: what is one id for sure, and what only looks alike."""

from __future__ import annotations

import unicodedata

from accounts.text import fold

# Full-width ASCII and the wide space: the same signs, typed wide.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

# Variants of one character that registers write either way; each group is read as its first sign. Only for proposing.
# (Compatibility ideographs such as U+FA19 are read by NFKC.)
_GROUPS = (
    "高髙",
    "崎﨑嵜碕",
    "吉𠮷",
    "浜濱濵",
    "辺邊邉",
    "斉齊斎齋",
    "沢澤",
    "広廣",
    "国國",
    "島嶋嶌",
    "真眞",
    "徳德",
    "恵惠",
    "桜櫻",
    "竜龍",
    "淵渕渊",
    "槙槇",
    "凛凜",
    "館舘",
    "瀬瀨",
    "関關",
    "栄榮",
    "実實",
    "宝寶",
    "静靜",
    "黒黑",
    "桑桒",
    "柳栁",
    "土圡",
    "藤籘",
    "峰峯",
    "富冨",
    "蔵藏",
    "滝瀧",
    "鉄鐵",
    "条條",
    "曽曾",
    "梅楳",
    "巌巖",
    "亘亙",
    "壮壯",
    "弥彌",
    "万萬",
    "与與",
    "円圓",
)
_VARIANTS = {ord(sign): group[0] for group in _GROUPS for sign in group[1:]}


def spelling(login: str) -> str:
    """What two spellings of one id have in common: the width and case of ASCII aside, nothing may differ."""
    return login.translate(_NARROW).strip().lower()


def likeness(text: str) -> str:
    """What look-alikes have in common: width of kana, hiragana and katakana, spaces and variants of characters."""
    plain = unicodedata.normalize("NFKC", text.translate(_VARIANTS)).translate(_VARIANTS)
    return fold(plain)
