"""Searching the rows that belong to the case's incidents, page by page, without ever loading them all.

Rows outside every incident's scope are nobody's business here: they are not searched. Columns of customers are keyed
hashes; a page shows their short form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import Person
from casework.models import Case
from engines.columnar.door import Door
from evidence.models import FactRun, LogFile
from evidence.notes.queries import own_numbers
from evidence.person_log import aware, short_hash
from evidence.timeline.filters import SearchFilter, conditions

PER_PAGE = 50
SHOWN = (
    "incident",
    '"at"',
    "system",
    "person_no",
    "login",
    "terminal",
    "screen",
    "action",
    "contract",
    "category",
    "counted",
    "file_no",
    "file_row",
)
FIGURES = """
SELECT count(DISTINCT (file_no, file_row)), count(DISTINCT person_no), count(DISTINCT contract),
  count(DISTINCT (system, terminal)) FILTER (WHERE terminal IS NOT NULL), min("at"), max("at") FROM views WHERE {where}
"""
DAYS = "SELECT local_date, count(DISTINCT (file_no, file_row)) FROM views WHERE {where} GROUP BY 1 ORDER BY 1"
HOURS = """
SELECT extract('hour' FROM ("at" AT TIME ZONE 'UTC') AT TIME ZONE ?), count(DISTINCT (file_no, file_row))
FROM views WHERE {where} GROUP BY 1 ORDER BY 1
"""
FINGERPRINT = """
SELECT file_no, count(*), sum(file_row), sum((file_row * 7919 + 17) % 1000000007)
FROM (SELECT DISTINCT file_no, file_row FROM views WHERE {where}) GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class Row:
    """One row of the log, once, with all incidents it belongs to. `key` continues the list after it."""

    at: datetime
    incidents: str
    system: str
    person_no: str
    login: str
    terminal: str
    screen: str
    action: str
    contract: str
    category: str
    counted: bool
    explanation: str
    file: str
    sha256: str
    file_id: str
    file_row: int
    key: str


@dataclass(frozen=True)
class Figures:
    """What was found: rows, people, contracts, terminals, first and last moment."""

    rows: int = 0
    people: int = 0
    contracts: int = 0
    terminals: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "people": self.people,
            "contracts": self.contracts,
            "terminals": self.terminals,
            "first": self.first_at.isoformat() if self.first_at else None,
            "last": self.last_at.isoformat() if self.last_at else None,
        }


@dataclass(frozen=True)
class Found:
    """One page of rows; `after` is the key of the next page, empty at the end."""

    figures: Figures
    days: dict[date, int]
    hours: dict[int, int]
    rows: Sequence[Row]
    after: str = ""


@dataclass(frozen=True)
class _Log:
    """The views of one run, with a condition on them."""

    door: Door
    where: str
    values: list[object]
    columns: set[str]
    files: list[LogFile | None] = field(default_factory=list)


@contextmanager
def _opened(case: Case, run: FactRun, wanted: SearchFilter, reader: Any) -> Iterator[_Log]:
    people = None
    if wanted.unit:
        named = Person.objects.filter(roster_id=case.roster_id, unit=wanted.unit)
        people = list(named.values_list("no", flat=True))
    hidden = list(own_numbers(case, reader)) if reader is not None else []
    with Door(directories=[run.views.path.parent]) as door:
        door.register_parquet("views", run.views.path)
        columns = {str(row[0]) for row in door.query("DESCRIBE views")}
        where, values = conditions(wanted, zone=case.time_zone, people=people, hidden=hidden, columns=columns)
        yield _Log(door, where, values, columns, files_of(run))


def files_of(run: FactRun) -> list[LogFile | None]:
    """The files of a run by the number that its rows carry."""
    ids = [str(public_id) for public_id in run.summary.get("files", [])]
    found = {str(one.public_id): one for one in LogFile.objects.filter(public_id__in=ids)}
    return [found.get(public_id) for public_id in ids]


def search(case: Case, run: FactRun, wanted: SearchFilter, *, reader: Any, after: str = "") -> Found:
    """The figures over everything that fits, and one page of it. `reader` never finds rows of their own."""
    with _opened(case, run, wanted, reader) as log:
        figures = _figures(log)
        days = dict(log.door.query(DAYS.format(where=log.where), log.values))
        hours = dict(log.door.query(HOURS.format(where=log.where), [case.time_zone, *log.values]))
        rows = _page(log, wanted, after)
    more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    return Found(figures, days, {int(h): n for h, n in hours.items()}, rows, rows[-1].key if more else "")


