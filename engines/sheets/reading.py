"""The parent's side of reading: starts the child, waits no longer than agreed, takes its lines apart."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engines.sheets.delimited import read_csv
from engines.sheets.errors import SheetError
from engines.sheets.model import Cell, Limits, MergedRange, Row, Sheet, SheetFile

_ROOT = Path(__file__).resolve().parents[2]
_WORKBOOK_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt")


def read_workbook(path: Path, limits: Limits | None = None) -> SheetFile:
    """Reads xlsx, xlsm, xlsb, xls and ods. Formulas give their last computed value. Raises SheetError."""
    sheets: list[Sheet] = []
    rows: list[Row] = []
    for line in _run_child("rows", path, limits or Limits()):
        if isinstance(line, list):
            rows.append(tuple(_typed(value) for value in line))
        else:
            rows = []
            sheets.append(_sheet(line, rows))
    return SheetFile(kind="workbook", sheets=tuple(_evened(sheet) for sheet in sheets))


def workbook_shape(path: Path, limits: Limits | None = None) -> list[tuple[str, int, int]]:
    """Name, rows and columns of each sheet."""
    lines = _run_child("shape", path, limits or Limits())
    return [(line["sheet"], line["rows"], line["columns"]) for line in lines if isinstance(line, dict)]


def is_workbook(path: Path) -> bool:
    """By its first bytes, not by its name."""
    with path.open("rb") as stream:
        return stream.read(4) in _WORKBOOK_HEADS


def read_any(
    path: Path,
    *,
    name: str = "",
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
    from_us: bool = False,
) -> SheetFile:
    """A workbook or delimited text, told apart by content. `name` is the name the file came with.

    `from_us` as in `read_csv`: quotes that we set before formula-looking text are taken off.
    """
    limits = limits or Limits()
    check_file_size(path, limits)
    suffix = Path(name or path.name).suffix.lower()
    if is_workbook(path) or suffix not in (*_TEXT_SUFFIXES, ""):
        return read_workbook(path, limits)
    return read_csv(path, encoding=encoding, delimiter=delimiter, limits=limits, ours=from_us)


def check_file_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise SheetError("empty_file")
    if size > limits.file_bytes:
        raise SheetError("too_large", {"megabytes": size >> 20, "limit": limits.file_bytes >> 20})


def _run_child(mode: str, path: Path, limits: Limits) -> list[Any]:
    check_file_size(path, limits)
    command = [sys.executable, "-m", "engines.sheets.child", mode, str(path.resolve()), json.dumps(asdict(limits))]
    environment = {"PYTHONUTF8": "1", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=_ROOT, env=environment, capture_output=True, timeout=limits.seconds + 5, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise SheetError("timed_out", {"seconds": limits.seconds}) from slow
    if done.returncode == -signal.SIGXCPU:
        raise SheetError("timed_out", {"seconds": limits.seconds})
    lines = [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []
    if not lines:
        raise SheetError("child_killed")
    last = lines.pop()
    if isinstance(last, dict) and "error" in last:
        raise SheetError(last["error"], last["params"])
    return lines


def _sheet(about: Mapping[str, Any], rows: list[Row]) -> Sheet:
    merged = tuple(MergedRange(*corners) for corners in about["merged"])
    return Sheet(about["sheet"], rows, about["columns"], merged=merged, hidden=about["hidden"])


def _evened(sheet: Sheet) -> Sheet:
    """All rows as wide as the widest."""
    if all(len(row) == sheet.width for row in sheet.rows):
        return sheet
    width = max(sheet.width, *(len(row) for row in sheet.rows))
    return replace(sheet, width=width, rows=[row + (None,) * (width - len(row)) for row in sheet.rows])


def _typed(value: Any) -> Cell:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["on"])
    plain: Cell = value
    return plain
