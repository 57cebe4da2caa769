"""Reads over evidence in the domain's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casework.models import Case, Incident
from engines.columnar.door import Door
from evidence.enums import ReconciliationClass
from evidence.models import FactRun, ReconciliationRun


def newest_facts(case: Case) -> FactRun | None:
    """The last computed facts."""
    return FactRun.objects.filter(case=case).select_related("views", "facts").order_by("-ordinal").first()


def scoped_facts(case: Case) -> FactRun | None:
    """The last facts, if they were computed by scopes; facts of before that know neither explanations nor units."""
    run = newest_facts(case)
    return run if run is not None and "scopes" in run.summary else None


def newest_views_path(case: Case) -> Path | None:
    """The Parquet file with one row per log row × incident."""
    run = newest_facts(case)
    return run.views.path if run else None


def newest_reconciliation(case: Case) -> ReconciliationRun | None:
    """The last comparison."""
    return (
        ReconciliationRun.objects.filter(case=case)
        .select_related("result", "facts__facts")
        .order_by("-ordinal")
        .first()
    )


@dataclass(frozen=True)
class Placed:
    """A person in a class, with the first and last line of the log about the incident (aware UTC, None without log).

    `days`: on how many days of the case's time zone there are such lines.
    """

    person_no: str
    kind: str
    first_at: datetime | None
    last_at: datetime | None
    views: int
    contracts: int
    days: int


PLACED = """
SELECT c.incident, c.person_no, c.class, c.first_at, c.last_at, c.views, c.contracts, coalesce(f.days, 0) AS days
FROM classes c LEFT JOIN facts f ON f.incident = c.incident AND f.person_no = c.person_no
"""


def _placed(run: ReconciliationRun, where: str, values: Sequence[Any]) -> list[tuple[str, Placed]]:
    """With the incident, by incident and person."""
    classes, facts = run.result.path, run.facts.facts.path
    with Door(directories=[classes.parent, facts.parent]) as door:
        door.register_parquet("classes", classes)
        door.register_parquet("facts", facts)
        rows = door.query(f"{PLACED} WHERE {where} ORDER BY c.incident, c.person_no", values)
    return [
        (incident, Placed(no, kind, _aware(first), _aware(last), views, contracts, days))
        for incident, no, kind, first, last, views, contracts, days in rows
    ]


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None else None


def placed_people(
    run: ReconciliationRun, incident: str, kinds: Sequence[str] | None = None, person_no: str | None = None
) -> list[Placed]:
    """The people of one incident, of all classes or of those named, by person id."""
    wanted = list(kinds) if kinds is not None else [str(kind) for kind in ReconciliationClass.values]
    where = "c.incident = ? AND list_contains(?, c.class) AND (? IS NULL OR c.person_no = ?)"
    return [placed for _incident, placed in _placed(run, where, [incident, wanted, person_no, person_no])]


def standings_of(run: ReconciliationRun, person_no: str) -> dict[str, Placed]:
    """Where one person stands, by incident."""
    return dict(_placed(run, "c.person_no = ?", [person_no]))


def counts_of(summary: Mapping[str, Any], incident: str) -> dict[str, int]:
    """Every class with its count, zero where nobody stands."""
    classes = summary.get(incident, {}).get("classes", {})
    return {str(kind): int(classes.get(kind, 0)) for kind in ReconciliationClass.values}


def reconcile_json(case: Case, *, people: bool = False) -> dict[str, Any]:
    """The newest comparison in the stable shape of the command; without one, no incidents."""
    run = newest_reconciliation(case)
    incidents: list[dict[str, Any]] = []
    if run is not None:
        made_with = run.facts.summary
        for incident in Incident.objects.filter(case=case).order_by("position", "pk"):
            if incident.no not in run.summary:
                continue
            entry: dict[str, Any] = {
                "id": incident.no,
                "population": run.summary[incident.no]["population"],
                "classes": counts_of(run.summary, incident.no),
                "unmapped_ids": run.summary[incident.no]["unmapped_ids"],
                "scope": made_with.get("scopes", {}).get(incident.no),
                "explained": made_with.get("explained", {}).get(incident.no, {}),
                "identity": made_with.get("identity", {}).get(incident.no, {}),
            }
            if people:
                entry["people"] = _people(run, incident.no)
            incidents.append(entry)
    return {"case": case.number, "run": run.ordinal if run else None, "incidents": incidents}


def _people(run: ReconciliationRun, incident: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {str(kind): [] for kind in ReconciliationClass.values}
    for placed in placed_people(run, incident):
        found[placed.kind].append(
            {
                "person": placed.person_no,
                "first": placed.first_at.isoformat() if placed.first_at else None,
                "last": placed.last_at.isoformat() if placed.last_at else None,
                "views": placed.views,
                "contracts": placed.contracts,
            }
        )
    return found
