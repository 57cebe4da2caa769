"""Rows that begin and end groups and repeats."""

from __future__ import annotations

import re

from surveys.logic.columns import Row
from surveys.logic.definition import UNASKED, new_question
from surveys.logic.workbook.cells import NEVER, ROUTED, CellReader
from surveys.logic.workbook.places import Opened

BEGIN = re.compile(r"begin[ _](?P<what>group|repeat|lgroup|looped group)", re.IGNORECASE)
END = re.compile(r"end[ _](?P<what>group|repeat|lgroup|looped group)", re.IGNORECASE)


class GroupReader(CellReader):
    """A group at the top is a section; one inside another keeps its heading as a note."""

    def begin_group(self, sheet: str, row: Row) -> None:
        self.uses.add("group")
        self.name(sheet, row)
        self.refuse_cells(sheet, row, NEVER | (ROUTED - {"appearance"}) | {"hint"})
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
        self.opened.append(Opened(row.get("name"), condition, row.number))

    def begin_repeat(self, sheet: str, row: Row) -> None:
        self.uses.add("repeat")
        if self.repeat is not None:
            self.problem("repeat_nested", sheet, row.number, row.letters["type"])
        self.name(sheet, row)
        self.refuse_cells(sheet, row, NEVER | (ROUTED - {"appearance", "repeat_count"}))
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
        self.opened.append(Opened(row.get("name"), None, row.number, question))

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
