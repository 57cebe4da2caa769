"""Contradicting rows of two files, page by page, without ever loading them all. Customer columns are keyed hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import LoginId
from casework.models import Terminal
from engines.columnar.door import Door
from engines.columnar.overlap import REST
from evidence.identity.variants import spelling
from evidence.models import FileOverlap, OverlapPairs
from evidence.notes.queries import own_entries
from evidence.person_log import aware, short_hash
from evidence.timeline.filters import contract_of
from evidence.twice.finding import basis_of

PER_PAGE = 50
TAKEN_AT_ONCE = 5000
BOTH = "first_row IS NOT NULL AND second_row IS NOT NULL"
# What may differ: a column of the rest, or that only one of the files tells the event once more.
ALONE = "alone"
DIFFERS = {name: f"{BOTH} AND first_{name} IS DISTINCT FROM second_{name}" for name in REST} | {ALONE: f"NOT ({BOTH})"}
FIGURES = ", ".join(
    ["count(*)", *(f"count(*) FILTER (WHERE {sql})" for sql in DIFFERS.values())]
    + [f"count(first_{name}) + count(second_{name})" for name in REST]
)


@dataclass(frozen=True)
class PairFilter:
    """Empty values ask for everything. `differs` is a column of the rest or ALONE; `contract` as on the pages."""

    differs: str = ""
    login: str = ""
    contract: str = ""
    first: date | None = None
    last: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Only what is asked for."""
        found = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


@dataclass(frozen=True)
class Told:
    """One file's row of a pair: its line, and per column the value with whether the other file says otherwise."""

    file_row: int
    cells: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Pair:
    """One event. `earlier` or `later` is None where that file does not tell it once more."""

    no: int
    at: datetime
    login: str
    terminal: str
    system: str
    screen: str
    contract: str
    earlier: Told | None
    later: Told | None
    differing: Sequence[str]


@dataclass(frozen=True)
class Pairs:
    """One page; `columns` are those of the rest in which any row holds something. `after` continues the list."""

    total: int
    differing: Mapping[str, int]
    columns: Sequence[str]
    rows: Sequence[Pair]
    after: int | None


def pairs_of(overlap: FileOverlap) -> OverlapPairs | None:
    """The contradicting rows, if they were paired for the present rows of both files."""
    return overlap.pairs.select_related("rows").filter(basis=basis_of(overlap)).first()


@dataclass(frozen=True)
class _Open:
    door: Door
    where: str
    values: list[object]


@contextmanager
def _opened(overlap: FileOverlap, kept: OverlapPairs, wanted: PairFilter, reader: Any) -> Iterator[_Open]:
    with Door(directories=[kept.rows.path.parent], engine="duckdb") as door:
        door.register_parquet("pairs", kept.rows.path)
        parts, values = _conditions(wanted)
        logins, terminals = _own(overlap, door, reader)
        if logins:
            parts.append("(login IS NULL OR NOT list_contains(?, login))")
            values.append(logins)
        if terminals:
            parts.append("(login IS NOT NULL OR terminal IS NULL OR NOT list_contains(?, terminal))")
            values.append(terminals)
        yield _Open(door, " AND ".join(parts), values)


def _conditions(wanted: PairFilter) -> tuple[list[str], list[object]]:
    parts, values = ["true"], list[object]()
    if wanted.differs:
        parts.append(f"({DIFFERS[wanted.differs]})")
    for sql, value in (
        ("login = ?", wanted.login),
        ("local_date >= ?", wanted.first),
        ("local_date <= ?", wanted.last),
    ):
        if value:
            parts.append(sql)
            values.append(value)
    if wanted.contract:
        parts.append("starts_with(contract, ?) AND ends_with(contract, ?)")
        values += contract_of(wanted.contract)
    return parts, values


def _own(overlap: FileOverlap, door: Door, reader: Any) -> tuple[list[str], list[str]]:
    """The ids of these rows that stand on the reader's list, whenever and in which system; and the reader's terminals."""
    own = own_entries(overlap.later.case, reader)
    listed = {spelling(login) for login in LoginId.objects.filter(person__in=own).values_list("login", flat=True)}
    seen = [str(login) for (login,) in door.query("SELECT DISTINCT login FROM pairs WHERE login IS NOT NULL")]
    terminals = Terminal.objects.filter(case=overlap.later.case, person__in=own).values_list("no", flat=True)
    return [login for login in seen if spelling(login) in listed], list(terminals)


def find_pairs(overlap: FileOverlap, kept: OverlapPairs, wanted: PairFilter, *, reader: Any, after: int = 0) -> Pairs:
    """One page of what fits. `reader` never finds rows of their own."""
    with _opened(overlap, kept, wanted, reader) as opened:
        [figures] = opened.door.query(f"SELECT {FIGURES} FROM pairs WHERE {opened.where}", opened.values)  # noqa: S608 -- our own words
        rows = _page(opened, after, PER_PAGE + 1)
    total, differing, filled = figures[0], figures[1 : 1 + len(DIFFERS)], figures[1 + len(DIFFERS) :]
    columns = [name for name, count in zip(REST, filled, strict=True) if count]
    more = len(rows) > PER_PAGE
    shown = [_pair(row, columns) for row in rows[:PER_PAGE]]
    return Pairs(
        total=total,
        differing={name: count for name, count in zip(DIFFERS, differing, strict=True) if count},
        columns=columns,
        rows=shown,
        after=shown[-1].no if more else None,
    )


def all_pairs(overlap: FileOverlap, kept: OverlapPairs, wanted: PairFilter, *, reader: Any) -> Iterator[Pair]:
    """All that fit, so many at once, for a file."""
    with _opened(overlap, kept, wanted, reader) as opened:
        after = 0
        while rows := _page(opened, after, TAKEN_AT_ONCE):
            yield from (_pair(row, REST) for row in rows)
            after = rows[-1]["no"]


def _page(opened: _Open, after: int, limit: int) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM pairs WHERE {opened.where} AND no > ? ORDER BY no LIMIT ?"  # noqa: S608 -- our own words
    return opened.door.records(sql, [*opened.values, after, limit])


def _pair(row: Mapping[str, Any], columns: Sequence[str]) -> Pair:
    both = row["first_row"] is not None and row["second_row"] is not None
    differing = [name for name in columns if both and row[f"first_{name}"] != row[f"second_{name}"]]

    def told(side: str) -> Told | None:
        if row[f"{side}_row"] is None:
            return None
        return Told(row[f"{side}_row"], [(row[f"{side}_{name}"] or "", name in differing) for name in columns])

    return Pair(
        no=row["no"],
        at=aware(row["at"]),
        login=row["login"] or "",
        terminal=row["terminal"] or "",
        system=row["system"] or "",
        screen=row["screen"] or "",
        contract=short_hash(row["contract"]),
        earlier=told("first"),
        later=told("second"),
        differing=differing if both else [ALONE],
    )
