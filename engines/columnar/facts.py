"""From canonical logs to views per incident, and to facts per person and incident.

A row belongs to an incident when its system does, its day lies in the incident's window, and its customer
category is the incident's. Rows of another protected category that no incident of the case claims on that system
are kept beside as not counted; rows of the company's own customers belong to no incident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engines.columnar.door import Door, literal_path, write_parquet

OWN_CATEGORY = "own"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
VIEW_COLUMNS = (
    "incident",
    "system",
    "person_no",
    "affiliation",
    "terminal",
    "contract",
    "category",
    "at",
    "local_date",
    "login",
    "counted",
    "screen",
    "action",
    "file",
    "file_row",
)


@dataclass(frozen=True)
class LogInput:
    """One ingested file: its Parquet, the system of rows that name none, and a name to find the line again."""

    path: Path
    system: str
    file: str


@dataclass(frozen=True)
class IncidentRule:
    """Which rows are views of an incident. An empty category takes every row but those of own customers."""

    no: str
    systems: tuple[str, ...]
    category: str
    first: date
    last: date


@dataclass(frozen=True)
class Holding:
    """A log-in id of one person on one system (any system when empty) in a period; `lent` ids have a reason."""

    system: str
    login: str
    person_no: str
    first: date = FIRST_DAY
    last: date = LAST_DAY
    lent: bool = False


@dataclass(frozen=True)
class Unmapped:
    """A log-in id, or a terminal without log-in, that leads to nobody (or to several people at once)."""

    incident: str
    system: str
    kind: str
    value: str
    rows: int


@dataclass(frozen=True)
class Facts:
    """What one run made."""

    views: int
    facts: int
    unmapped: tuple[Unmapped, ...]
    unlisted: tuple[Unmapped, ...]


def compute_facts(
    *,
    logs: Sequence[LogInput],
    incidents: Sequence[IncidentRule],
    holdings: Iterable[Holding],
    fold: Callable[[str], str],
    people: Mapping[str, str],
    terminals: Mapping[tuple[str, str], str],
    directory: Path,
    memory_limit: str = "2GB",
    threads: int = 2,
    watch: Callable[[float], None] = lambda _share: None,
) -> Facts:
    """Write `directory`/views.parquet and facts.parquet.

    people: person number → affiliation code; terminals: (system, terminal) → the holder's affiliation code.
    fold makes two spellings of a log-in id equal; holdings carry folded ids. watch(share done) may raise to stop.
    """
    folders = list({log.path.resolve().parent for log in logs})
    with Door(directories=[directory, *folders], memory_limit=memory_limit, threads=threads) as door:
        _logs_view(door, logs)
        _small_tables(door, directory, incidents, people, terminals)
        used = door.query("SELECT DISTINCT system, login FROM logs WHERE login IS NOT NULL ORDER BY ALL")
        resolved = resolve_logins([(system, login) for system, login in used], holdings, fold)
        _table(door, directory, "identities", IDENTITY_COLUMNS, resolved)
        door.watched(
            f"COPY ({VIEWS_SQL}) TO {literal_path(directory / 'views.parquet')} (FORMAT parquet, COMPRESSION zstd)",
            {"own": OWN_CATEGORY},
            watch,
        )
        door.register_parquet("views", directory / "views.parquet")
        facts = door.copy_to_parquet(FACTS_SQL, directory / "facts.parquet")
        [(views,)] = door.query("SELECT count(*) FROM views")
        unmapped = tuple(Unmapped(*row) for row in door.query(UNMAPPED_SQL))
        unlisted = tuple(Unmapped(*row) for row in door.query(UNLISTED_SQL))
    for name in ("incidents", "claims", "people", "terminals", "identities"):
        (directory / f"{name}.parquet").unlink(missing_ok=True)
    return Facts(views, facts, unmapped, unlisted)


def resolve_logins(
    used: Iterable[tuple[str, str]], holdings: Iterable[Holding], fold: Callable[[str], str]
) -> list[dict[str, object]]:
    """For each log-in id as written in a log: spells without overlap in which it means exactly one person.

    A lent id recorded for exact days wins over its owner on those days. Two people at once mean nobody.
    """
    held: dict[tuple[str, str], list[Holding]] = {}
    for holding in holdings:
        held.setdefault((holding.system, holding.login), []).append(holding)
    rows: list[dict[str, object]] = []
    for system, login in used:
        folded = fold(login)
        candidates = held.get((system, folded), []) + held.get(("", folded), [])
        for first, last, person_no in _spells(candidates):
            rows.append(
                {
                    "system": system,
                    "login": login,
                    "person_no": person_no,
                    "first": first.isoformat(),
                    "last": last.isoformat(),
                }
            )
    return rows


def _spells(candidates: Sequence[Holding]) -> list[tuple[date, date, str]]:
    if len(candidates) == 1:
        only = candidates[0]
        return [(only.first, only.last, only.person_no)]
    starts = sorted({c.first for c in candidates} | {_next(c.last) for c in candidates if c.last < LAST_DAY})
    spells = []
    for position, start in enumerate(starts):
        end = _before(starts[position + 1]) if position + 1 < len(starts) else LAST_DAY
        valid = [c for c in candidates if c.first <= start <= c.last]
        lent = [c for c in valid if c.lent and c.first > FIRST_DAY and c.last < LAST_DAY]
        found = {c.person_no for c in lent or valid}
        if len(found) == 1:
            spells.append((start, end, found.pop()))
    return spells


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _logs_view(door: Door, logs: Sequence[LogInput]) -> None:
    """All files as one view; the values are bound in a table, since a view takes no parameters."""
    door.execute("CREATE TEMP TABLE inputs (position INTEGER, system VARCHAR, file VARCHAR)")
    parts = []
    for position, log in enumerate(logs):
        door.execute("INSERT INTO inputs VALUES (?, ?, ?)", [position, log.system, log.file])
        parts.append(
            f"SELECT l.* REPLACE (coalesce(l.system, i.system) AS system), i.file "  # noqa: S608 -- our own paths
            f"FROM read_parquet({literal_path(log.path.resolve())}) l, inputs i WHERE i.position = {position}"
        )
    door.execute(f"CREATE TEMP VIEW logs AS {' UNION ALL '.join(parts) if parts else EMPTY_LOGS}")


EMPTY_LOGS = """
SELECT CAST(NULL AS BIGINT) AS file_row, CAST(NULL AS TIMESTAMP) AS "at", CAST(NULL AS DATE) AS local_date,
       CAST(NULL AS VARCHAR) AS login, CAST(NULL AS VARCHAR) AS terminal, CAST(NULL AS VARCHAR) AS system,
       CAST(NULL AS VARCHAR) AS screen, CAST(NULL AS VARCHAR) AS contract, CAST(NULL AS VARCHAR) AS category,
       CAST(NULL AS VARCHAR) AS customer_kind, CAST(NULL AS VARCHAR) AS retailer, CAST(NULL AS VARCHAR) AS action,
       CAST(NULL AS VARCHAR) AS file WHERE false
