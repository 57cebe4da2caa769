"""A row that asks something."""

from __future__ import annotations

import re

from surveys.logic import expressions
from surveys.logic.brought import OTHER_LABEL, SKIPPABLE, brought_by
from surveys.logic.columns import Row
from surveys.logic.definition import OTHER, Choice, Question, QuestionType, new_question
from surveys.logic.form import AnswerError, Form
from surveys.logic.routing import is_dynamic
from surveys.logic.workbook.cells import CellReader

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


class QuestionReader(CellReader):
    """Its type, its choices, and the keys that are present only when used."""

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
