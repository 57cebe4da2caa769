"""Our definition → an XLSForm workbook. Reading it again gives the same definition."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO

from engines.sheets import OutSheet, write_workbook
from surveys.logic import expressions
from surveys.logic.brought import is_skip
from surveys.logic.columns import language_name, language_order
from surveys.logic.definition import SELECTS, Choice, Definition, Question, Section, Text, all_questions, wording
from surveys.logic.parts import is_held, own_condition

_TRANSLATED = ("label", "hint", "required_message", "constraint_message")
_ORDER = (
    "type",
    "name",
    "label",
    "hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
    "appearance",
    "asks_who",
    "skip_reasons",
)
Cells = dict[str, str]


def write_questionnaire(target: Path | IO[bytes], definition: Definition, *, created: datetime) -> None:
    """The same definition and time give the same bytes."""
    survey, choices, settings = sheets(definition)
    title = wording(definition["title"], definition.get("settings", {}).get("default_language", "ja"))
    write_workbook(target, [survey, choices, settings], created=created, title=title)


def sheets(definition: Definition) -> tuple[OutSheet, OutSheet, OutSheet]:
    """survey, choices, settings."""
    languages = _languages(definition)
    lists = _Lists(definition)
    rows = [row for place, section in enumerate(definition["sections"]) for row in _section(definition, place, lists)]
    columns = ("list_name", "name", "label", *lists.columns)
    return (
        _sheet("survey", _ORDER, _TRANSLATED, rows, languages, always=("type", "name", "label")),
        _sheet("choices", columns, ("label",), lists.rows(), languages, always=columns),
        _settings(definition),
    )


def _languages(definition: Definition) -> list[str]:
    found = set(definition["languages"])
    for text in _texts(definition):
        found |= text.keys()
    return sorted(found or {"ja"}, key=language_order)


def _texts(definition: Definition) -> Iterable[Text]:
    for section in definition["sections"]:
        yield section["label"]
    for question in (one for one in all_questions(definition) if not is_skip(one)):
        yield from (question["label"], question["hint"], question["constraint_message"])
        yield question.get("required_message", {})
        yield from (choice["label"] for choice in question["choices"])


class _Lists:
    """Questions with the same choices share one list, named after the first of them."""

    def __init__(self, definition: Definition) -> None:
        self.lists: dict[str, list[Choice]] = {}
        self.named: dict[str, str] = {}
        columns: set[str] = set()
        for question in all_questions(definition):
            if question["type"] not in SELECTS or "other_of" in question:
                continue
            key = self._key(question)
            if key not in self.named:
                self.named[key] = question["name"]
                self.lists[question["name"]] = question["choices"]
            for choice in question["choices"]:
                columns |= choice.get("columns", {}).keys()
            if filtering := question.get("choice_filter"):
                columns |= expressions.columns(expressions.parse(filtering, columns=True)) - {"name"}
        self.columns = sorted(columns)

    @staticmethod
    def _key(question: Question) -> str:
        return json.dumps(question["choices"], ensure_ascii=False, sort_keys=True)

    def of(self, question: Question) -> str:
        return self.named[self._key(question)]

    def rows(self) -> list[Cells]:
        return [
            {
                "list_name": name,
                "name": choice["name"],
                **_spread("label", choice["label"]),
                **choice.get("columns", {}),
            }
            for name, choices in self.lists.items()
            for choice in choices
        ]


def _section(definition: Definition, place: int, lists: _Lists) -> list[Cells]:
    section = definition["sections"][place]
    part = section.get("relevant") if is_held(section) else None
    rows = [
        row
        for question in section["questions"]
        for row in _question({**question, "relevant": own_condition(part, question["relevant"])}, lists)
    ]
    if _is_loose(definition["sections"], place):
        return rows
    begin = {"type": "begin group", "name": section["name"], **_spread("label", section["label"])}
    if part:
        begin["relevant"] = part
    return [begin, *rows, {"type": "end group", "name": section["name"]}]


def _is_loose(sections: list[Section], place: int) -> bool:
    """Questions outside any group got a section without a heading, numbered by its place."""
    section = sections[place]
    if section["label"] or section.get("relevant") or section["name"] != f"section_{place + 1}":
        return False
    return place == 0 or not _is_loose(sections, place - 1)


def _question(question: Question, lists: _Lists) -> list[Cells]:
    if "other_of" in question:
        return []  # it is brought along again
    row: Cells = {"type": _type(question, lists), "name": question["name"]}
    for column in _TRANSLATED:
        text: Text = question.get(column, {})  # type: ignore[assignment]
        row |= _spread(column, text)
    if question["required"]:
        row["required"] = "yes"
    for column in (
        "relevant",
        "constraint",
        "calculation",
        "choice_filter",
        "repeat_count",
        "default",
        "appearance",
        "asks_who",
    ):
        value = question.get(column)
        if isinstance(value, str) and value:
            row[column] = value
    if reasons := question.get("skip_reasons"):
        row["skip_reasons"] = " ".join(reasons)
    if question["type"] != "repeat":
        return [row]
    inner = [cells for below in question.get("questions", []) for cells in _question(below, lists)]
    return [row, *inner, {"type": "end repeat", "name": question["name"]}]


def _type(question: Question, lists: _Lists) -> str:
    if question["type"] == "repeat":
        return "begin repeat"
    if question["type"] not in SELECTS:
        return question["type"]
    return f"{question['type']} {lists.of(question)}" + (" or_other" if question.get("or_other") else "")


def _spread(column: str, text: Text) -> Cells:
    return {f"{column}::{code}": words for code, words in text.items() if words}


def _sheet(
    name: str,
    order: Iterable[str],
    translated: Iterable[str],
    rows: list[Cells],
    languages: list[str],
    *,
    always: Iterable[str],
) -> OutSheet:
    """Columns that nobody uses are left out."""
    used = {key for row in rows for key in row}
    spread = set(translated)
    keys: list[tuple[str, str]] = []  # (key, heading)
    for column in order:
        if column in spread:
            codes = [c for c in languages if f"{column}::{c}" in used or (column == "label" and c == languages[0])]
            keys += [(f"{column}::{code}", f"{column}::{language_name(code)}") for code in codes]
        elif column in used or column in always:
            keys.append((column, column))
    return OutSheet(name, [head for _, head in keys], [[row.get(key, "") for key, _ in keys] for row in rows])


def _settings(definition: Definition) -> OutSheet:
    settings: Mapping[str, str] = definition.get("settings", {})
    default = settings.get("default_language", "ja")
    cells: Cells = {}
    for code, title in definition["title"].items():
        cells["form_title" if code == default else f"form_title::{language_name(code)}"] = title
    cells |= {name: settings[name] for name in ("form_id", "version") if name in settings}
    cells["default_language"] = language_name(default)
    return OutSheet("settings", list(cells), [list(cells.values())])