"""
IDENTITY_COLUMNS = {"system": "VARCHAR", "login": "VARCHAR", "person_no": "VARCHAR", "first": "DATE", "last": "DATE"}


def _small_tables(
    door: Door,
    directory: Path,
    incidents: Sequence[IncidentRule],
    people: Mapping[str, str],
    terminals: Mapping[tuple[str, str], str],
) -> None:
    pairs = [(incident, system) for incident in incidents for system in incident.systems]
    _table(
        door,
        directory,
        "incidents",
        {"no": "VARCHAR", "system": "VARCHAR", "category": "VARCHAR", "first": "DATE", "last": "DATE"},
        [
            {"no": i.no, "system": system, "category": i.category, "first": str(i.first), "last": str(i.last)}
            for i, system in pairs
        ],
    )
    claims = {(system, i.category) for i, system in pairs if i.category}
    _table(
        door,
        directory,
        "claims",
        {"system": "VARCHAR", "category": "VARCHAR"},
        [{"system": system, "category": category} for system, category in sorted(claims)],
    )
    _table(
        door,
        directory,
        "people",
        {"person_no": "VARCHAR", "affiliation": "VARCHAR"},
        [{"person_no": no, "affiliation": affiliation} for no, affiliation in people.items()],
    )
    _table(
        door,
        directory,
        "terminals",
        {"system": "VARCHAR", "terminal": "VARCHAR", "affiliation": "VARCHAR"},
        [{"system": s, "terminal": t, "affiliation": affiliation} for (s, t), affiliation in terminals.items()],
    )


def _table(
    door: Door, directory: Path, name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, object]]
) -> None:
    write_parquet(directory / f"{name}.parquet", columns, rows)
    door.register_parquet(name, directory / f"{name}.parquet")


VIEWS_SQL = """
SELECT i.no AS incident, l.system, d.person_no, coalesce(p.affiliation, t.affiliation) AS affiliation, l.terminal,
       l.contract, l.category, l."at", l.local_date, l.login,
       (i.category = '' OR coalesce(l.category, '') = i.category) AS counted,
       l.screen, l.action, l.file, l.file_row
