"""Two read files laid over each other: which rows are the same, and which tell the same view differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.logs import CANONICAL

# The same moment, person and place is the same event; two files that then differ in the rest contradict each other.
KEY = ("at", "login", "terminal", "system", "screen", "contract")
REST = tuple(name for name in CANONICAL if name not in KEY)


@dataclass(frozen=True)
class Overlap:
    """Rows counted in the time that both files cover; `same` and `contradicting` count rows of the second file.

    `only_first` and `only_second`: rows of that time which the other file does not have at all.
    """

    start: datetime | None
    end: datetime | None
    same: int = 0
    contradicting: int = 0
    only_first: int = 0
    only_second: int = 0


def overlap(first: Path, second: Path, *, memory_limit: str = "1GB", threads: int = 2) -> Overlap:
    """Compare two files that `ingest` wrote. Equal rows are matched one to one, so a row that stands twice counts twice."""
    with Door(
        directories=[first.parent, second.parent], memory_limit=memory_limit, threads=threads, engine="duckdb"
    ) as door:
        sources = [f"read_parquet({literal_path(path)})" for path in (first, second)]
        [(start, end)] = door.query(
            "SELECT greatest(min(a), min(b)), least(max(a), max(b)) FROM ("  # noqa: S608 -- our own paths
            f'SELECT "at" AS a, NULL AS b FROM {sources[0]} UNION ALL SELECT NULL, "at" FROM {sources[1]})'
        )
        if start is None or end is None or start > end:
            return Overlap(None, None)
        keys = ", ".join(identifier(name, CANONICAL) for name in KEY)
        rest = ", ".join(identifier(name, CANONICAL) for name in REST)
        every = f"{keys}, {rest}"
        counted = " FULL JOIN ".join(
            f"(SELECT hash({keys}) AS k, hash({every}) AS h, {every}, count(*) AS n FROM {source} "  # noqa: S608 -- the same
            f'WHERE "at" BETWEEN $start AND $end GROUP BY ALL) AS {name}'
            for name, source in zip(("f", "s"), sources, strict=True)
        )
        same_row = " AND ".join(f'f."{name}" IS NOT DISTINCT FROM s."{name}"' for name in CANONICAL)
        [(same, left_first, left_second)] = door.query(
            "SELECT coalesce(sum(least(coalesce(f.n, 0), coalesce(s.n, 0))), 0), coalesce(sum(greatest(coalesce(f.n, 0) - coalesce(s.n, 0), 0)), 0), "  # noqa: S608 -- the same
            "coalesce(sum(greatest(coalesce(s.n, 0) - coalesce(f.n, 0), 0)), 0) "
            f"FROM {counted} ON f.h = s.h AND {same_row}",
            {"start": start, "end": end},
        )
        told = [_contradicting(door, one, other, start, end) for one, other in (sources, sources[::-1])]
        return Overlap(start, end, int(same), told[1], int(left_first) - told[0], int(left_second) - told[1])


def _contradicting(door: Door, source: str, other: str, start: datetime, end: datetime) -> int:
    """Rows of `source` without their equal in `other`, where `other` has one of the same key that differs."""
    every = ", ".join(identifier(name, CANONICAL) for name in CANONICAL)
    window = f'SELECT {every} FROM {{}} WHERE "at" BETWEEN $start AND $end'  # noqa: S608 -- our own names
    matched = " AND ".join(f'f."{name}" IS NOT DISTINCT FROM s."{name}"' for name in KEY)
    differs = " OR ".join(f'f."{name}" IS DISTINCT FROM s."{name}"' for name in REST)
    own, foreign = window.format(source), window.format(other)
    [(rows,)] = door.query(
        f"SELECT count(*) FROM ({own} EXCEPT ALL {foreign}) AS s SEMI JOIN ({foreign} EXCEPT ALL {own}) AS f "  # noqa: S608 -- the same
        f"ON {matched} AND ({differs})",
        {"start": start, "end": end},
    )
    return int(rows)
