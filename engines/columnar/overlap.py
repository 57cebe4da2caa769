"""Two read files laid over each other: which rows are the same, and which tell the same view differently."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engines.columnar.door import Door, Watch, identifier, literal_path, part_of
from engines.columnar.logs import CANONICAL

# The same moment, person and place is the same event; two files that then differ in the rest contradict each other.
KEY = ("at", "login", "terminal", "system", "screen", "contract")
REST = tuple(name for name in CANONICAL if name not in KEY)
KEYS, OTHERS, EVERY = (", ".join(identifier(name, CANONICAL) for name in names) for names in (KEY, REST, CANONICAL))
SIDES = ("first", "second")

# Rows that one file has oftener than the other. Both are read once, and put together by value: what they have in common
# is never held.
LEFT = """
SELECT {every}, CAST(sum(f) AS BIGINT) AS f, CAST(sum(s) AS BIGINT) AS s FROM (
  SELECT {every}, 1 AS f, 0 AS s FROM {first} WHERE {window} UNION ALL
  SELECT {every}, 0 AS f, 1 AS s FROM {second} WHERE {window}
) AS b GROUP BY {every} HAVING sum(f) <> sum(s)
"""
# Of these the events that both files tell.
TOLD = """
SELECT {every}, a.f, a.s, hash({every}) AS h FROM left_rows AS a SEMI JOIN (
  SELECT {keys} FROM left_rows GROUP BY {keys} HAVING max(f - s) > 0 AND min(f - s) < 0
) AS k ON {same_key}
"""
FIGURES = """
SELECT coalesce(sum(greatest(f - s, 0)), 0), coalesce(sum(greatest(s - f, 0)), 0) FROM {relation}
"""
# The lines of the told rows, without those that are matched one to one by an equal row of the other file.
LINES = """
SELECT r.file_row, r.local_date, {own}, {side} AS side FROM (
  SELECT file_row, local_date, {every}, hash({every}) AS h FROM {source} WHERE {window}
) AS r JOIN told AS t ON t.h = r.h AND {equal}
QUALIFY row_number() OVER (PARTITION BY {own} ORDER BY r.file_row) > least(t.f, t.s)
"""
# The first of the one beside the first of the other; where one file tells an event oftener, nothing stands beside.
PAIRS = """
WITH placed AS (
  SELECT *, row_number() OVER (PARTITION BY side, {keys} ORDER BY {others}, file_row) AS place FROM (
    SELECT * FROM first_lines UNION ALL SELECT * FROM second_lines) AS b
)
SELECT row_number() OVER (ORDER BY {keys}, place) AS no, min(local_date) AS local_date, {keys},
  max(file_row) FILTER (WHERE side = 1) AS first_row, max(file_row) FILTER (WHERE side = 2) AS second_row, {sides}
FROM placed GROUP BY {keys}, place ORDER BY no
"""
STATEMENTS = 5


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


def overlap(
    first: Path,
    second: Path,
    *,
    pairs: Path | None = None,
    tell: Watch | None = None,
    memory_limit: str = "1GB",
    threads: int = 2,
) -> Overlap:
    """Compare two files that `ingest` wrote. Equal rows are matched one to one, so a row that stands twice counts twice.

    With `pairs` the contradicting rows of both are written there (if there are any), side by side and in order of time:
    the columns of the event once, and of each file the line (`first_row`, `second_row`) and the rest (`first_category`
    …); where one file tells an event oftener, the other's line is NULL. `tell` hears of the share done, 0 to 1.
    """
    with tempfile.TemporaryDirectory(prefix="overlap-", dir=pairs.parent if pairs else None) as scratch:
        folder = Path(scratch)
        reached = [first.parent, second.parent, folder, *([pairs.parent] if pairs else [])]
        with Door(directories=reached, memory_limit=memory_limit, threads=threads, engine="duckdb") as door:
            sources = [f"read_parquet({literal_path(path)})" for path in (first, second)]
            [(start, end)] = door.query(
                "SELECT greatest(min(a), min(b)), least(max(a), max(b)) FROM ("  # noqa: S608 -- our own paths
                f'SELECT "at" AS a, NULL AS b FROM {sources[0]} UNION ALL SELECT NULL, "at" FROM {sources[1]})'
            )
            if start is None or end is None or start > end:
                return Overlap(None, None)
            window = f"\"at\" BETWEEN TIMESTAMP '{start.isoformat()}' AND TIMESTAMP '{end.isoformat()}'"
            step = _steps(door, folder, tell)
            step("left_rows", LEFT.format(every=EVERY, first=sources[0], second=sources[1], window=window))
            told = step("told", TOLD.format(every=_of("a", CANONICAL), keys=KEYS, same_key=_same(KEY, "a", "k")))
            found = _figures(door, sources[1], window)
            if pairs is not None and told:
                _write_pairs(door, step, sources, window)
                (folder / "pairs.parquet").replace(pairs)
    return Overlap(start, end, *found)


def _figures(door: Door, second: str, window: str) -> tuple[int, int, int, int]:
    """Rows the same, contradicting, only in the first, only in the second."""
    [(rows,)] = door.query(f"SELECT count(*) FROM {second} WHERE {window}")  # noqa: S608 -- our own path
    [(left_first, left_second)] = door.query(FIGURES.format(relation="left_rows"))
    [(told_first, told_second)] = door.query(FIGURES.format(relation="told"))
    return int(rows - left_second), int(told_second), int(left_first - told_first), int(left_second - told_second)


def _write_pairs(door: Door, step: Callable[[str, str], int], sources: Sequence[str], window: str) -> None:
    own, equal = _of("r", CANONICAL), _same(CANONICAL, "t", "r")
    for side, source in enumerate(sources, start=1):
        lines = LINES.format(every=EVERY, own=own, side=side, source=source, window=window, equal=equal)
        step(f"{SIDES[side - 1]}_lines", lines)
    sides = ", ".join(
        f'max("{name}") FILTER (WHERE side = {side}) AS {SIDES[side - 1]}_{name}' for side in (1, 2) for name in REST
    )
    step("pairs", PAIRS.format(keys=KEYS, others=OTHERS, sides=sides))


def _steps(door: Door, folder: Path, tell: Watch | None) -> Callable[[str, str], int]:
    """Write one relation after the other, each of which the next can ask; telling how far all of them are."""
    done = 0

    def step(name: str, sql: str) -> int:
        nonlocal done
        watch = part_of(tell, done / STATEMENTS, (done + 1) / STATEMENTS)
        rows = door.copy_to_parquet(sql, folder / f"{name}.parquet", watch=watch)
        door.register_parquet(name, folder / f"{name}.parquet")
        done += 1
        return rows

    return step


def _of(relation: str, names: Sequence[str]) -> str:
    return ", ".join(f"{relation}.{identifier(name, CANONICAL)}" for name in names)


def _same(names: Sequence[str], one: str, other: str) -> str:
    return " AND ".join(f'{one}."{name}" IS NOT DISTINCT FROM {other}."{name}"' for name in names)
