"""Headings of an XLSForm workbook and the text of its cells."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from engines.sheets import Cell
from surveys.logic.definition import Text

REMARKS = frozenset({"comment", "comments", "remark", "remarks", "メモ", "備考", "コメント"})

TRANSLATED = {
    "label": "label",
    "caption": "label",
    "hint": "hint",
    "constraint_message": "constraint_message",
    "constraining_message": "constraint_message",
    "required_message": "required_message",
    "requiredmsg": "required_message",
}
PLAIN = {
    "type": "type",
    "command": "type",
    "name": "name",
    "tag": "name",
    "required": "required",
    "relevant": "relevant",
    "relevance": "relevant",
    "constraint": "constraint",
    "calculation": "calculation",
    "calculate": "calculation",
    "choice_filter": "choice_filter",
    "choice filter": "choice_filter",
    "default": "default",
    "appearance": "appearance",
    "asks_who": "asks_who",
    "skip_reasons": "skip_reasons",
    "repeat_count": "repeat_count",
    "jr:count": "repeat_count",
    "control::jr:count": "repeat_count",
}
CHOICE_PLAIN = {"list_name": "list_name", "list name": "list_name", "name": "name", "value": "name"}
CHOICE_TRANSLATED = {"label": "label", "caption": "label"}
SETTINGS = {
    "form_title": "title",
    "set_form_title": "title",
    "title": "title",
    "form_id": "form_id",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "version": "version",
    "default_language": "default_language",
    "style": "style",
}
LANGUAGE_NAMES = {
    "ja": "日本語 (ja)",
    "en": "English (en)",
    "de": "Deutsch (de)",
    "es": "Español (es)",
    "fr": "Français (fr)",
    "id": "Bahasa Indonesia (id)",
    "ko": "한국어 (ko)",
    "my": "မြန်မာ (my)",
    "ne": "नेपाली (ne)",
    "pt": "Português (pt)",
    "th": "ไทย (th)",
    "tl": "Tagalog (tl)",
    "vi": "Tiếng Việt (vi)",
    "zh": "中文 (zh)",
}
_LANGUAGE_WORDS = {
    "ja": "ja",
    "jp": "ja",
    "japanese": "ja",
    "日本語": "ja",
    "en": "en",
    "english": "en",
    "英語": "en",
}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", re.ASCII)
_BARE_CODE = re.compile(r"[a-z]{2}(-[a-z0-9]{2,8})?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """The filled cells of one row under our own column names; translated ones as «label::ja»."""

    number: int
    cells: dict[str, str]
    letters: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str) -> Text:
        """By language: Japanese, English, then others by their code, whatever the order of the columns."""
        start = f"{column}::"
        codes = [key.removeprefix(start) for key in self.cells if key.startswith(start)]
        return {code: self.cells[start + code] for code in sorted(codes, key=language_order)}


def language_order(code: str) -> tuple[int, str]:
    return ({"ja": 0, "en": 1}.get(code, 2), code)


def language_of(text: str) -> str | None:
    """«日本語 (ja)», «Japanese（ja）», «ja», «English», «Français (fr)» → ja, ja, ja, en, fr; None if unknown."""
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    bracketed = re.search(r"\(\s*([^\s()]+)\s*\)\s*$", plain)
    words = re.findall(r"[^\s()]+", plain)
    known = next((_LANGUAGE_WORDS[word] for word in reversed(words) if word in _LANGUAGE_WORDS), None)
    if bracketed:
        code = bracketed[1]
        return _LANGUAGE_WORDS.get(code) or (code if _CODE.fullmatch(code) else known)
    return known or (plain if _BARE_CODE.fullmatch(plain) else None)


def language_name(code: str) -> str:
    """As a heading names it: reading it gives the code again."""
    return LANGUAGE_NAMES.get(code, f"{code} ({code})")


def split_head(head: str) -> tuple[str, str, str]:
    """«label :: 日本語 (ja)» → («label», «::», «日本語 (ja)»)."""
    match = re.fullmatch(r"\s*(.+?)\s*(::?|:)\s*(.+?)\s*", unicodedata.normalize("NFKC", head))
    if match is None:
        return head.strip().lower(), "", ""
    return match[1].strip().lower(), match[2], match[3]


def column_name(head: str, plain: dict[str, str], translated: dict[str, str], default: str) -> str | None:
    lowered = " ".join(head.strip().lower().split())
    if lowered in plain:
        return plain[lowered]
    base, separator, tail = split_head(head)
    if base == "bind" and separator:  # the long spelling: bind::relevant
        return column_name(
            tail.removeprefix("jr:").replace("constraintMsg", "constraint_message"), plain, translated, default
        )
    if base.replace(" ", "_") in translated:
        language = language_of(tail) if separator else default
        return f"{translated[base.replace(' ', '_')]}::{language}" if language else None
    return None


def cell_text(value: Cell) -> str:
    """A cell as the author sees it: 1.0 is 1, TRUE is true, a date is ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        at_midnight = value.time() == value.time().min
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
