"""The statements that turn log rows, identities and answers into views, facts and classes. One SQL dialect, set-based."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.columnar.door import Door, literal_path, write_parquet

IDENTITIES = {
    "system": "VARCHAR",
    "login": "VARCHAR",
    "start": "DATE",
    "end": "DATE",
    "person_no": "VARCHAR",
    "shared": "BOOLEAN",
    "confidence": "INTEGER",
}

# A log row belongs to an incident by system, window and category. Rows of the same systems and window whose category
# no incident claims are kept once, marked as not counted, so that a note can say how many there are. Which incident
# keeps them is decided per system and day, not per row: a window function over all rows took most of the time.
SCOPED = """
WITH claimed AS (SELECT DISTINCT category FROM incidents WHERE category <> ''),
scopes AS (SELECT incident, position, unnest(systems) AS system, category, log_from, log_to FROM incidents),
keepers AS (
  SELECT d.system, d.local_date, arg_min(i.incident, i.position) AS incident
  FROM (SELECT DISTINCT system, local_date FROM log_rows) d JOIN scopes i
    ON i.system = d.system AND i.category <> ''
   AND (i.log_from IS NULL OR d.local_date >= i.log_from) AND (i.log_to IS NULL OR d.local_date <= i.log_to)
  GROUP BY d.system, d.local_date
),
scoped AS (
  SELECT r.*, i.incident, true AS counted
  FROM log_rows r JOIN scopes i
    ON i.system = r.system AND (i.category = '' OR r.category = i.category)
   AND (i.log_from IS NULL OR r.local_date >= i.log_from) AND (i.log_to IS NULL OR r.local_date <= i.log_to)
  UNION ALL BY NAME
  SELECT r.*, k.incident, false AS counted
  FROM log_rows r JOIN keepers k ON k.system = r.system AND k.local_date = r.local_date
  WHERE r.category IS NOT NULL AND r.category NOT IN (SELECT category FROM claimed)
)
"""

VIEWS = (
    SCOPED
    + """
SELECT s.incident, s.system, d.person_no, coalesce(p.affiliation, t.affiliation) AS affiliation, s.terminal, s.contract,
       s.category, s."at", s.local_date, s.login, s.counted, s.screen, s.action, s.customer_kind, s.retailer,
       coalesce(d.shared, false) AS shared, d.confidence, s.file_no, s.file_row
FROM scoped s
LEFT JOIN identities d ON d.system = s.system AND d.login = s.login AND s.local_date BETWEEN d.start AND d."end"
LEFT JOIN people p ON p.person_no = d.person_no
LEFT JOIN terminals t ON t.system = s.system AND t.terminal = s.terminal
ORDER BY s.incident, d.person_no, s."at", s.file_no, s.file_row
"""
)

FACTS = """
SELECT incident, person_no, min("at") AS first_at, max("at") AS last_at, count(*) AS views,
       count(DISTINCT contract) AS contracts, count(DISTINCT terminal) AS terminals, count(DISTINCT local_date) AS days
FROM views WHERE counted AND person_no IS NOT NULL GROUP BY ALL ORDER BY incident, person_no
"""

# Precedence: a log that cannot name people decides first; then log yes; then the answer's period; then the quiet rest.
CLASSES = """
WITH everyone AS (
  SELECT i.incident, m.person_no FROM incidents i CROSS JOIN members m
  UNION
  SELECT incident, person_no FROM facts
)
SELECT e.incident, e.person_no,
  CASE
    WHEN NOT u.usable THEN 'log_not_usable'
    WHEN f.views IS NOT NULL THEN CASE
      WHEN w.answer = 'yes' THEN 'log_yes_answer_yes'
      WHEN w.answer = 'no' THEN 'log_yes_answer_no'
      WHEN w.answer = 'unsure' THEN 'log_yes_answer_unsure'
      WHEN a.person_no IS NOT NULL THEN 'log_yes_no_answer'
      ELSE 'log_yes_not_asked' END
    WHEN w.answer = 'yes' THEN CASE w.period
      WHEN 'in' THEN 'log_no_answer_yes_in_window'
      WHEN 'out' THEN 'answer_yes_out_of_window'
      ELSE 'answer_yes_period_unknown' END
    WHEN w.answer = 'no' THEN 'log_no_answer_no'
    WHEN w.answer = 'unsure' THEN 'log_no_answer_unsure'
    WHEN a.person_no IS NOT NULL THEN 'log_no_no_answer'
    ELSE 'log_no_not_asked'
  END AS class,
  f.first_at, f.last_at, coalesce(f.views, 0) AS views, coalesce(f.contracts, 0) AS contracts
FROM everyone e
JOIN usable u ON u.incident = e.incident
LEFT JOIN facts f ON f.incident = e.incident AND f.person_no = e.person_no
LEFT JOIN answers w ON w.incident = e.incident AND w.person_no = e.person_no
LEFT JOIN asked a ON a.incident = e.incident AND a.person_no = e.person_no
ORDER BY e.incident, e.person_no
"""

UNMAPPED = """
SELECT incident, count(DISTINCT (system, login)) AS ids FROM views
WHERE counted AND person_no IS NULL AND login IS NOT NULL GROUP BY incident
"""


def open_log(door: Door, files: list[tuple[Path, str]]) -> None:
    """Make all files one relation `log_rows`; a row without a system gets its source's."""
    parts = [
        f"SELECT * REPLACE (coalesce(nullif(system, ''), {literal(system)}) AS system), {number} AS file_no "  # noqa: S608 -- literals
        f"FROM read_parquet({literal_path(path)})"
        for number, (path, system) in enumerate(files)
    ]
    door.execute("CREATE VIEW log_rows AS " + " UNION ALL BY NAME ".join(parts))


def literal(text: str) -> str:
    """A text as an SQL literal, for a view's definition, where nothing can be bound."""
    return "'" + text.replace("'", "''") + "'"


def seen_logins(door: Door) -> list[tuple[str, str]]:
    """The (system, log-in id) pairs that stand in the log."""
    rows = door.query("SELECT DISTINCT system, login FROM log_rows WHERE login IS NOT NULL ORDER BY ALL")
    return [(str(system), str(login)) for system, login in rows]


def make_views(door: Door, target: Path) -> int:
    """One row per log row × incident."""
    return door.copy_to_parquet(VIEWS, target)


def make_facts(door: Door, target: Path) -> int:
    """One row per person × incident."""
    return door.copy_to_parquet(FACTS, target)


def make_classes(door: Door, target: Path) -> int:
    """One row per person × incident, each with one class."""
    return door.copy_to_parquet(CLASSES, target)


def write_empty_log(target: Path) -> None:
    """A log without rows, for a case that has received none."""
    from engines.columnar.logs import PARQUET_COLUMNS  # noqa: PLC0415 -- only here

    write_parquet(target, PARQUET_COLUMNS, [])


def summary_of(door: Door) -> dict[str, Any]:
    """Counts per incident and class, and unmapped ids, from the relations `classes` and `views`."""
    found: dict[str, Any] = {}
    for incident, kind, people in door.query("SELECT incident, class, count(*) FROM classes GROUP BY ALL ORDER BY ALL"):
        entry = found.setdefault(incident, {"population": 0, "classes": {}, "unmapped_ids": 0})
        entry["classes"][kind] = people
        entry["population"] += people
    for incident, ids in door.query(UNMAPPED):
        found.setdefault(incident, {"population": 0, "classes": {}, "unmapped_ids": 0})["unmapped_ids"] = ids
    return found
