"""An XLSForm workbook → our definition. Whatever is not supported is refused by name with sheet, row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from engines.sheets import Cell, Limits, Sheet, SheetError, column_letters, read_workbook
from surveys.logic import expressions
from surveys.logic.definition import LANGUAGES, Choice, Definition, Question, QuestionType, Section, Text, content_hash
from surveys.logic.form import RoutingCircleError, routing_order
from surveys.logic.problems import SENTENCES, CellProblem, ExpressionError

LIMITS = Limits(
    file_bytes=10 << 20, unpacked_bytes=60 << 20, rows=20_000, columns=500, cells=400_000, text=5_000_000, seconds=30
)
MAX_QUESTIONS = 600
MAX_CHOICES = 5_000

# Columns of the answers in files and tables; a question cannot bear one of these names.
RESERVED = frozenset(
    {
        "person",
        "person_no",
        "mode",
        "submitted_at",
        "wave",
        "affiliation",
        "ordinal",
        "language",
        "reason",
        "respondent",
    }
)
REMARKS = frozenset({"comment", "comments", "remark", "remarks", "メモ", "備考", "コメント"})
STANDARD_SHEETS_REFUSED = frozenset({"entities", "external_choices", "osm", "repeats"})

_TRANSLATED = {
    "label": "label",
    "caption": "label",
    "hint": "hint",
    "constraint_message": "constraint_message",
    "constraining_message": "constraint_message",
    "required_message": "required_message",
    "requiredmsg": "required_message",
}
_PLAIN = {
    "type": "type",
    "command": "type",
    "name": "name",
    "tag": "name",
    "required": "required",
    "relevant": "relevant",
    "relevance": "relevant",
    "constraint": "constraint",
}
_CHOICE_PLAIN = {"list_name": "list_name", "list name": "list_name", "name": "name", "value": "name"}
_SETTINGS = {
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
_YES = frozenset({"yes", "true", "true()", "1", "はい"})
_NO = frozenset({"no", "false", "false()", "0", "", "いいえ"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
_CODE = re.compile(r"[^\s;,\x00-\x1f]{1,64}")
_LANGUAGE_WORDS = {
    "ja": "ja",
    "jp": "ja",
    "japanese": "ja",
    "日本語": "ja",
    "en": "en",
    "english": "en",
    "英語": "en",
}
_SELECT = re.compile(
    r"(?P<kind>select_one|select one from|select one|select1|select_multiple|select all that apply from|"
    r"select all that apply|select multiple)(?:\s+(?P<list>\S+))?(?P<other>\s+or[_ ]other)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SIMPLE: dict[str, QuestionType] = {
    "text": "text",
    "string": "text",
    "date": "date",
    "integer": "integer",
    "int": "integer",
    "note": "note",
}
_BEGIN = re.compile(r"begin[ _]group", re.IGNORECASE)
_END = re.compile(r"end[ _]group", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What came of a workbook. `definition` is None when there are problems."""

    definition: Definition | None
    problems: list[CellProblem]
    unsupported: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    warnings: list[CellProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    version: str = ""
    error: SheetError | None = None

    @property
    def accepted(self) -> bool:
        return self.definition is not None

    @property
    def hash(self) -> str:
        return content_hash(self.definition) if self.definition else ""


def read_questionnaire(path: Path) -> Reading:
    try:
        book = read_workbook(path, LIMITS)
    except SheetError as error:
        return Reading(None, [CellProblem("unreadable", params={"reason": error.code.replace("_", " ")})], error=error)
    return _Reader({sheet.name.strip().lower(): sheet for sheet in book.sheets}).read()


@dataclass(frozen=True)
class _Row:
    """The filled cells of one row under our own column names; translated ones as «label::ja»."""

    number: int
    cells: dict[str, str]
    letters: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str) -> Text:
        return {code: self.cells[key] for code in LANGUAGES if (key := f"{column}::{code}") in self.cells}


@dataclass
class _Group:
    name: str
    label: Text
    condition: str | None
    row: int
    closed: bool = False


