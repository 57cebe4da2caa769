"""Rows that stand in two read files: which rows of the second one the first holds already, and a file without them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.logs import CANONICAL

EVERY = ", ".join(identifier(name, CANONICAL) for name in CANONICAL)
EQUAL = " AND ".join(f'f."{name}" IS NOT DISTINCT FROM s."{name}"' for name in CANONICAL)
# The rows of both that may be equal, by hash: of two files that have nothing in common none is left for the rest.
CANDIDATES = """
SELECT file_row, {every} FROM {source} WHERE hash({every}) IN (SELECT hash({every}) FROM {other})
"""
TWICE = """
WITH f AS (SELECT {every}, count(*) AS n FROM first_ones GROUP BY ALL),
s AS (SELECT *, row_number() OVER (PARTITION BY {every} ORDER BY file_row) AS place FROM second_ones)
SELECT s.file_row FROM s JOIN f ON {equal} AND s.place <= f.n ORDER BY s.file_row
"""


def rows_twice(first: Path, second: Path, target: Path) -> int:
    """Write to `target` the file_row of each row of `second` that `first` holds too, matched one to one; how many."""
    folders = {path.parent for path in (first, second, target)}
    with Door(directories=list(folders), engine="duckdb") as door:
        sources = [f"read_parquet({literal_path(path)})" for path in (first, second)]
        for name, source, other in (("second", sources[1], sources[0]), ("first", sources[0], sources[1])):
            found = target.parent / f"{name}_ones.parquet"
            door.copy_to_parquet(CANDIDATES.format(every=EVERY, source=source, other=other), found)
            door.register_parquet(f"{name}_ones", found)
        return door.copy_to_parquet(TWICE.format(every=EVERY, equal=EQUAL), target)


def without_rows(source: Path, left_out: Sequence[Path], target: Path) -> int:
    """Write `source` without the rows that any of `left_out` names, in the same order; how many rows remain."""
    folders = {source.parent, target.parent, *(path.parent for path in left_out)}
    with Door(directories=list(folders), engine="duckdb") as door:
        marks = " UNION ALL ".join(f"SELECT file_row FROM read_parquet({literal_path(path)})" for path in left_out)  # noqa: S608 -- our own paths
        return door.copy_to_parquet(
            f"SELECT * FROM read_parquet({literal_path(source)}) WHERE file_row NOT IN ({marks})",  # noqa: S608 -- the same
            target,
        )
