"""Where questions stand: in the groups and repeats that are open, under names that are taken once."""

from __future__ import annotations

from dataclasses import dataclass

from engines.sheets import Sheet
from surveys.logic.brought import joined
from surveys.logic.columns import Row
from surveys.logic.definition import Question, Section
from surveys.logic.names import Pipe
from surveys.logic.workbook.findings import Findings


@dataclass
class Opened:
    """A group or a repeat that is not closed yet."""

    name: str
    condition: str | None
    row: int
    repeat: Question | None = None


class Places(Findings):
    """The sections so far, and what is open at the row that is being read."""

    def __init__(self, sheets: dict[str, Sheet]) -> None:
        super().__init__(sheets)
        self.places: dict[str, Row] = {}
        self.group_rows: list[Row] = []
        self.repeat_of: dict[int, str] = {}  # row number → the repeat in which it stands
        self.pipes: list[Pipe] = []
        self.opened: list[Opened] = []
        self.sections: list[Section] = []
        self.loose = False  # the last section was made for questions outside any group

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
