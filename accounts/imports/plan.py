"""What an import would do, shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

from core.sheets.table import fold_head

MOST_CHANGES = 20


@dataclass(frozen=True)
class Change:
    """One field of one row: (what, before, after)."""

    key: str
    label: str
    before: str
    after: str


@dataclass
class Plan:
    """Counts of rows; `absent` are rows of the case that the file does not hold (they stay as they are)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    changes: list[Change] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows of the file."""
        return self.added + self.changed + self.unchanged

    def show(self, key: str, label: object, before: object, after: object) -> None:
        """Keep the first changes for the eye."""
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(Change(key, str(label), _shown(before), _shown(after)))


def _shown(value: object) -> str:
    if value is None or value == "":
        return "—"
    return date_format(value, "Y-m-d") if isinstance(value, date) else str(value)


def folded(known: Mapping[str, str]) -> dict[str, str]:
    """Texts of a choice, in any spelling of width and case."""
    return {fold_head(text): value for text, value in known.items() if text}
