"""The first rows of a received file, for trying a calculated column. They are shown covered and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import files
from engines.columnar.formats.looking import look
from engines.columnar.logs import LogError, LogMapping
from engines.columnar.trying import Trial, try_computed
from evidence.custody.actions import readable
from evidence.looking.forms import ARRANGED
from evidence.looking.working import LOOSE, written_in
from evidence.models import LogFile
from evidence.sources import NO_TEXT, parts_of

ROWS = 300


@dataclass(frozen=True)
class Sample:
    """Names of the columns, and rows."""

    names: list[str]
    rows: list[list[str]]

    def tried(self, mapping: Mapping[str, Any], name: str, *, loose: bool = False) -> Trial:
        """What the calculated column makes of these rows. Raises LogError."""
        reading = LogMapping.from_dict(mapping)
        missing = [part for entry in reading.computed for part in parts_of(entry["from"]) if part not in self.names]
        made = {str(entry["name"]) for entry in reading.computed}
        more = [part for part in dict.fromkeys(missing) if part not in made] if loose else []
        rows = [[*row, *[""] * len(more)] for row in self.rows] if more else self.rows
        return try_computed(reading, name, [*self.names, *more], rows)


def sample_of(log_file: LogFile) -> Sample:
    """The rows as the file was looked at last; none where it cannot be read."""
    profile = log_file.profile
    written = written_in(profile)
    text = profile.get("format") not in NO_TEXT
    with files.scratch_dir() as folder:
        try:
            seen = look(
                readable(log_file).path,
                folder,
                encoding=str(profile.get("encoding", "")) if text else "",
                delimiter=str(profile.get("delimiter", "")) if profile.get("format") == "csv" else "",
                written=written if set(ARRANGED) <= set(written) else None,
            )
        except LogError:
            return Sample([], [])
    return Sample(list(seen.names), [row for row in seen.rows[:ROWS] if len(row) == len(seen.names)])


def is_loose(log_file: LogFile) -> bool:
    """Whether columns may be there that the first rows do not show."""
    return log_file.profile.get("format") in LOOSE
