"""The sheet choices: lists of options, with the columns that a choice_filter compares."""

from __future__ import annotations

import re

from surveys.logic import expressions
from surveys.logic.columns import CHOICE_PLAIN, CHOICE_TRANSLATED, PLAIN, cell_text
from surveys.logic.definition import Choice
from surveys.logic.problems import ExpressionError
from surveys.logic.workbook.cells import CellReader
from surveys.logic.workbook.rows import RowReader

MAX_CHOICES = 5_000
_CODE = re.compile(r"[^\s;,\x00-\x1f]{1,64}")


class ChoicesReader(RowReader, CellReader):
    """Options by the name of their list."""

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
