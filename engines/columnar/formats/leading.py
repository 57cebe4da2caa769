"""The first lines of a file, each with what it is taken for, and how many lines each rule leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.columnar.formats.lines import furniture

MOST_LINES = 50_000
SHOWN = 12
CUT = 120


@dataclass
class Leading:
    """`lines`: (number, kind, text) of the first lines and of the first that are left out; records are covered.

    `rules`: lines left out by each rule, in order; `repeated`: lines that repeat the head; `seen`: lines looked at;
    `whole`: whether these are all.
    """

    lines: list[tuple[int, str, str]] = field(default_factory=list)
    rules: list[tuple[str, int]] = field(default_factory=list)
    repeated: int = 0
    totals: int = 0
    seen: int = 0
    whole: bool = True

    def as_json(self) -> dict[str, Any]:
        """Plain values for the profile."""
        return {
            "lines": [list(line) for line in self.lines],
            "rules": [list(rule) for rule in self.rules],
            "repeated": self.repeated,
            "totals": self.totals,
            "seen": self.seen,
            "whole": self.whole,
        }


def leading(
    lines: Iterable[tuple[int, str]],
    *,
    skip_rows: int,
    head_rows: int,
    skip: Sequence[str],
    totals: frozenset[int] = frozenset(),
) -> Leading:
    """What each line is taken for. `totals`: numbers of lines that are totals by their place in a workbook."""
    found = Leading()
    counts = dict.fromkeys(skip, 0)
    head: list[str] = []
    others = 0
    for number, text in lines:
        if found.seen >= MOST_LINES:
            found.whole = False
            break
        found.seen += 1
        place = "before_head" if number <= skip_rows else "head" if number <= skip_rows + head_rows else ""
        kind = _kind(text, place, head, skip)
        if kind == "row" and number in totals:
            kind = "total"
        if kind == "head":
            head.append(text)
        found.repeated += kind == "repeated_head"
        found.totals += kind == "total"
        if kind == "left_out":
            rule = next(sign for sign in skip if furniture(text, (), [sign]))
            counts[rule] += 1
        special = kind not in ("row", "blank", "before_head", "head")
        if len(found.lines) < SHOWN or (special and others < SHOWN):
            others += special
            found.lines.append((number, kind, (covered(text) if kind == "row" else text)[:CUT]))
    found.rules = list(counts.items())
    return found


def _kind(text: str, place: str, head: Sequence[str], skip: Sequence[str]) -> str:
    if not text.strip(" \u3000\f\t"):
        return "blank"
    return place or furniture(text, head, skip) or "row"


def covered(text: str) -> str:
    """A record without what it says: its signs stand, letters and digits are dots."""
    return re.sub(r"\w", "•", text)
