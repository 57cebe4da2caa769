"""Whether files are readable, and if not, why: the facts behind `manage.py sheet_check`."""

from dataclasses import dataclass
from pathlib import Path

from engines.sheets.delimited import read_csv
from engines.sheets.errors import SheetError
from engines.sheets.model import Limits
from engines.sheets.reading import check_file_size, is_workbook, workbook_shape

_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class FileCheck:
    """`error` is None for a readable file; `sheets` are (name, rows, columns)."""

    file: str
    error: SheetError | None
    sheets: tuple[tuple[str, int, int], ...] = ()

    def as_json(self, reason: str | None) -> dict[str, object]:
        """The shape that pipelines rely on; `reason` is the caller's sentence for `error`."""
        return {
            "file": self.file,
            "readable": self.error is None,
            "reason": reason,
            "code": self.error.code if self.error else None,
            "sheets": [{"name": name, "rows": rows, "columns": columns} for name, rows, columns in self.sheets],
        }


def check_file(path: Path, limits: Limits | None = None) -> FileCheck:
    """Never raises for what a file holds, nor for a file that is not there."""
    limits = limits or Limits()
    try:
        return FileCheck(str(path), None, tuple(_shape(path, limits)))
    except SheetError as refused:
        return FileCheck(str(path), refused)
    except OSError:
        return FileCheck(str(path), SheetError("unreadable"))


def _shape(path: Path, limits: Limits) -> list[tuple[str, int, int]]:
    check_file_size(path, limits)
    if is_workbook(path) or path.suffix.lower() not in _TEXT_SUFFIXES:
        return workbook_shape(path, limits)
    sheet = read_csv(path, limits=limits).sheets[0]
    return [("", len(sheet.rows), sheet.width)]
