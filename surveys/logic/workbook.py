"""An XLSForm workbook → our definition. Whatever is not supported is refused by name with sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engines.sheets import Cell, Limits, Sheet, SheetError, column_letters, read_workbook
from surveys.logic import expressions
from surveys.logic.brought import OTHER_LABEL, SKIPPABLE, brought_by, is_skip, joined, read_reasons
from surveys.logic.columns import (
    CHOICE_PLAIN,
    CHOICE_TRANSLATED,
    PLAIN,
    REMARKS,
    SETTINGS,
    TRANSLATED,
    Row,
    cell_text,
    column_name,
    language_of,
    language_order,
    split_head,
)
from surveys.logic.definition import (
    HONEST_CHOICES,
    OTHER,
    SELECTS,
    UNASKED,
    Choice,
    Definition,
    Question,
    QuestionType,
    Section,
    Text,
    content_hash,
    new_question,
)
from surveys.logic.form import AnswerError, Form
from surveys.logic.names import NameCheck, Pipe
from surveys.logic.parts import is_held
from surveys.logic.problems import SENTENCES, CellProblem, ExpressionError
from surveys.logic.routing import is_dynamic

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
STANDARD_SHEETS_REFUSED = frozenset({"entities", "external_choices", "osm", "repeats"})
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count")

_YES = frozenset({"yes", "true", "true()", "1", "はい"})
_NO = frozenset({"no", "false", "false()", "0", "", "いいえ"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
_CODE = re.compile(r"[^\s;,\x00-\x1f]{1,64}")
_SELECT = re.compile(
    r"(?P<kind>select_one|select one from|select one|select1|select_multiple|select all that apply from|"
    r"select all that apply|select multiple|rank)(?:\s+(?P<list>\S+))?(?P<other>\s+or[_ ]other)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ONE = frozenset({"select_one", "select one from", "select one", "select1"})
_SIMPLE: dict[str, QuestionType] = {
    "text": "text",
    "string": "text",
    "date": "date",
    "time": "time",
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "note": "note",
    "calculate": "calculate",
    "calculation": "calculate",
}
_BEGIN = re.compile(r"begin[ _](?P<what>group|repeat|lgroup|looped group)", re.IGNORECASE)
_END = re.compile(r"end[ _](?P<what>group|repeat|lgroup|looped group)", re.IGNORECASE)
_APPEARANCES: dict[str, frozenset[str]] = {
    "select_one": frozenset({"minimal", "likert", "horizontal", "horizontal-compact", "columns"}),
    "select_multiple": frozenset({"horizontal", "horizontal-compact", "columns"}),
    "text": frozenset({"multiline", "numbers"}),
    "group": frozenset({"field-list"}),  # a section is one page anyway
    "repeat": frozenset({"field-list"}),
}
_NEVER = {"required", "constraint", "constraint_message", "required_message", "skip_reasons"}
_ROUTED = {"calculation", "choice_filter", "default", "appearance", "repeat_count", "asks_who"}


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
    return read_sheets(book.sheets)


def read_sheets(sheets: Iterable[Sheet]) -> Reading:
    """The same for sheets that have been read already, or were never in a file."""
    return _Reader({sheet.name.strip().lower(): sheet for sheet in sheets}).read()


@dataclass
class _Open:
    """A group or a repeat that is not closed yet."""

    name: str
    condition: str | None
    row: int
    repeat: Question | None = None


class _Reader:
    def __init__(self, sheets: dict[str, Sheet]) -> None:
        self.sheets = sheets
        self.problems: list[CellProblem] = []
        self.warnings: list[CellProblem] = []
        self.unsupported: list[str] = []
        self.uses: set[str] = set()
        self.default_language = "ja"
        self.places: dict[str, Row] = {}
        self.group_rows: list[Row] = []
        self.repeat_of: dict[int, str] = {}  # row number → the repeat in which it stands
        self.pipes: list[Pipe] = []
        self.opened: list[_Open] = []
        self.sections: list[Section] = []
        self.loose = False  # the last section was made for questions outside any group

    def problem(self, code: str, sheet: str = "", row: int | None = None, column: str = "", **params: object) -> None:
        self.problems.append(CellProblem(code, sheet, row, column, params))
        if "unsupported" in code or code in {"or_other", "repeat_nested", "expression_function"}:
            word = str(params.get("name", code))
            if word not in self.unsupported:
                self.unsupported.append(word)

    def read(self) -> Reading:
        if "survey" not in self.sheets:
            self.problem("sheet_missing", name="survey")
            return self.result(None)
        for name in sorted(STANDARD_SHEETS_REFUSED & self.sheets.keys()):
            self.problem("sheet_unsupported", self.sheets[name].name, name=self.sheets[name].name)
        title, settings = self.settings()
        choices = self.choices()
        sections = self.survey(choices)
        asked = [inner for s in sections for q in s["questions"] for inner in (q, *q.get("questions", []))]
        languages = sorted({code for q in asked if not is_skip(q) for code in q["label"]}, key=language_order)
        if len(languages) > 1:
            self.uses.add("languages")
        definition: Definition = {"title": title, "languages": languages, "sections": sections}
        if settings:
            definition["settings"] = settings
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

    def rows(self, sheet: Sheet, plain: dict[str, str], translated: dict[str, str], needed: list[str]) -> list[Row]:
        filled = [(sheet.number(place), row) for place, row in enumerate(sheet.rows)]
        if not filled:
            return []
        head_number, head = filled[0]
        columns = self.columns(sheet.name, head_number, head, plain, translated)
        for name in needed:
            if name not in columns.values():
                self.problem("column_missing", sheet.name, head_number, name=name)
        refused: set[int] = set()
        found: list[Row] = []
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
                found.append(Row(number, cells, letters))
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
        base, _, tail = split_head(head)
        if head.strip().lower() in REMARKS:
            return
        if not head:
            self.problem("value_without_column", sheet, number, letter)
        elif tail and base in {*TRANSLATED, "label"}:
            self.problem("language_unsupported", sheet, number, letter, name=tail)
        else:
            self.problem("column_unsupported", sheet, number, letter, name=head)

    # --- sheets

    def settings(self) -> tuple[Text, dict[str, str]]:
        sheet = self.sheets.get("settings")
        found: dict[str, str] = {}
        titles: Text = {}
        if sheet is None or len(sheet.rows) < 2:
            return {}, {}
        for place, cell in enumerate(sheet.rows[0]):
            head = cell_text(cell)
            value = cell_text(sheet.rows[1][place]) if place < len(sheet.rows[1]) else ""
            if not head or not value:
                continue
            letter = column_letters(place + 1)
            base, separator, tail = split_head(head)
            known = SETTINGS.get(base)
            if separator and known == "title":
                code = language_of(tail)
                if code is None:
                    self.problem("language_unsupported", sheet.name, 1, letter, name=tail)
                else:
                    titles[code] = value
            elif known is None or separator or (known == "style" and value != "pages"):
                self.problem("setting_unsupported", sheet.name, 1, letter, name=head)
            elif known == "default_language" and language_of(value) is None:
                self.problem("language_unsupported", sheet.name, 2, letter, name=value)
            else:
                found[known] = value
        self.default_language = language_of(found.pop("default_language", "")) or "ja"
        if self.default_language != "ja":
            found["default_language"] = self.default_language
        if "title" in found:
            titles.setdefault(self.default_language, found.pop("title"))
        found.pop("style", None)
        return {code: titles[code] for code in sorted(titles, key=language_order)}, found

    def filter_columns(self) -> set[str]:
        """The columns of the sheet choices that some choice_filter names; all others are refused when filled."""
        sheet = self.sheets["survey"]
        if not sheet.rows:
            return set()
        places = [place for place, cell in enumerate(sheet.rows[0]) if PLAIN.get(cell_text(cell)) == "choice_filter"]
        named: set[str] = set()
        for row in sheet.rows[1:]:
            for place in places:
                text = cell_text(row[place]) if place < len(row) else ""
                try:
                    named |= expressions.columns(expressions.parse(text, columns=True)) if text else set()
                except ExpressionError:
                    continue  # said when the row is read
        return named - {"name"}

    def choices(self) -> dict[str, list[Choice]]:
        sheet = self.sheets.get("choices")
        if sheet is None:
            return {}
        lists: dict[str, list[Choice]] = {}
        first: dict[tuple[str, str], int] = {}
        filters = self.filter_columns()
        plain = CHOICE_PLAIN | {name.lower(): f"filter:{name}" for name in filters if name.lower() not in CHOICE_PLAIN}
        self.filters = {
            name for name in filters if sheet.rows and name in {cell_text(cell) for cell in sheet.rows[0]}
        } | {"name"}
        rows = self.rows(sheet, plain, CHOICE_TRANSLATED, ["list_name", "name"])
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
                choice: Choice = {"name": code, "label": label}
                columns = {name: row.get(f"filter:{name}") for name in sorted(filters) if row.get(f"filter:{name}")}
                if columns:
                    choice["columns"] = columns
                lists.setdefault(listed, []).append(choice)
        return lists

    filters: set[str] = {"name"}

    def survey(self, choices: dict[str, list[Choice]]) -> list[Section]:
        sheet = self.sheets["survey"]
        rows = self.rows(sheet, PLAIN, TRANSLATED, ["type", "name"])
        if not rows:
            self.problem("sheet_empty", sheet.name, name=sheet.name)
            return []
        if len(rows) > MAX_QUESTIONS:
            self.problem("too_many_questions", sheet.name, limit=MAX_QUESTIONS)
            return []
        for row in rows:
            self.row(sheet.name, row, choices)
        for still in self.opened:
            code = "group_open" if still.repeat is None else "repeat_open"
            self.problem(code, sheet.name, still.row, name=still.name)
        check = NameCheck(self.sections, self.places, self.group_rows, self.repeat_of, self.pipes)
        self.problems += check.problems(sheet.name, circles=not self.problems)
        self.warnings += check.warnings(sheet.name)
        kept = [section for section in self.sections if section["questions"]]
        for section in kept:
            if not is_held(section):
                del section["relevant"]
        if not any(q["type"] not in UNASKED for s in kept for q in s["questions"]) and not self.problems:
            self.problem("no_questions", sheet.name)
        return kept

    def row(self, sheet: str, row: Row, choices: dict[str, list[Choice]]) -> None:
        kind = row.get("type")
        begin, end = _BEGIN.fullmatch(kind), _END.fullmatch(kind)
        if not kind:
            self.problem("type_missing", sheet, row.number)
        elif begin and begin["what"].lower() == "group":
            self.begin_group(sheet, row)
        elif begin:
            self.begin_repeat(sheet, row)
        elif end:
            self.end(sheet, row, repeat=end["what"].lower() != "group")
        elif (question := self.question(sheet, row, choices)) is not None:
            self.add(question)
            self.add_brought(sheet, row, question)

    # --- where questions go

    @property
    def repeat(self) -> Question | None:
        return next((opened.repeat for opened in reversed(self.opened) if opened.repeat is not None), None)

    def conditions(self) -> list[str | None]:
        """Of the groups around; inside a repeat only of those inside it."""
        found: list[str | None] = []
        for opened in self.opened:
            found = [] if opened.repeat is not None else [*found, opened.condition]
        return found

    def add(self, question: Question) -> None:
        question["relevant"] = joined([*self.conditions(), question["relevant"]])
        self.place(question)

    def place(self, question: Question) -> None:
        repeat = self.repeat
        if repeat is not None:
            repeat["questions"].append(question)
            return
        if not self.opened and not self.loose:
            self.sections.append({"name": f"section_{len(self.sections) + 1}", "label": {}, "questions": []})
            self.loose = True
        self.sections[-1]["questions"].append(question)

    def add_brought(self, sheet: str, row: Row, question: Question) -> None:
        """After `or_other` a text for what it was, after `skip_reasons` a choice of them."""
        for brought in brought_by(question):
            name = brought["name"]
            earlier = self.places.get(name.lower())
            if earlier is not None:
                self.problem("name_twice", sheet, row.number, row.letters["name"], name=name, first=earlier.number)
                continue
            self.places[name.lower()] = Row(row.number, {"name": name}, {})
            if self.repeat is not None:
                self.repeat_of[row.number] = self.repeat["name"]
            self.place(brought)

    def begin_group(self, sheet: str, row: Row) -> None:
        self.uses.add("group")
        self.name(sheet, row)
        self.refuse_cells(sheet, row, _NEVER | (_ROUTED - {"appearance"}) | {"hint"})
        self.appearance(sheet, row, "group")
        self.wording(sheet, row, "label")
        condition = self.expression(sheet, row, "relevant")
        label = row.text("label")
        if not self.opened:
            self.loose = False
            self.sections.append({"name": row.get("name"), "label": label, "questions": []})
            if condition:
                self.sections[-1]["relevant"] = condition
        elif label:  # a group inside a group keeps its heading as a note
            note = new_question(row.get("name"), "note", label)
            note["relevant"] = condition
            self.add(note)
        if condition:
            self.group_rows.append(row)
        if self.repeat is not None:
            self.repeat_of[row.number] = self.repeat["name"]
        self.opened.append(_Open(row.get("name"), condition, row.number))

    def begin_repeat(self, sheet: str, row: Row) -> None:
        self.uses.add("repeat")
        if self.repeat is not None:
            self.problem("repeat_nested", sheet, row.number, row.letters["type"])
        self.name(sheet, row)
        self.refuse_cells(sheet, row, _NEVER | (_ROUTED - {"appearance", "repeat_count"}))
        self.appearance(sheet, row, "repeat")
        self.wording(sheet, row, "label")
        self.wording(sheet, row, "hint")
        question = new_question(row.get("name"), "repeat", row.text("label"))
        question["hint"] = row.text("hint")
        question["relevant"] = self.expression(sheet, row, "relevant")
        question["questions"] = []
        if count := self.expression(sheet, row, "repeat_count"):
            question["repeat_count"] = count
        self.group_rows.append(row)
        if self.repeat is None:
            self.add(question)
        self.opened.append(_Open(row.get("name"), None, row.number, question))

    def end(self, sheet: str, row: Row, *, repeat: bool) -> None:
        what = "repeat" if repeat else "group"
        if not self.opened:
            self.problem(f"{what}_close", sheet, row.number, row.letters["type"])
            return
        last = self.opened[-1]
        if (last.repeat is not None) != repeat:
            name = row.get("name") or what
            self.problem("crossed", sheet, row.number, row.letters["type"], name=name, open=last.name)
            return
        self.opened.pop()
        if row.get("name") and row.get("name") != last.name:
            where = row.letters["name"]
            self.problem("end_group_name", sheet, row.number, where, name=row.get("name"), open=last.name)
        if last.repeat is not None and not any(q["type"] not in UNASKED for q in last.repeat["questions"]):
            self.problem("repeat_empty", sheet, last.row, name=last.name)

    # --- one question

    def question(self, sheet: str, row: Row, choices: dict[str, list[Choice]]) -> Question | None:
        kind = self.kind(sheet, row)
        if kind is None:
            return None
        question_type, list_name, with_other = kind
        self.uses.add(question_type)
        options = choices.get(list_name, []) if list_name else []
        if list_name and not options:
            self.problem("list_unknown", sheet, row.number, row.letters["type"], name=list_name)
        named = self.name(sheet, row)
        if self.repeat is not None:
            self.repeat_of[row.number] = self.repeat["name"]
        label = row.text("label")
        if not label and question_type != "calculate":
            self.problem("label_missing", sheet, row.number)
        for column in ("label", "hint", "constraint_message", "required_message"):
            self.wording(sheet, row, column)
        self.refuse_for_type(sheet, row, question_type)
        question = new_question(row.get("name"), question_type, label)
        question["hint"] = row.text("hint")
        question["required"] = self.yes_no(sheet, row, "required")
        question["relevant"] = self.expression(sheet, row, "relevant")
        question["constraint"] = self.expression(sheet, row, "constraint")
        question["constraint_message"] = row.text("constraint_message")
        if required_message := row.text("required_message"):
            question["required_message"] = required_message
        question["choices"] = options
        self.widen_select(sheet, row, question, with_other=with_other)
        self.widen(sheet, row, question)
        self.uses.update(
            c for c in ("hint", "required", "relevant", "constraint", "required_message") if question.get(c)
        )
        return question if named else None

    def widen_select(self, sheet: str, row: Row, question: Question, *, with_other: bool) -> None:
        """What only a list of choices can have."""
        if with_other:
            question["or_other"] = True
            if OTHER not in {choice["name"] for choice in question["choices"]}:
                question["choices"] = [*question["choices"], {"name": OTHER, "label": dict(OTHER_LABEL)}]
            self.uses.add("or_other")
        if filtering := self.expression(sheet, row, "choice_filter"):
            question["choice_filter"] = filtering
            named = expressions.columns(expressions.parse(filtering, columns=True))
            for name in sorted(named - self.filters if question["choices"] else set()):
                self.problem("filter_column", sheet, row.number, row.letters["choice_filter"], name=name)

    def widen(self, sheet: str, row: Row, question: Question) -> None:
        """The keys that are present only when used."""
        if appearance := self.appearance(sheet, row, question["type"]):
            question["appearance"] = appearance
        if self.yes_no(sheet, row, "asks_who"):
            question["asks_who"] = "yes"
            self.uses.add("asks_who")
        if question["type"] in SKIPPABLE and (reasons := self.skip_reasons(sheet, row)):
            question["skip_reasons"] = reasons
            self.uses.add("skip_reasons")
        if question["type"] == "calculate":
            if calculation := self.expression(sheet, row, "calculation"):
                question["calculation"] = calculation
            elif not row.get("calculation"):
                self.problem("calculation_missing", sheet, row.number)
        if default := row.get("default"):
            self.uses.add("default")
            question["default"] = default
            if is_dynamic(default):
                self.expression(sheet, row, "default")
            else:
                self.check_default(sheet, row, question)

    def check_default(self, sheet: str, row: Row, question: Question) -> None:
        plain: Question = {**question, "relevant": None, "choices": question["choices"]}
        plain.pop("choice_filter", None)
        alone = Form({"title": {}, "languages": [], "sections": [{"name": "s", "label": {}, "questions": [plain]}]})
        default = question.get("default", "")
        try:
            alone.read(plain, default.split() if question["type"] in {"select_multiple", "rank"} else [default])
        except AnswerError:
            self.problem("default_bad", sheet, row.number, row.letters["default"], value=default[:60])

    def kind(self, sheet: str, row: Row) -> tuple[QuestionType, str, bool] | None:
        written, letter = " ".join(row.get("type").split()), row.letters["type"]
        simple = _SIMPLE.get(written.lower())
        if simple is not None:
            return simple, "", False
        match = _SELECT.fullmatch(written)
        if match is None or match["rest"]:
            self.problem("type_unsupported", sheet, row.number, letter, name=written.split(" ")[0] or written)
            return None
        kind = match["kind"].lower()
        if match["other"] and (kind == "rank" or row.get("choice_filter")):
            self.problem("or_other", sheet, row.number, letter)
            return None
        if not match["list"]:
            self.problem("list_missing", sheet, row.number, letter)
            return None
        select: QuestionType = "rank" if kind == "rank" else "select_one" if kind in _ONE else "select_multiple"
        return select, match["list"], bool(match["other"])

    # --- cells

    def name(self, sheet: str, row: Row) -> bool:
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

    def wording(self, sheet: str, row: Row, column: str) -> None:
        """Takes down which questions the wording repeats; they are looked up when all are known."""
        for key, text in row.cells.items():
            if not key.startswith(f"{column}::") or "${" not in text:
                continue
            self.uses.add("piping")
            named = expressions.piped(text)
            if len(named) != text.count("${"):
                self.problem("expression_token", sheet, row.number, row.letters[key], token="${")  # noqa: S106 -- a sign
            own = "" if sheet.lower() == "choices" else row.get("name")
            inside = self.repeat["name"] if self.repeat is not None and own else ""
            self.pipes += [Pipe(sheet, row.number, row.letters[key], name, own, inside) for name in named]

    def refuse_for_type(self, sheet: str, row: Row, kind: QuestionType) -> None:
        refused = {"repeat_count"}
        if kind in UNASKED:
            refused |= _NEVER | {"default", "asks_who"}
        if kind == "calculate":
            refused |= {"hint"}
        else:
            refused |= {"calculation"}
        if kind not in SELECTS:
            refused |= {"choice_filter"}
        if kind not in SKIPPABLE:
            refused |= {"skip_reasons"}
        self.refuse_cells(sheet, row, refused)

    def refuse_cells(self, sheet: str, row: Row, columns: set[str]) -> None:
        for key in row.cells:
            if key.partition("::")[0] in columns and not (key == "required" and row.get(key).lower() in _NO):
                kind = row.get("type")
                self.problem(
                    "not_for_type", sheet, row.number, row.letters[key], name=key.partition("::")[0], type=kind
                )

    def appearance(self, sheet: str, row: Row, kind: str) -> str:
        words = row.get("appearance").lower().split()
        for word in words:
            if word not in _APPEARANCES.get(kind, frozenset()):
                self.problem("appearance_unsupported", sheet, row.number, row.letters["appearance"], name=word)
        if words:
            self.uses.add("appearance")
        return " ".join(words)

    def yes_no(self, sheet: str, row: Row, column: str) -> bool:
        value = row.get(column)
        if value.lower() in _YES:
            return True
        if value.lower() not in _NO:
            self.problem("yes_no", sheet, row.number, row.letters[column], name=value)
        return False

    def skip_reasons(self, sheet: str, row: Row) -> list[str]:
        """`yes` for all of them, or their codes."""
        text = row.get("skip_reasons")
        if text.lower() in _YES:
            return list(HONEST_CHOICES)
        if text.lower() in _NO:
            return []
        known, strange = read_reasons(text)
        for word in strange:
            known_words = ", ".join(HONEST_CHOICES)
            place = row.letters["skip_reasons"]
            self.problem("skip_reason_unknown", sheet, row.number, place, name=word, known=known_words)
        return known

    def expression(self, sheet: str, row: Row, column: str) -> str | None:
        text = row.get(column)
        if not text:
            return None
        self.uses.add(column)
        try:
            named = expressions.references(expressions.parse(text, columns=column == "choice_filter"))
        except ExpressionError as error:
            self.problem(error.code, sheet, row.number, row.letters[column], **error.params)
            return None
        if column != "constraint" and "." in named:
            self.problem("expression_self", sheet, row.number, row.letters[column])
            return None
        return text


def rows_of(definition: Definition) -> Iterator[tuple[Section, Question]]:
    for section in definition["sections"]:
        for question in section["questions"]:
            yield section, question


__all__ = ["SENTENCES", "Reading", "cell_text", "read_questionnaire", "read_sheets", "rows_of"]
