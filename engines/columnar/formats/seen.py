"""What a first look at a file finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from engines.columnar.formats.leading import Leading
from engines.columnar.ready import Ready

NUMBERED = ("jsonl", "parquet")
ARRANGED = ("csv", "fixed", "workbook")


@dataclass
class Seen:
    """What the beginning of a file shows."""

    form: str
    names: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    mixed: bool = False
    body_rows: int = 0
    other_lines: int = 0
    container: str | None = None
    parts: list[str] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)
    arrangement: dict[str, Any] = field(default_factory=dict)
    private_use: Counter[str] = field(default_factory=Counter)
    ready: Ready | None = None
    written: dict[str, Any] = field(default_factory=dict)
    told: bool = False
    lead: Leading | None = None
