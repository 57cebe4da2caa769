"""What `manage.py xlsform_check` prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from surveys.logic.definition import UNASKED, all_questions
from surveys.logic.problems import CellProblem
from surveys.logic.workbook import read_questionnaire


def check_files(paths: Iterable[Path | str]) -> list[dict[str, Any]]:
    """One result for each file, in the order given; a file that cannot be read is a refusal, never an exception."""
    return [_check(Path(path)) for path in paths]


def _check(path: Path) -> dict[str, Any]:
    if not path.is_file():
        missing = CellProblem("unreadable", params={"reason": "there is no such file"})
        return _result(path, accepted=False, errors=[missing])
    reading = read_questionnaire(path)
    result = _result(path, accepted=reading.accepted, errors=reading.problems, warnings=reading.warnings)
    asked = list(all_questions(reading.definition)) if reading.definition else []
    return result | {
        "unsupported": reading.unsupported,
        "uses": reading.uses,
        "ignored_sheets": reading.ignored,
        "hash": reading.hash,
        "languages": reading.definition["languages"] if reading.definition else [],
        "questions": sum(1 for question in asked if question["type"] not in UNASKED),
    }


def _result(
    path: Path, *, accepted: bool, errors: list[CellProblem], warnings: list[CellProblem] | None = None
) -> dict[str, Any]:
    return {
        "file": str(path),
        "accepted": accepted,
        "errors": [_cell(problem) for problem in errors],
        "warnings": [_cell(problem) for problem in warnings or []],
        "unsupported": [],
        "uses": [],
    }


def _cell(problem: CellProblem) -> dict[str, Any]:
    return {"sheet": problem.sheet, "row": problem.row, "column": problem.column, "message": problem.message}
