"""An XLSForm workbook → our definition. Whatever is not supported is refused by name with sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engines.sheets import Limits, Sheet, SheetError, read_workbook
from surveys.logic.columns import cell_text
from surveys.logic.problems import CellProblem
from surveys.logic.workbook.findings import Reading
from surveys.logic.workbook.survey import SurveyReader

LIMITS = Limits(
    file_bytes=10 << 20, unpacked_bytes=60 << 20, rows=20_000, columns=500, cells=400_000, text=5_000_000, seconds=30
)


def read_questionnaire(path: Path) -> Reading:
    try:
        book = read_workbook(path, LIMITS)
    except SheetError as error:
        return Reading(None, [CellProblem("unreadable", params={"reason": error.code.replace("_", " ")})], error=error)
    return read_sheets(book.sheets)


def read_sheets(sheets: Iterable[Sheet]) -> Reading:
    """The same for sheets that have been read already, or were never in a file."""
    return SurveyReader({sheet.name.strip().lower(): sheet for sheet in sheets}).read()


__all__ = ["Reading", "cell_text", "read_questionnaire", "read_sheets"]
