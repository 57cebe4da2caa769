"""The rows that were not accepted, kept with line, reason and raw text."""

from __future__ import annotations

import csv
import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from engines.columnar.formats.records import PART_LINES
from engines.columnar.scan.scanner import BadLine

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Kept:
    """Rejected records on disk, in the order of their lines; one thread writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, bad: BadLine) -> None:
        """Keep one rejected record."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file)
        self.reasons[bad.reason] += 1
        self._writer.writerow([bad.line, bad.reason, bad.raw.replace("\x00", "\\x00")])

    def rows(self) -> Iterator[tuple[int, str, str]]:
        """What was kept: line, reason, raw text; nothing can be added any more."""
        self.close()
        if self.path.exists():
            with self.path.open(encoding="utf-8", newline="") as stream:
                for line, reason, raw in csv.reader(stream):
                    yield int(line), reason, raw

    def close(self) -> None:
        """Finish writing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def clear(self) -> None:
        """Begin anew."""
        self.close()
        self.path.unlink(missing_ok=True)
        self.reasons.clear()


class Rejects:
    """rejects.csv: line, reason, raw; UTF-8 with BOM for Excel, text that looks like a formula is quoted.

    A file of several parts has the part's name as a fourth column, and the line counts within the part.
    `records` are no records at all; `values` are records whose values cannot be accepted, found in another thread.
    """

    def __init__(self, folder: Path) -> None:
        self.records = Kept(folder / "rejected-records.csv")
        self.values = Kept(folder / "rejected-values.csv")
        self.parts: Sequence[str] | None = None

    @property
    def reasons(self) -> Counter[str]:
        """How many rows for each reason."""
        return self.records.reasons + self.values.reasons

    def clear(self) -> None:
        """Begin anew."""
        self.records.clear()
        self.values.clear()

    def close(self) -> None:
        """Let go of the files."""
        self.records.close()
        self.values.close()

    def write(self, target: Path) -> None:
        """All of them in the order of the file."""
        with target.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["line", "reason", "raw", *(["part"] if self.parts is not None else [])])
            for line, reason, raw in heapq.merge(self.records.rows(), self.values.rows()):
                if self.parts is None:
                    writer.writerow([line, reason, _plain_text(raw)])
                else:
                    number, inside = divmod(line, PART_LINES)
                    writer.writerow([inside, reason, _plain_text(raw), _plain_text(self.parts[number])])


def _plain_text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
