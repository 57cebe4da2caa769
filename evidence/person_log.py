"""One person's lines of the log, for the dossier. Contract ids are keyed hashes; nothing of a customer is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casework.models import Case, EmergencyWindow, System
from engines.columnar.door import Door
from evidence.inputs import log_files_of
from evidence.models import ExplanationRule, FactRun, LogFile

LINES_SHOWN = 500


def aware(moment: datetime) -> datetime:
    """The engine's naive UTC as an aware time."""
    return moment.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Total:
    """Views of one incident on one system and category."""

    incident: str
    system: str
    category: str
    views: int
    contracts: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Line:
    """One row of the log; `emergency` names the declared emergency it falls into, which may explain it.

    `explained` names the approved explanation of the row; such a row is shown but does not count.
    """

    at: datetime
    system: str
    screen: str
    action: str
    contract: str
    category: str
    terminal: str
    incidents: str
    file: str
    file_row: int
    emergency: str = ""
    explained: str = ""


def views_by_day(views: Path, person_no: str) -> dict[date, int]:
    """Counted lines of each local day; a line that belongs to two incidents counts once."""
    with Door(directories=[views.parent]) as door:
        door.register_parquet("views", views)
        rows = door.query(
            "SELECT local_date, count(DISTINCT (file_no, file_row)) FROM views "
            "WHERE counted AND person_no = ? GROUP BY 1 ORDER BY 1",
            [person_no],
        )
    return {day: int(count) for day, count in rows}


def totals_of(views: Path, person_no: str) -> list[Total]:
    """Per incident, system and category."""
    with Door(directories=[views.parent]) as door:
        door.register_parquet("views", views)
        rows = door.query(
            f"SELECT incident, system, coalesce(category, ''), {views_sql(door)}, count(DISTINCT contract), "  # noqa: S608 -- our own words
            'min("at"), max("at") FROM views WHERE counted AND person_no = ? '
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [person_no],
        )
    return [
        Total(incident, system, category, views_, contracts, aware(first), aware(last))
        for incident, system, category, views_, contracts, first, last in rows
    ]


def views_sql(door: Door) -> str:
    """How views are counted in a group of `views`: by the rows that begin one; facts of before count every row."""
    columns = {row[0] for row in door.query("DESCRIBE views")}
    return "CAST(sum(CASE WHEN begins THEN 1 ELSE 0 END) AS BIGINT)" if "begins" in columns else "count(*)"


def lines_of(case: Case, run: FactRun, person_no: str, day: date) -> list[Line]:
    """The lines of one local day that count or are explained, in time order, at most LINES_SHOWN."""
    with Door(directories=[run.views.path.parent]) as door:
        door.register_parquet("views", run.views.path)
        known = {row[0] for row in door.query("DESCRIBE views")}
        rule, also = ("explanation", "OR explanation IS NOT NULL") if "explanation" in known else ("NULL", "")
        rows = door.records(
            'SELECT "at", system, screen, action, contract, category, terminal, file_no, file_row, '  # noqa: S608 -- our own words
            f"{rule} AS rule, string_agg(DISTINCT incident, ', ' ORDER BY incident) AS incidents FROM views "
            f"WHERE (counted {also}) AND person_no = ? AND local_date = ? "
            'GROUP BY ALL ORDER BY "at", file_no, file_row LIMIT ?',
            [person_no, day, LINES_SHOWN],
        )
    rules = {str(rule.public_id): rule.title for rule in ExplanationRule.objects.filter(case=case)}
    names = file_names(run)
    windows = list(EmergencyWindow.objects.filter(case=case).prefetch_related("systems"))
    codes = {window.pk: {system.code for system in window.systems.all()} for window in windows}
    systems = {system.code: system.label for system in System.objects.filter(case=case)}
    return [
        replace(_line(row, names, systems, windows, codes), explained=rules.get(row["rule"] or "", "")) for row in rows
    ]


def _line(
    row: dict[str, Any],
    names: Sequence[str],
    systems: dict[str, str],
    windows: Sequence[EmergencyWindow],
    codes: dict[int, set[str]],
) -> Line:
    at = aware(row["at"])
    declared = next(
        (
            w.title
            for w in windows
            if w.starts_at <= at < w.ends_at and (not codes[w.pk] or row["system"] in codes[w.pk])
        ),
        "",
    )
    return Line(
        at=at,
        system=systems.get(row["system"], row["system"] or ""),
        screen=row["screen"] or "",
        action=row["action"] or "",
        contract=short_hash(row["contract"]),
        category=row["category"] or "",
        terminal=row["terminal"] or "",
        incidents=row["incidents"],
        file=names[row["file_no"]] if row["file_no"] < len(names) else "",
        file_row=row["file_row"],
        emergency=declared,
    )


def short_hash(contract: str | None) -> str:
    """Enough of the keyed hash to tell two contracts apart on a page: k:7f3a…c1."""
    return f"k:{contract[:4]}…{contract[-2:]}" if contract else ""


def file_names(run: FactRun) -> list[str]:
    """The files by the views' file_no."""
    ids = run.summary.get("files", [])
    names = {str(pk): name for pk, name in LogFile.objects.filter(public_id__in=ids).values_list("public_id", "name")}
    return [names.get(public_id, "") for public_id in ids]


@dataclass(frozen=True)
class Span:
    """Local days that a log covers, both included."""

    first: date
    last: date


def coverage(case: Case) -> list[Span]:
    """The days covered by the received logs: as declared by the giver, else as the rows say."""
    zone = ZoneInfo(case.time_zone)
    spans = []
    for log_file in log_files_of(case):
        first = log_file.window_from or (log_file.first_at.astimezone(zone).date() if log_file.first_at else None)
        last = log_file.window_to or (log_file.last_at.astimezone(zone).date() if log_file.last_at else None)
        if first and last:
            spans.append(Span(first, last))
    return sorted(spans, key=lambda span: (span.first, span.last))
