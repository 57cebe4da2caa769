"""One spelling for one thing: widths, waves, dashes, brackets, spaces, kanji numbers.

NFKC is not used: it would turn ① and ² into digits and so make dates that the text does not contain.
"""

from __future__ import annotations

import re

from engines.calendar import era_named, western_year

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
_BREAK_IN_DATE = re.compile(r"(?<=[0-9][/.])[ ]*[\r\n]+[ ]*(?=[0-9])|(?<=[0-9])[ ]*[\r\n]+[ ]*(?=[/.][0-9])")
"""A cell broken inside 2023/3/⏎31; a break between two whole dates stays a space."""
_LOOSE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])|(?<=[~()]) | (?=[~()])")
_KANJI_VALUE = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile(
    r"[〇一二三四五六七八九十]+(?=年|月|日|回|度|か月|カ月|ヶ月|ケ月|ヵ月|箇月|か年|カ年|ヶ年|ヵ年|箇年|週間)"
    r"|(?<=第)[一二三四五](?=四半期|営業日|[月火水木金土日]曜)"
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
    single = _SPACES.sub(" ", _BREAK_IN_DATE.sub("", folded)).strip()
    return _KANJI_NUMBER.sub(_arabic, _LOOSE.sub("", single))


_ERA_YEAR = r"(?P<era>明治|大正|昭和|平成|令和)(?P<ey>[0-9]{1,2}|元)"
_TWICE = (
    re.compile(rf"{_ERA_YEAR}年?\((?P<y>[0-9]{{4}})年?\)年?"),
    re.compile(rf"(?<![0-9])(?P<y>[0-9]{{4}})年?\({_ERA_YEAR}年?\)年?"),
)


def year_once(text: str) -> tuple[str, bool]:
    """令和5年(2023年)3月 names its year twice: the western one stays; False when the two are different years."""
    agree = True
    for form in _TWICE:
        for match in form.finditer(text):
            agree &= match["ey"] not in {"0", "00"} and western_year(era_named(match["era"]), match["ey"]) == int(
                match["y"]
            )
        text = form.sub(lambda match: f"{match['y']}年", text)
    return text, agree
