"""What a comparison finds to follow up, and by which rule.

* Classes: «no» though in the log, «does not remember», no answer, «yes» though not in the log of its period.
* Ids: rows of an incident whose id is nobody's, or that of several people at once.
* Answers: rules of the questionnaire that say which answers hardly go together; closed waves only.
* Amounts: among the people of one affiliation who stand in the log of an incident, somebody whose number of rows is far
  above the others'. Measured on logarithms with the median and the median distance from it, which a few large values
  cannot move: modified z = 0.6745 × (ln rows - median) / distance, above 3.5 (Iglewicz and Hoaglin, 1993), with at least
  50 rows, among at least 20 people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import Person
from casework.models import Case, Incident
from engines.columnar.door import Door
from evidence.enums import DISCREPANT, NOTE_OF_CLASS, NoteType
from evidence.inputs import incidents_of
from evidence.models import ReconciliationRun
from surveys.contradictions.queries import found as contradictions_found

OUTLIER_SCORE, OUTLIER_ROWS, OUTLIER_PEOPLE = 3.5, 50, 20
AUTOMATIC = (
    NoteType.DENIED_THOUGH_LOGGED,
    NoteType.UNSURE,
    NoteType.NO_ANSWER,
    NoteType.REPORTED_THOUGH_NOT_LOGGED,
    NoteType.UNMAPPED_ID,
    NoteType.SHARED_ID,
    NoteType.CONTRADICTION,
    NoteType.VOLUME_OUTLIER,
)
CLASSES = """
SELECT incident, person_no, class, views, contracts, first_at, last_at FROM classes WHERE list_contains(?, class)
"""
IDS = """
SELECT incident, system, login, coalesce(shared, false) AS shared, count(*) AS rows, count(DISTINCT contract) AS contracts,
  min("at") AS first_at, max("at") AS last_at
FROM views WHERE counted AND person_no IS NULL AND login IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
OUTLIERS = """
WITH amounts AS (
  SELECT incident, person_no, any_value(affiliation) AS affiliation, count(*) AS rows, ln(count(*)) AS amount
  FROM views WHERE counted AND person_no IS NOT NULL GROUP BY incident, person_no
),
middles AS (
  SELECT incident, affiliation, count(*) AS people, median(amount) AS middle FROM amounts GROUP BY incident, affiliation
),
groups AS (
  SELECT m.incident, m.affiliation, m.people, m.middle, median(abs(a.amount - m.middle)) AS distance
  FROM middles m JOIN amounts a ON a.incident = m.incident AND a.affiliation IS NOT DISTINCT FROM m.affiliation
  GROUP BY m.incident, m.affiliation, m.people, m.middle
)
SELECT a.incident, a.person_no, a.rows, g.people, round(exp(g.middle)) AS typical,
  round(0.6745 * (a.amount - g.middle) / g.distance, 1) AS score
FROM amounts a JOIN groups g ON g.incident = a.incident AND g.affiliation IS NOT DISTINCT FROM a.affiliation
WHERE g.people >= ? AND g.distance > 0 AND a.rows >= ? AND 0.6745 * (a.amount - g.middle) / g.distance > ?
"""


@dataclass(frozen=True)
class Ground:
    """One thing to follow up: about a person, or (person_no empty) about «system:id»."""

    incident: str
    type: NoteType
    person_no: str = ""
    about: str = ""
    facts: tuple[tuple[str, Any], ...] = ()


def grounds_of(run: ReconciliationRun) -> Iterator[Ground]:
    """Everything that this comparison finds."""
    with Door(directories=[run.result.path.parent, run.facts.views.path.parent]) as door:
        door.register_parquet("classes", run.result.path)
        door.register_parquet("views", run.facts.views.path)
        placed = door.records(CLASSES, [[str(kind) for kind in DISCREPANT]])
        ids = door.records(IDS)
        outliers = door.records(OUTLIERS, [OUTLIER_PEOPLE, OUTLIER_ROWS, OUTLIER_SCORE])
    known = Person.objects.filter(roster_id=run.case.roster_id).exists()  # else every id is nobody's
    types = {str(kind): NOTE_OF_CLASS[kind] for kind in DISCREPANT}
    for row in placed:
        yield Ground(row["incident"], types[row["class"]], person_no=row["person_no"], facts=_facts(row, "class"))
    for row in ids if known else []:
        type_ = NoteType.SHARED_ID if row["shared"] else NoteType.UNMAPPED_ID
        yield Ground(row["incident"], type_, about=f"{row['system']}:{row['login']}", facts=_facts(row))
    for row in outliers:
        facts = (
            ("views", row["rows"]),
            ("typical", int(row["typical"])),
            ("people", row["people"]),
            ("score", float(row["score"])),
        )
        yield Ground(row["incident"], NoteType.VOLUME_OUTLIER, person_no=row["person_no"], facts=facts)
    yield from _contradictions(run.case)


def _facts(row: dict[str, Any], *also: str) -> tuple[tuple[str, Any], ...]:
    named = {
        "views": row.get("views", row.get("rows")),
        "contracts": row["contracts"],
        "first": row["first_at"].isoformat() if row["first_at"] else None,
        "last": row["last_at"].isoformat() if row["last_at"] else None,
    }
    return (*((name, row[name]) for name in also), *named.items())


def _contradictions(case: Case) -> Iterator[Ground]:
    """One ground per person: the incident is the first one whose answers are read from that wave."""
    incident_of: dict[str, str] = {}
    first = Incident.objects.filter(case=case).order_by("position", "pk").first()
    for entry in incidents_of(case):
        for wave in entry.viewing.waves if entry.viewing else []:
            incident_of.setdefault(wave, entry.incident.no)
    found: dict[tuple[str, str], list[str]] = {}
    for finding in contradictions_found(case):
        incident = incident_of.get(finding.wave.code, first.no if first else "")
        if incident:
            found.setdefault((incident, finding.person.no), []).append(f"{finding.wave.code}: {finding.rule.code}")
    for (incident, person_no), rules in found.items():
        yield Ground(incident, NoteType.CONTRADICTION, person_no=person_no, facts=(("rules", rules),))


def people_by_no(case: Case) -> dict[str, int]:
    """Keys of the roster's people by person id."""
    return dict(Person.objects.filter(roster_id=case.roster_id).values_list("no", "pk"))
