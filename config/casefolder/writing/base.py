"""What every step of an export has at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casework.models import Case
from engines.sheets import Cell, write_csv


@dataclass
class Out:
    """One case on its way into one folder; `facts` becomes case.toml at the end."""

    case: Case
    path: Path
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The case's time zone."""
        return ZoneInfo(self.case.time_zone)

    def local(self, moment: datetime | None) -> datetime | None:
        """A moment with the case's offset."""
        return None if moment is None else moment.astimezone(self.zone)

    def csv(self, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Write a table; formula-looking text gets a quote that an import takes off again."""
        target = self.file(name)
        with target.open("wb") as stream:
            write_csv(stream, head, rows)

    def file(self, name: str) -> Path:
        """The path of a file in the folder, its folders made."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def present(**facts: Any) -> dict[str, Any]:
    """Facts without the empty ones."""
    return {name: value for name, value in facts.items() if value is not None and value not in ("", [], {})}
