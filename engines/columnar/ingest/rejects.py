"""The rows that were not accepted, kept with line, reason and raw text."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import IO, Any

from engines.columnar.formats.records import PART_LINES
from engines.columnar.scan.scanner import BadLine

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Rejects:
    """rejects.csv: line, reason, raw; UTF-8 with BOM for Excel, text that looks like a formula is quoted.

    A file of several parts has the part's name as a fourth column, and the line counts within the part.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.parts: list[str] | None = None
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Rejects:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        return self

    def __exit__(self, *exception: object) -> None:
        if self._file is not None:
            self._begin()
            self._file.close()

    def _begin(self) -> None:
        if self._writer is None and self._file is not None:
            self._writer = csv.writer(self._file)
            self._writer.writerow(["line", "reason", "raw", *(["part"] if self.parts is not None else [])])

    def add(self, bad: BadLine) -> None:
        """Keep one rejected record."""
        self._begin()
        self.count += 1
        self.reasons[bad.reason] += 1
        raw = bad.raw.replace("\x00", "\\x00")
        line: int | str = bad.line
        part = []
        if self.parts is not None:
            number, line = divmod(bad.line, PART_LINES)
            part = [_plain_text(self.parts[number])]
        self._writer.writerow([line, bad.reason, _plain_text(raw), *part])


def _plain_text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