class _Reader:
    def __init__(self, sheets: dict[str, Sheet]) -> None:
        self.sheets = sheets
        self.problems: list[CellProblem] = []
        self.warnings: list[CellProblem] = []
        self.unsupported: list[str] = []
        self.uses: set[str] = set()
        self.default_language = "ja"
        self.places: dict[str, _Row] = {}
        self.group_rows: list[_Row] = []
        self.used_lists: set[str] = set()

    def problem(self, code: str, sheet: str = "", row: int | None = None, column: str = "", **params: object) -> None:
        self.problems.append(CellProblem(code, sheet, row, column, params))
        if "unsupported" in code or code in {"or_other", "label_reference", "expression_function"}:
            word = str(params.get("name", code))
            if word not in self.unsupported:
                self.unsupported.append(word)

    def read(self) -> Reading:
        if "survey" not in self.sheets:
            self.problem("sheet_missing", name="survey")
            return self.result(None)
        for name in sorted(STANDARD_SHEETS_REFUSED & self.sheets.keys()):
            self.problem("sheet_unsupported", self.sheets[name].name, name=self.sheets[name].name)
        settings = self.settings()
        self.default_language = _language(settings.get("default_language", "")) or "ja"
        choices = self.choices()
        sections = self.survey(choices)
        title = {self.default_language: settings["title"]} if settings.get("title") else {}
        labels = [q["label"] for s in sections for q in s["questions"]]
        languages = [code for code in LANGUAGES if any(code in label for label in labels)]
        definition: Definition = {"title": title, "languages": languages, "sections": sections}
        return self.result(definition, settings.get("version", ""))

    def result(self, definition: Definition | None, version: str = "") -> Reading:
        known = {"survey", "choices", "settings"} | STANDARD_SHEETS_REFUSED
        return Reading(
            definition=None if self.problems else definition,
            problems=self.problems,
            unsupported=self.unsupported,
            uses=sorted(self.uses),
            warnings=self.warnings,
            ignored=[sheet.name for name, sheet in self.sheets.items() if name not in known],
            version=version,
        )

    # --- rows

    def rows(self, sheet: Sheet, plain: dict[str, str], translated: dict[str, str], needed: list[str]) -> list[_Row]:
        filled = [(sheet.number(place), row) for place, row in enumerate(sheet.rows)]
        if not filled:
            return []
        head_number, head = filled[0]
        columns = self.columns(sheet.name, head_number, head, plain, translated)
        for name in needed:
            if name not in columns.values():
                self.problem("column_missing", sheet.name, head_number, name=name)
        refused: set[int] = set()
        found: list[_Row] = []
        for number, row in filled[1:]:
            cells: dict[str, str] = {}
            letters: dict[str, str] = {}
            for place, value in enumerate(row):
                text = cell_text(value)
                if not text:
                    continue
                column = columns.get(place)
                if column is not None:
                    cells[column], letters[column] = text, column_letters(place + 1)
                elif place not in refused:
                    refused.add(place)
                    self.refuse_column(sheet.name, number, place, cell_text(head[place]) if place < len(head) else "")
            if cells:
                found.append(_Row(number, cells, letters))
        return found

    def columns(
        self, sheet: str, number: int, head: tuple[Cell, ...], plain: dict[str, str], translated: dict[str, str]
    ) -> dict[int, str]:
        columns: dict[int, str] = {}
        for place, cell in enumerate(head):
            name = column_name(cell_text(cell), plain, translated, self.default_language)
            if name is None:
                continue
            if name in columns.values():
                self.problem("column_twice", sheet, number, column_letters(place + 1), name=cell_text(cell))
            columns[place] = name
        return columns

    def refuse_column(self, sheet: str, number: int, place: int, head: str) -> None:
        letter = column_letters(place + 1)
        base, _, tail = _split_head(head)
        if head.strip().lower() in REMARKS:
            return
        if not head:
            self.problem("value_without_column", sheet, number, letter)
        elif tail and base in {*_TRANSLATED, "label"}:
            self.problem("language_unsupported", sheet, number, letter, name=tail)
        else:
            self.problem("column_unsupported", sheet, number, letter, name=head)

    # --- sheets

    def settings(self) -> dict[str, str]:
        sheet = self.sheets.get("settings")
        found: dict[str, str] = {}
        if sheet is None or len(sheet.rows) < 2:
            return found
        for place, cell in enumerate(sheet.rows[0]):
            head, value = cell_text(cell), cell_text(sheet.rows[1][place])
            if not head or not value:
                continue
            letter = column_letters(place + 1)
            known = _SETTINGS.get(head.strip().lower())
            if known is None or (known == "style" and value != "pages"):
                self.problem("setting_unsupported", sheet.name, 1, letter, name=head)
            elif known == "default_language" and _language(value) is None:
                self.problem("language_unsupported", sheet.name, 2, letter, name=value)
            else:
                found[known] = value
        return found

    def choices(self) -> dict[str, list[Choice]]:
        sheet = self.sheets.get("choices")
        if sheet is None:
            return {}
        lists: dict[str, list[Choice]] = {}
        first: dict[tuple[str, str], int] = {}
        rows = self.rows(sheet, _CHOICE_PLAIN, {"label": "label", "caption": "label"}, ["list_name", "name"])
        if len(rows) > MAX_CHOICES:
            self.problem("too_many_choices", sheet.name, limit=MAX_CHOICES)
        for row in rows[:MAX_CHOICES]:
            listed, code, label = row.get("list_name"), row.get("name"), row.text("label")
            letter = row.letters.get("name", "")
            if not listed:
                self.problem("choice_list", sheet.name, row.number)
            elif not _CODE.fullmatch(code):
                self.problem("choice_bad", sheet.name, row.number, letter, name=code)
            elif (listed, code) in first:
                where = first[listed, code]
                self.problem("choice_twice", sheet.name, row.number, letter, name=code, list=listed, first=where)
            elif not label:
                self.problem("label_missing", sheet.name, row.number)
            else:
                self.wording(sheet.name, row, "label")
                first[listed, code] = row.number
                lists.setdefault(listed, []).append({"name": code, "label": label})
        return lists

    def survey(self, choices: dict[str, list[Choice]]) -> list[Section]:
        sheet = self.sheets["survey"]
        rows = self.rows(sheet, _PLAIN, _TRANSLATED, ["type", "name"])
        if not rows:
            self.problem("sheet_empty", sheet.name, name=sheet.name)
            return []
        if len(rows) > MAX_QUESTIONS:
            self.problem("too_many_questions", sheet.name, limit=MAX_QUESTIONS)
            return []
        sections: list[Section] = []
        open_groups: list[_Group] = []
        loose = False  # the last section was made for questions outside any group
        for row in rows:
            kind = row.get("type")
            if not kind:
                self.problem("type_missing", sheet.name, row.number)
            elif _BEGIN.fullmatch(kind):
                loose = False
                self.begin_group(sheet.name, row, open_groups, sections)
            elif _END.fullmatch(kind):
                loose = False
                self.end_group(sheet.name, row, open_groups)
            elif (question := self.question(sheet.name, row, choices)) is not None:
                if not open_groups and not loose:
                    sections.append({"name": f"section_{len(sections) + 1}", "label": {}, "questions": []})
                    loose = True
                question["relevant"] = _both([*(g.condition for g in open_groups), question["relevant"]])
                sections[-1]["questions"].append(question)
        for group in open_groups:
            self.problem("group_open", sheet.name, group.row, name=group.name)
        self.check_routing(sheet.name, sections)
        kept = [section for section in sections if section["questions"]]
        if not any(q["type"] != "note" for s in kept for q in s["questions"]) and not self.problems:
            self.problem("no_questions", sheet.name)
        return kept

    def begin_group(self, sheet: str, row: _Row, open_groups: list[_Group], sections: list[Section]) -> None:
        self.uses.add("group")
        self.name(sheet, row)
        self.refuse_cells(sheet, row, {"hint", "required", "constraint", "constraint_message", "required_message"})
        self.wording(sheet, row, "label")
        condition = self.expression(sheet, row, "relevant")
        group = _Group(row.get("name"), row.text("label"), condition, row.number)
        if not open_groups:
            sections.append({"name": group.name, "label": group.label, "questions": []})
        elif group.label:  # a group inside a group keeps its heading as a note
            note = _question(group.name, "note", group.label)
            note["relevant"] = _both([*(g.condition for g in open_groups), condition])
            sections[-1]["questions"].append(note)
        if condition:
            self.group_rows.append(row)
        open_groups.append(group)

    def end_group(self, sheet: str, row: _Row, open_groups: list[_Group]) -> None:
        if not open_groups:
            self.problem("group_close", sheet, row.number, row.letters["type"])
            return
        group = open_groups.pop()
        if row.get("name") and row.get("name") != group.name:
            where = row.letters["name"]
            self.problem("end_group_name", sheet, row.number, where, name=row.get("name"), open=group.name)

    def question(self, sheet: str, row: _Row, choices: dict[str, list[Choice]]) -> Question | None:
        kind = self.kind(sheet, row)
        if kind is None:
            return None
        question_type, list_name = kind
        self.uses.add(question_type)
        options = choices.get(list_name, []) if list_name else []
        if list_name and not options:
            self.problem("list_unknown", sheet, row.number, row.letters["type"], name=list_name)
        named = self.name(sheet, row)
        label = row.text("label")
        if not label:
            self.problem("label_missing", sheet, row.number)
        for column in ("label", "hint", "constraint_message", "required_message"):
            self.wording(sheet, row, column)
        if question_type == "note":
            self.refuse_cells(sheet, row, {"required", "constraint", "constraint_message", "required_message"})
        question = _question(row.get("name"), question_type, label)
        question["hint"] = row.text("hint")
        question["required"] = self.yes_no(sheet, row, "required")
        question["relevant"] = self.expression(sheet, row, "relevant")
        question["constraint"] = self.expression(sheet, row, "constraint")
        question["constraint_message"] = row.text("constraint_message")
        if required_message := row.text("required_message"):
            question["required_message"] = required_message
        question["choices"] = options
        self.uses.update(
            c for c in ("hint", "required", "relevant", "constraint", "required_message") if question.get(c)
        )
        return question if named else None

    def kind(self, sheet: str, row: _Row) -> tuple[QuestionType, str] | None:
        written, letter = " ".join(row.get("type").split()), row.letters["type"]
        simple = _SIMPLE.get(written.lower())
        if simple is not None:
            return simple, ""
        match = _SELECT.fullmatch(written)
        if match is None or match["rest"]:
            self.problem("type_unsupported", sheet, row.number, letter, name=written.split(" ")[0] or written)
            return None
        if match["other"]:
            self.problem("or_other", sheet, row.number, letter)
            return None
        if not match["list"]:
            self.problem("list_missing", sheet, row.number, letter)
            return None
        one = match["kind"].lower() in {"select_one", "select one from", "select one", "select1"}
        return ("select_one" if one else "select_multiple"), match["list"]

    # --- cells

    def name(self, sheet: str, row: _Row) -> bool:
        name = row.get("name")
        letter = row.letters.get("name", "")
        earlier = self.places.get(name.lower())
        if not name:
            self.problem("name_missing", sheet, row.number)
        elif not _NAME.fullmatch(name):
            self.problem("name_bad", sheet, row.number, letter, name=name)
        elif name.lower() in RESERVED:
            self.problem("name_reserved", sheet, row.number, letter, name=name)
        elif earlier is not None:
            self.problem("name_twice", sheet, row.number, letter, name=name, first=earlier.number)
        else:
            self.places[name.lower()] = row
            return True
        return False

    def wording(self, sheet: str, row: _Row, column: str) -> None:
        for code in LANGUAGES:
            if "${" in row.get(f"{column}::{code}"):
                self.problem("label_reference", sheet, row.number, row.letters[f"{column}::{code}"])

    def refuse_cells(self, sheet: str, row: _Row, columns: set[str]) -> None:
        for key in row.cells:
            if key.partition("::")[0] in columns and not (key == "required" and row.get(key).lower() in _NO):
                kind = row.get("type")
                self.problem(
                    "not_for_type", sheet, row.number, row.letters[key], name=key.partition("::")[0], type=kind
                )

    def yes_no(self, sheet: str, row: _Row, column: str) -> bool:
        value = row.get(column)
        if value.lower() in _YES:
            return True
        if value.lower() not in _NO:
            self.problem("yes_no", sheet, row.number, row.letters[column], name=value)
        return False

    def expression(self, sheet: str, row: _Row, column: str) -> str | None:
        text = row.get(column)
        if not text:
            return None
        self.uses.add(column)
        try:
            named = expressions.references(expressions.parse(text))
        except ExpressionError as error:
            self.problem(error.code, sheet, row.number, row.letters[column], **error.params)
            return None
        if column == "relevant" and "." in named:
            self.problem("expression_self", sheet, row.number, row.letters[column])
            return None
        return text

    # --- the whole

    def check_routing(self, sheet: str, sections: list[Section]) -> None:
        asked = {q["name"]: q for s in sections for q in s["questions"]}
        rows = {row.get("name"): row for row in (*self.places.values(), *self.group_rows)}
        for row in rows.values():
            for column in ("relevant", "constraint"):
                self.check_names(sheet, row, column, asked)
        if self.problems:
            return
        try:
            routing_order(asked.values())
        except RoutingCircleError as circle:
            row = rows[circle.names[0]]
            where = row.letters.get("relevant", "")
            self.problem("expression_circle", sheet, row.number, where, names=" → ".join(circle.names))

    def check_names(self, sheet: str, row: _Row, column: str, asked: dict[str, Question]) -> None:
        if not row.get(column):
            return
        try:
            node = expressions.parse(row.get(column))
        except ExpressionError:
            return  # already said
        letter = row.letters[column]
        for name in sorted(expressions.references(node) - {"."}):
            if name not in asked:
                code = "expression_no_value" if name.lower() in self.places else "expression_name"
                self.problem(code, sheet, row.number, letter, name=name)
            elif asked[name]["type"] == "note":
                self.problem("expression_no_value", sheet, row.number, letter, name=name)
        for name, code in expressions.compared_codes(node):
            target = asked.get(row.get("name") if name == "." else name)
            if target and target["choices"] and code and code not in {c["name"] for c in target["choices"]}:
                self.warnings.append(CellProblem("not_a_choice", sheet, row.number, letter, {"value": code}))