FROM logs l
JOIN incidents i ON i.system = l.system AND l.local_date BETWEEN i.first AND i.last
LEFT JOIN identities d ON d.system = l.system AND d.login = l.login AND l.local_date BETWEEN d.first AND d.last
LEFT JOIN people p ON p.person_no = d.person_no
LEFT JOIN terminals t ON t.system = l.system AND t.terminal = l.terminal
LEFT JOIN claims c ON c.system = l.system AND c.category = l.category
WHERE coalesce(l.category, '') <> $own
  AND (i.category = '' OR coalesce(l.category, '') = i.category OR (l.category IS NOT NULL AND c.category IS NULL))
ORDER BY incident, person_no, l."at", l.file, l.file_row
"""
FACTS_SQL = """
SELECT incident, person_no, any_value(affiliation) AS affiliation, count(*) AS views,
       count(DISTINCT contract) AS contracts, count(DISTINCT (system, terminal)) AS terminals,
       count(DISTINCT local_date) AS days, min("at") AS first_at, max("at") AS last_at
FROM views WHERE counted AND person_no IS NOT NULL
GROUP BY incident, person_no ORDER BY incident, person_no
"""
UNMAPPED_SQL = """
SELECT incident, system, 'login' AS kind, login AS value, count(*) AS "rows"
FROM views WHERE counted AND person_no IS NULL AND login IS NOT NULL GROUP BY ALL
UNION ALL
SELECT incident, system, 'terminal', terminal, count(*)
FROM views WHERE counted AND login IS NULL AND terminal IS NOT NULL AND affiliation IS NULL GROUP BY ALL
ORDER BY 1, 2, 3, 4
"""
UNLISTED_SQL = """
SELECT '' AS incident, l.system, 'login' AS kind, l.login AS value, count(*) AS "rows"
FROM logs l LEFT JOIN identities d
  ON d.system = l.system AND d.login = l.login AND l.local_date BETWEEN d.first AND d.last
WHERE l.login IS NOT NULL AND d.person_no IS NULL GROUP BY ALL ORDER BY 2, 4
"""


def person_lines(
    views: Path,
    *,
    person_no: str,
    first: date | None = None,
    last: date | None = None,
    limit: int = 500,
) -> list[dict[str, Any]]:
    """The person's counted lines in time order, at most `limit`; one line of two incidents comes once."""
    with Door(directories=[views.parent]) as door:
        door.register_parquet("views", views)
        return door.records(
            'SELECT "at", local_date, system, screen, action, contract, category, terminal, login, file, file_row, '
            "string_agg(DISTINCT incident, ' ' ORDER BY incident) AS incidents "
            "FROM views WHERE counted AND person_no = $person AND local_date BETWEEN $first AND $last "
            'GROUP BY ALL ORDER BY "at", file, file_row LIMIT $limit',
            {"person": person_no, "first": first or FIRST_DAY, "last": last or LAST_DAY, "limit": limit},
        )


@dataclass(frozen=True)
class PersonSummary:
    """A person's counted log: rows per day, and totals per incident, system and category."""

    days: dict[date, int]
    totals: list[dict[str, Any]]


def person_summary(views: Path, *, person_no: str) -> PersonSummary:
    """For the dossier: one line of two incidents counts once in the days."""
    with Door(directories=[views.parent]) as door:
        door.register_parquet("views", views)
        mine = {"person": person_no}
        days = door.query(
            "SELECT local_date, count(DISTINCT (file, file_row)) FROM views "
            "WHERE counted AND person_no = $person GROUP BY 1 ORDER BY 1",
            mine,
        )
        totals = door.records(
            "SELECT incident, system, category, count(*) AS views, count(DISTINCT contract) AS contracts, "
            'min("at") AS first_at, max("at") AS last_at FROM views WHERE counted AND person_no = $person '
            "GROUP BY ALL ORDER BY incident, system, category NULLS LAST",
            mine,
        )
    return PersonSummary({day: int(count) for day, count in days}, totals)


def read_facts(facts: Path) -> list[dict[str, Any]]:
    """All facts, in their order."""
    with Door(directories=[facts.parent]) as door:
        door.register_parquet("facts", facts)
        return door.records("SELECT * FROM facts ORDER BY incident, person_no")
