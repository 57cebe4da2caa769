"""One spelling for one thing: widths, waves, dashes, brackets, spaces, kanji numbers.

NFKC is not used: it would turn ① and ² into digits and so make dates that the text does not contain.
"""

from __future__ import annotations

import re

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans(
    {
        "〜": "~",
        "∼": "~",
        "˜": "~",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "⇒": "→",
        "，": ",",
        "．": ".",
        "’": "'",
        "㍾": "明治",
        "㍽": "大正",
        "㍼": "昭和",
        "㍻": "平成",
        "㋿": "令和",
    }
)
_BRACKETS = str.maketrans(dict.fromkeys("「『【〔［[〈《“", "(") | dict.fromkeys("」』】〕］]〉》”", ")"))
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])|(?<=[~()]) | (?=[~()])")
_KANJI_VALUE = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile(
    r"[〇一二三四五六七八九十]+(?=年|月|日|回|か月|カ月|ヶ月|ケ月|ヵ月|箇月|週間)|(?<=第)[一二三四](?=四半期)"
)


def _arabic(match: re.Match[str]) -> str:
    signs = match.group()
    if "十" not in signs:
        return "".join(str(_KANJI_VALUE[sign]) for sign in signs)
    if signs.count("十") > 1 or "〇" in signs or len(signs) > 3 or not 0 <= signs.index("十") <= 1:
        return signs
    tens, ones = signs.split("十")
    if len(ones) > 1:
        return signs
    return str((_KANJI_VALUE[tens] if tens else 1) * 10 + (_KANJI_VALUE[ones] if ones else 0))


def normalise(text: str) -> str:
    folded = text.translate(_WIDTH).translate(_SIGNS).translate(_BRACKETS)
    single = _SPACES.sub(" ", folded).strip()
    return _KANJI_NUMBER.sub(_arabic, _LOOSE.sub("", single))