def _question(name: str, kind: QuestionType, label: Text) -> Question:
    return {
        "name": name,
        "type": kind,
        "label": label,
        "hint": {},
        "required": False,
        "relevant": None,
        "constraint": None,
        "constraint_message": {},
        "choices": [],
    }


def _both(conditions: list[str | None]) -> str | None:
    given = list(dict.fromkeys(condition for condition in conditions if condition))
    if len(given) < 2:
        return given[0] if given else None
    return " and ".join(f"({condition})" for condition in given)


def _language(text: str) -> str | None:
    """«日本語 (ja)», «Japanese（ja）», «ja», «English» → ja or en."""
    words = re.findall(r"[^\s()]+", unicodedata.normalize("NFKC", text).lower())
    return next((_LANGUAGE_WORDS[word] for word in reversed(words) if word in _LANGUAGE_WORDS), None)


def _split_head(head: str) -> tuple[str, str, str]:
    """«label :: 日本語 (ja)» → («label», «::», «日本語 (ja)»)."""
    match = re.fullmatch(r"\s*(.+?)\s*(::?|:)\s*(.+?)\s*", unicodedata.normalize("NFKC", head))
    if match is None:
        return head.strip().lower(), "", ""
    return match[1].strip().lower(), match[2], match[3]


def column_name(head: str, plain: dict[str, str], translated: dict[str, str], default: str) -> str | None:
    lowered = " ".join(head.strip().lower().split())
    if lowered in plain:
        return plain[lowered]
    base, separator, tail = _split_head(head)
    if base == "bind" and separator:  # the long spelling: bind::relevant
        return column_name(
            tail.removeprefix("jr:").replace("constraintMsg", "constraint_message"), plain, translated, default
        )
    if base.replace(" ", "_") in translated:
        language = _language(tail) if separator else default
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


def rows_of(definition: Definition) -> Iterator[tuple[Section, Question]]:
    for section in definition["sections"]:
        for question in section["questions"]:
            yield section, question


__all__ = ["SENTENCES", "Reading", "cell_text", "read_questionnaire", "rows_of"]
