"""The reading child: `python -m engines.sheets.child MODE PATH LIMITS`, one JSON document a line on stdout.

It sets its own limits, because its caller may be a thread of a web server. Lines: {"sheet": …} opens a sheet,
a list is a row, {"error": …} ends everything. In mode `shape` the rows are left out.
"""

import json
import math
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from engines.sheets.archive import check_archive, check_size
from engines.sheets.errors import SheetError
from engines.sheets.model import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def main(arguments: list[str]) -> int:
    mode, path, limits_json = arguments
    limits = Limits(**json.loads(limits_json))
    import python_calamine  # noqa: PLC0415, F401 -- loaded before the memory limit is set

    _confine(limits)
    try:
        for line in _read(Path(path), limits, with_rows=mode == "rows"):
            _say(line)
    except SheetError as refused:
        _say({"error": refused.code, "params": refused.params})
    except MemoryError:
        _say({"error": "child_killed", "params": {}})
    except BaseException as broken:  # noqa: BLE001 -- a panic of the parser is no Exception; this is the edge
        sys.stderr.write(f"{type(broken).__name__}\n")
        _say({"error": "unreadable", "params": {}})
    else:
        _say({"end": True})
    sys.stdout.flush()
    return 0


def _confine(limits: Limits) -> None:
    for what, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 2))  # the signal, then the end


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


def _read(path: Path, limits: Limits, *, with_rows: bool) -> Iterator[object]:
    from python_calamine import (  # noqa: PLC0415 -- slow import
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
    )

    _check_container(path, limits)
    with path.open("rb") as stream:
        try:
            book = CalamineWorkbook.from_filelike(stream)
        except PasswordError as locked:
            raise SheetError("encrypted") from locked
        except CalamineError as broken:
            raise SheetError("unreadable") from broken
    if len(book.sheets_metadata) > limits.sheets:
        raise SheetError("too_many_sheets", {"limit": limits.sheets})
    budget = _Budget(limits)
    for position, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_index(position)
        except CalamineError as broken:
            raise SheetError("unreadable", {"sheet": about.name}) from broken
        yield from _sheet(sheet, about, budget, with_rows=with_rows)


def _check_container(path: Path, limits: Limits) -> None:
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(_ZIP):
            stream.seek(0)
            check_archive(stream, limits)
        elif head == _OLE:
            stream.seek(0)
            if _ENCRYPTED in stream.read():
                raise SheetError("encrypted")
        else:
            raise SheetError("not_a_workbook")


class _Budget:
    """Cells and characters over all sheets of the file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = 0
        self.text = 0

    def spend(self, sheet: str, row: list[object]) -> None:
        self.cells += len(row)
        self.text += sum(len(value) for value in row if isinstance(value, str))
        if self.cells > self.limits.cells:
            raise SheetError("too_many_cells", {"sheet": sheet, "limit": self.limits.cells})
        if self.text > self.limits.text:
            raise SheetError("too_much_text", {"sheet": sheet, "limit": self.limits.text})


def _sheet(sheet: Any, about: Any, budget: _Budget, *, with_rows: bool) -> Iterator[object]:
    from python_calamine import SheetVisibleEnum  # noqa: PLC0415 -- slow import

    start, end = sheet.start, sheet.end
    height, left, width = (0, 0, 0) if start is None or end is None else (end[0] + 1, start[1], end[1] + 1)
    check_size(about.name, height, width, budget.limits)
    merged = [[a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1] for a, b in (sheet.merged_cell_ranges or [])[:10_000]]
    hidden = about.visible != SheetVisibleEnum.Visible
    yield {"sheet": about.name, "rows": height, "columns": width, "merged": merged, "hidden": hidden}
    if not with_rows or not height:
        return
    before: list[object] = [None] * left
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > height:
            break
        cells = before + [_plain(value) for value in row]
        budget.spend(about.name, cells)
        yield cells


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value if value != "" else None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
