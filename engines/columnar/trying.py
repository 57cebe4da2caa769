"""What a calculated column makes of the first rows of a file, before anything is read in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.columnar.computed import class_of, computed_sql
from engines.columnar.door import Door
from engines.columnar.ingest.typing_sql import used_in
from engines.columnar.logs import LogError, LogMapping
from engines.columnar.profiling.words import mask

SHOWN = 8
MOST_UNKNOWN = 20
COVERED = ("name", "contact", "identifier")


@dataclass(frozen=True)
class Trial:
    """`pairs`: (values of the sources, result) of the first rows that differ; `empty`: rows that got nothing.

    `filled`: rows whose first source has a value; `divided`: of these, those in which a separator stands.
    `unknown`: values that a look-up table does not have, with their rows. Values that name customers are covered.
    """

    rows: int = 0
    empty: int = 0
    filled: int = 0
    divided: int = 0
    pairs: list[tuple[list[str], str]] = field(default_factory=list)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    unknown_values: int = 0


def try_computed(mapping: LogMapping, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Trial:
    """The computed column `name` of the mapping over these rows. Raises LogError, also where the engine refuses it."""
    import duckdb  # noqa: PLC0415 -- slow import

    if not rows:
        return Trial()
    entry = next(one for one in mapping.computed if one["name"] == name)
    parameters: dict[str, object] = {}
    own = {column: f"c{place}" for place, column in enumerate(columns)}
    source, known = computed_sql(mapping, own, parameters)
    values = {f"v{place}": [row[place].strip() or None for row in rows] for place in range(len(columns))}
    records = ", ".join(f"unnest(CAST($v{place} AS VARCHAR[])) AS c{place}" for place in range(len(columns)))
    wanted = ", ".join([*(known[one] for one in entry["from"]), known[name]])
    sql = f"WITH records AS (SELECT {records}) SELECT {wanted} FROM {source}"  # noqa: S608 -- our own names, bound values
    with Door(directories=[], engine="duckdb", threads=1) as door:
        try:
            found = door.query(sql, used_in(sql, {**parameters, **values}))
        except duckdb.Error as error:
            code = "pattern_wrong" if entry["kind"] in ("regex", "replace") else "computed_wrong"
            raise LogError(code, column=name) from error
    return _trial(mapping, entry, [tuple("" if value is None else str(value) for value in row) for row in found])


def _trial(mapping: LogMapping, entry: Mapping[str, Any], found: Sequence[tuple[str, ...]]) -> Trial:
    covered = [class_of(mapping, [source])[0] in COVERED for source in entry["from"]]
    pairs: dict[tuple[str, ...], None] = {}
    for row in found:
        if len(pairs) < SHOWN and any(row[:-1]):
            pairs.setdefault(row)
    unknown: Counter[str] = Counter()
    if entry["kind"] == "lookup":
        table = {str(old) for old in entry.get("table", {})}
        unknown = Counter(row[0] for row in found if row[0] and row[0] not in table)
    return Trial(
        rows=len(found),
        empty=sum(1 for row in found if not row[-1]),
        filled=sum(1 for row in found if row[0]),
        divided=sum(1 for row in found if str(entry.get("at", " ")) in row[0]) if entry["kind"] == "split" else 0,
        pairs=[
            (
                [mask(value) if hidden else value for value, hidden in zip(row[:-1], covered, strict=True)],
                mask(row[-1]) if any(covered) else row[-1],
            )
            for row in pairs
        ],
        unknown=[(mask(value) if covered[0] else value, rows) for value, rows in unknown.most_common(MOST_UNKNOWN)],
        unknown_values=len(unknown),
    )