def measure(case: Case, run: FactRun, wanted: SearchFilter, *, reader: Any) -> tuple[Figures, str]:
    """The figures, and a hash of which rows fit: files by their SHA-256, rows by their number in them."""
    with _opened(case, run, wanted, reader) as log:
        lines = log.door.query(FINGERPRINT.format(where=log.where), log.values)
        files = [
            [found.sha256 if (found := log.files[no]) else "", int(rows), int(numbers), int(mixed)]
            for no, rows, numbers, mixed in lines
        ]
        return _figures(log), hashlib.sha256(json.dumps(sorted(files)).encode()).hexdigest()


def row_of(case: Case, run: FactRun, *, file_id: str, file_row: int, reader: Any) -> Row | None:
    """One row by its place in its file."""
    with _opened(case, run, SearchFilter(), reader) as log:
        numbers = [no for no, found in enumerate(log.files) if found and str(found.public_id) == file_id]
        if not numbers:
            return None
        narrowed = _Log(
            log.door,
            f"{log.where} AND file_no = ? AND file_row = ?",
            [*log.values, numbers[0], file_row],
            log.columns,
            log.files,
        )
        return next(iter(_page(narrowed, SearchFilter(), "")), None)


def _figures(log: _Log) -> Figures:
    [(rows, people, contracts, terminals, first, last)] = log.door.query(FIGURES.format(where=log.where), log.values)
    return Figures(rows, people, contracts, terminals, aware(first) if first else None, aware(last) if last else None)


def _page(log: _Log, wanted: SearchFilter, after: str) -> list[Row]:
    """One more row than a page. A row in several incidents stands in `views` once for each: they are put together."""
    [(incidents,)] = log.door.query("SELECT count(DISTINCT incident) FROM views")
    down = wanted.order == "newest"
    where, values = log.where, list(log.values)
    if (key := _key(after)) is not None:
        where += f' AND ("at", file_no, file_row) {"<" if down else ">"} (?, ?, ?)'
        values += key
    way = "DESC" if down else "ASC"
    shown = ", ".join([*SHOWN, "explanation" if "explanation" in log.columns else "NULL AS explanation"])
    sql = (
        f"SELECT {shown} FROM views WHERE {where} "  # noqa: S608 -- our own words, values are bound
        f'ORDER BY "at" {way}, file_no {way}, file_row {way}, incident LIMIT ?'
    )
    rows: dict[tuple[int, int], Row] = {}
    for raw in log.door.records(sql, [*values, (PER_PAGE + 1) * max(1, incidents)]):
        place = (raw["file_no"], raw["file_row"])
        rows[place] = _row(raw, log.files, rows.get(place))
    return list(rows.values())[: PER_PAGE + 1]


def _row(raw: dict[str, Any], files: Sequence[LogFile | None], known: Row | None) -> Row:
    found = files[raw["file_no"]] if raw["file_no"] < len(files) else None
    incidents = raw["incident"] if known is None else f"{known.incidents}, {raw['incident']}"
    return Row(
        at=aware(raw["at"]),
        incidents=incidents,
        system=raw["system"] or "",
        person_no=raw["person_no"] or "",
        login=raw["login"] or "",
        terminal=raw["terminal"] or "",
        screen=raw["screen"] or "",
        action=raw["action"] or "",
        contract=short_hash(raw["contract"]),
        category=raw["category"] or "",
        counted=raw["counted"] or bool(known and known.counted),
        explanation=raw["explanation"] or "",
        file=found.name if found else "",
        sha256=found.sha256 if found else "",
        file_id=str(found.public_id) if found else "",
        file_row=raw["file_row"],
        key=f"{raw['at'].isoformat()}_{raw['file_no']}_{raw['file_row']}",
    )


def _key(text: str) -> list[object] | None:
    """(moment, file, row) of a key; what is none begins at the beginning."""
    parts = text.split("_")
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
        return None
    try:
        return [datetime.fromisoformat(parts[0]), int(parts[1]), int(parts[2])]
    except ValueError:
        return None
