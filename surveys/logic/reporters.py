"""Wordings that ask, or search, for the person who reported, taught or told.

People who report wrongdoing are protected; a question or a search that would name them is stopped before it is asked.
The patterns are kept wide on purpose: a person looks at what they find, and can say why it is right all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.logic.definition import Definition, all_questions

_WHO = r"(?:誰|だれ|どなた|何方|どの(?:人|者|上司|同僚|社員|方))"
_TOLD = r"(?:通報|告発|密告|報告|相談|申告|申し出|教わ|教え|伝え|聞い|聞き|知らさ|知らせ|言わ|言っ|話し|話さ|指示|指導|漏らし|しゃべ)"
_QUESTION = re.compile(
    rf"{_WHO}.{{0,24}}?{_TOLD}"
    rf"|{_TOLD}[^。]{{0,12}}?(?:人|者|方|相手|上司|同僚)(?:の(?:氏名|名前|お名前|職名)|は(?:誰|だれ|どなた)|を(?:教え|お答え|記入|お書き))"
    r"|(?:通報|告発|密告|情報提供)(?:し(?:た|てき)|を(?:した|行った))?(?:者|人|方)"
    r"|\bwho(?:m|ever)?\b(?:(?![.?]).){0,60}?\b(?:report|told|tell|taught|teach|inform|tip|disclos|complain|instruct|show|notif|said|mention)"
    r"|\b(?:by|from) whom\b"
    r"|\bnames?\b(?:(?![.?]).){0,30}?\b(?:person|colleague|supervisor|employee|people)\b(?:(?![.?]).){0,30}?\b(?:report|told|taught|inform|instruct)"
    r"|whistle-?\s?blow|\binformants?\b",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    rf"{_WHO}.{{0,12}}?{_TOLD}|(?:内部|公益)?通報|告発|密告|垂れ?込み|タレコミ|チク(?:り|った|る)|情報提供者|ホイッスル"
    r"|\bwho\b.{0,20}?(?:report|told|tip|inform|disclos|complain)|whistle-?\s?blow|\binformant|\breporter\b|\bsnitch|\btip-?\s?off",
    re.IGNORECASE,
)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def asks_who_told(text: str) -> bool:
    """Whether a wording asks for the person who reported, taught or told."""
    return _QUESTION.search(_folded(text)) is not None


def seeks_reporter(text: str) -> bool:
    """Whether words to be searched for look for a person who reported; spaces between them do not hide it."""
    folded = _folded(text)
    return _SEARCH.search(folded) is not None or _SEARCH.search(folded.replace(" ", "")) is not None


def flagged(definition: Definition) -> Iterator[tuple[str, str]]:
    """(name, «flag» or «wording») of the questions that need a second person before a wave opens."""
    for question in all_questions(definition):
        if question.get("asks_who"):
            yield question["name"], "flag"
        elif any(asks_who_told(text) for text in _texts(question)):
            yield question["name"], "wording"


def _texts(question: Mapping[str, Any]) -> Iterator[str]:
    yield from question["label"].values()
    yield from question["hint"].values()
