"""One cell of a row: a name, a wording, a yes or no, an expression."""

from __future__ import annotations

import re

from surveys.logic import expressions
from surveys.logic.brought import SKIPPABLE, read_reasons
from surveys.logic.columns import Row
from surveys.logic.definition import HONEST_CHOICES, SELECTS, UNASKED, QuestionType
from surveys.logic.names import Pipe
from surveys.logic.problems import ExpressionError
from surveys.logic.workbook.places import Places

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
_YES = frozenset({"yes", "true", "true()", "1", "はい"})
_NO = frozenset({"no", "false", "false()", "0", "", "いいえ"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
_APPEARANCES: dict[str, frozenset[str]] = {
    "select_one": frozenset({"minimal", "likert", "horizontal", "horizontal-compact", "columns"}),
    "select_multiple": frozenset({"horizontal", "horizontal-compact", "columns"}),
    "text": frozenset({"multiline", "numbers"}),
    "group": frozenset({"field-list"}),  # a section is one page anyway
    "repeat": frozenset({"field-list"}),
}
NEVER = {"required", "constraint", "constraint_message", "required_message", "skip_reasons"}
ROUTED = {"calculation", "choice_filter", "default", "appearance", "repeat_count", "asks_who"}


class CellReader(Places):
    """What stands in a cell is told as a problem of this cell when it cannot be."""

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
            refused |= NEVER | {"default", "asks_who"}
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
