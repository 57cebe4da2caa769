"""Rows, options and sentences that all questionnaires of the library are made of, and how one is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from engines.sheets import OutSheet, write_workbook
from surveys.library import Entry

CREATED = datetime(2023, 4, 1, tzinfo=UTC)
COLUMNS = (
    "type",
    "name",
    "label::日本語 (ja)",
    "label::English (en)",
    "hint::日本語 (ja)",
    "hint::English (en)",
    "required",
    "relevant",
    "constraint",
    "constraint_message::日本語 (ja)",
    "constraint_message::English (en)",
    "appearance",
    "skip_reasons",
)
Row = tuple[str, ...]
Pair = tuple[str, str]
Option = tuple[str, str, str]

DONT_REMEMBER: Option = ("dont_remember", "覚えていない", "I don't remember")
INTERVIEW: Option = ("prefer_interview", "面談で話したい", "I'd rather explain in an interview")
HONEST = (DONT_REMEMBER, INTERVIEW)
CANNOT_SAY = "dont_remember prefer_interview"
OTHER: Option = ("other", "その他", "Other")
OTHER_LABEL: Pair = ("「その他」の内容を教えてください。", "Please tell us what «other» was.")
NONE: Pair = ("", "")
ANY: Pair = ("あてはまるものを、いくつでも。", "Choose all that apply.")
CLOSEST: Pair = ("いちばん近いものを一つ。", "Choose the one that comes closest.")
NO_CUSTOMERS: Pair = (
    "お客さまや職場の人の名前・番号は書かないでください。",
    "Please leave out names and numbers of customers and colleagues.",
)
PERIOD: Pair = (
    "案内に書かれた期間のことをお答えください。途中で所属した方は、所属してからのことをお答えください。",
    "Please answer for the period named in the invitation; if you joined later, since you joined.",
)


def row(
    kind: str,
    name: str,
    label: Pair,
    *,
    hint: Pair = NONE,
    required: bool = False,
    relevant: str = "",
    constraint: str = "",
    message: Pair = NONE,
    appearance: str = "",
    skip_reasons: str = "",
) -> Row:
    needed = "yes" if required else ""
    return (kind, name, *label, *hint, needed, relevant, constraint, *message, appearance, skip_reasons)


def group(name: str, label: Pair, *rows: Row, relevant: str = "") -> list[Row]:
    return [row("begin group", name, label, relevant=relevant), *rows, row("end group", name, NONE)]


def write(entry: Entry, survey: Sequence[Row], lists: dict[str, Sequence[Option]]) -> None:
    used = [place for place in range(len(COLUMNS)) if place < 4 or any(line[place] for line in survey)]
    choices = [(name, *option) for name, options in lists.items() for option in options]
    sheets = [
        OutSheet("survey", [COLUMNS[place] for place in used], [[line[place] for place in used] for line in survey]),
        OutSheet("choices", ("list_name", "name", "label::日本語 (ja)", "label::English (en)"), choices),
        OutSheet(
            "settings",
            ("form_title", "form_title::English (en)", "form_id", "version", "default_language"),
            [(entry.title["ja"], entry.title["en"], entry.file.removesuffix(".xlsx"), "1", "日本語 (ja)")],
        ),
    ]
    if entry.weaknesses:
        rows = [(text["ja"], text["en"]) for text in entry.weaknesses]
        sheets.append(OutSheet("メモ", ("知られている弱点", "Known weaknesses"), rows))
    entry.path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(entry.path, sheets, created=CREATED, title=entry.title["ja"])
