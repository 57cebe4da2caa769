"""Workbooks as an officer would draw them, made for one test."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from surveys.logic import Reading, read_questionnaire
from surveys.logic.definition import Definition

Rows = Sequence[Sequence[object]]
SURVEY = ("type", "name", "label::日本語 (ja)", "label::English (en)", "required", "relevant", "constraint")
YES_NO: Rows = [
    ("list_name", "name", "label::日本語 (ja)", "label::English (en)"),
    ("yes_no", "yes", "はい", "Yes"),
    ("yes_no", "no", "いいえ", "No"),
    ("ways", "manual", "マニュアル", "Manual"),
    ("ways", "boss", "上司", "Superior"),
    ("ways", "other", "その他", "Other"),
]


def workbook(folder: Path, **sheets: Rows) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    path = folder / "questionnaire.xlsx"
    book.save(path)
    return path


def read_rows(
    folder: Path, *rows: Sequence[object], head: Sequence[object] = SURVEY, choices: Rows = YES_NO
) -> Reading:
    return read_questionnaire(workbook(folder, survey=[head, *rows], choices=choices))


def defined(folder: Path, *rows: Sequence[object], head: Sequence[object] = SURVEY) -> Definition:
    reading = read_rows(folder, *rows, head=head)
    assert [(p.code, p.row, p.column) for p in reading.problems] == []
    assert reading.definition is not None
    return reading.definition


def complaints(reading: Reading) -> list[tuple[str, str, int | None, str]]:
    return [(problem.code, problem.sheet, problem.row, problem.column) for problem in reading.problems]
