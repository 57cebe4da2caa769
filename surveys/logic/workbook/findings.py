"""What was found while a workbook was read: problems with their cells, what is used, what is not supported."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.sheets import Sheet, SheetError
from surveys.logic.definition import Definition, content_hash
from surveys.logic.problems import CellProblem


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


class Findings:
    """The sheets that are being read, and what is to be told about them."""

    def __init__(self, sheets: dict[str, Sheet]) -> None:
        self.sheets = sheets
        self.problems: list[CellProblem] = []
        self.warnings: list[CellProblem] = []
        self.unsupported: list[str] = []
        self.uses: set[str] = set()
        self.default_language = "ja"
        self.filters = {"name"}  # the columns of choices that a choice_filter may compare

    def problem(self, code: str, sheet: str = "", row: int | None = None, column: str = "", **params: object) -> None:
        self.problems.append(CellProblem(code, sheet, row, column, params))
        if "unsupported" in code or code in {"or_other", "repeat_nested", "expression_function"}:
            word = str(params.get("name", code))
            if word not in self.unsupported:
                self.unsupported.append(word)
