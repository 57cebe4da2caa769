"""The log of a case and all it is read with, laid out as relations in a scratch folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core import files
from engines.columnar.door import Door, Watch, part_of, write_parquet
from evidence import comparing
from evidence.identity.matching import Claims, claims_of, identities
from evidence.inputs import Inputs

FOR_VIEWS = ("people", "terminals", "scopes", "explanations", "identities")
SEEN = 0.15  # roughly what finding the ids of the log takes of making its views


@contextmanager
def log_of(inputs: Inputs) -> Iterator[tuple[Door, Path]]:
    """The door with `log_rows`, and the scratch folder; both are gone afterwards."""
    with files.scratch_dir() as folder:
        logs = [(f.rows.path, inputs.default_system(f)) for f in inputs.log_files if f.rows]
        if not logs:
            comparing.write_empty_log(folder / "log.parquet")
            logs = [(folder / "log.parquet", "")]
        with Door(directories=[folder, *{path.parent for path, _system in logs}], joins_as_written=True) as door:
            comparing.open_log(door, logs)
            yield door, folder


def write_identities(door: Door, folder: Path, claims: Claims, watch: Watch | None = None) -> list[dict[str, Any]]:
    """seen.parquet and identities.parquet: which ids stand in the log; whose each was, and when."""
    comparing.make_seen(door, folder, watch)
    rows = [
        {
            "system": found.system,
            "login": found.login,
            "start": found.stretch.start.isoformat(),
            "end": found.stretch.end.isoformat(),
            "person_no": found.stretch.person_no,
            "shared": found.stretch.shared,
            "outside": found.stretch.outside,
            "rule": found.stretch.rule,
            "confidence": found.stretch.confidence,
        }
        for found in identities(claims, comparing.seen_logins(door))
    ]
    write_parquet(folder / "identities.parquet", comparing.IDENTITIES, rows)
    return rows


@contextmanager
def views_of(inputs: Inputs, watch: Watch | None = None) -> Iterator[Door]:
    """A door with `views` as these inputs would make them; nothing is kept. For showing what a change would do.

    `watch` hears how far the log is read, 0 to 1.
    """
    with log_of(inputs) as (door, folder):
        inputs.write_for_views(folder)
        write_identities(door, folder, claims_of(inputs.case), part_of(watch, 0, SEEN))
        for name in FOR_VIEWS:
            door.register_parquet(name, folder / f"{name}.parquet")
        comparing.make_views(door, folder, part_of(watch, SEEN, 1))
        door.register_parquet("views", folder / "views.parquet")
        yield door
