"""The statements that turn log rows, identities and answers into views, facts and classes. One SQL dialect, set-based."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.columnar.door import Door, Watch, literal_path, part_of, write_parquet
from engines.columnar.logs import PARQUET_COLUMNS

PEOPLE = {
    "person_no": "VARCHAR",
    "affiliation": "VARCHAR",
    "unit": "VARCHAR",
    "joined_on": "DATE",
    "left_on": "DATE",
}
TERMINALS = {
    "system": "VARCHAR",
    "terminal": "VARCHAR",
    "affiliation": "VARCHAR",
    "site": "VARCHAR",
    "person_no": "VARCHAR",
}
SCOPES = {
    "incident": "VARCHAR",
    "position": "INTEGER",
    "system": "VARCHAR",
    "category": "VARCHAR",
    "screens": "VARCHAR[]",
    "actions": "VARCHAR[]",
    "minus": "VARCHAR[]",
    "minutes": "INTEGER",
    "log_from": "DATE",
    "log_to": "DATE",
}
IDENTITIES = {
    "system": "VARCHAR",
    "login": "VARCHAR",
    "start": "DATE",
    "end": "DATE",
    "person_no": "VARCHAR",
    "shared": "BOOLEAN",
    "outside": "BOOLEAN",
    "rule": "VARCHAR",
    "confidence": "INTEGER",
}
RULES = {
    "place": "INTEGER",
    "rule": "VARCHAR",
    "kind": "VARCHAR",
    "starts_at": "TIMESTAMP",
    "ends_at": "TIMESTAMP",
    **dict.fromkeys(
        (
            "systems",
            "screens",
            "categories",
            "actions",
            "retailers",
            "affiliations",
            "people",
            "logins",
            "terminals",
            "sites",
        ),
        "VARCHAR[]",
    ),
}
# The same id on another terminal within so many minutes of one day was used in two places at once.
AT_ONCE_MINUTES = 10

# Each row gets the first rule that applies to it, by the order of the rules.
EXPLAINED = """
SELECT r.file_no, r.file_row, min(e.place) AS place
FROM log_rows r
LEFT JOIN identities d ON d.system = r.system AND d.login = r.login
  AND r.local_date BETWEEN d.start AND d."end"
LEFT JOIN people p ON p.person_no = d.person_no
LEFT JOIN terminals t ON t.system = r.system AND t.terminal = r.terminal
JOIN explanations e
  ON (e.starts_at IS NULL OR r."at" >= e.starts_at) AND (e.ends_at IS NULL OR r."at" < e.ends_at)
 AND (e.systems IS NULL OR list_contains(e.systems, r.system))
 AND (e.screens IS NULL OR list_contains(e.screens, r.screen))
 AND (e.categories IS NULL OR list_contains(e.categories, r.category))
 AND (e.actions IS NULL OR list_contains(e.actions, r.action))
 AND (e.retailers IS NULL OR list_contains(e.retailers, r.retailer))
 AND (e.affiliations IS NULL OR list_contains(e.affiliations, coalesce(p.affiliation, t.affiliation)))
 AND (e.people IS NULL OR list_contains(e.people, d.person_no))
 AND (e.logins IS NULL OR list_contains(e.logins, lower(r.login)))
 AND (e.terminals IS NULL OR list_contains(e.terminals, r.terminal))
 AND (e.sites IS NULL OR list_contains(e.sites, t.site))
WHERE r.system IN (SELECT system FROM scopes)
GROUP BY r.file_no, r.file_row
"""

NONE_EXPLAINED = """
SELECT CAST(0 AS BIGINT) AS file_no, CAST(0 AS BIGINT) AS file_row, 0 AS place WHERE 1 = 0
"""

# Who sat where, once for the whole log: which ids there are, and which of them stand on several terminals.
SEEN = "SELECT DISTINCT system, login, terminal FROM log_rows"

# An id on two terminals at once. Only ids that stand on several terminals at all are looked at day by day, and only
# the days on which they do row by row: most people sit at one.
TWO_TERMINALS = f"""
WITH movers AS (
  SELECT system, lower(login) AS login FROM seen
  WHERE login IS NOT NULL AND terminal IS NOT NULL AND system IN (SELECT system FROM scopes)
  GROUP BY system, lower(login) HAVING min(terminal) <> max(terminal)
),
several AS (
  SELECT r.system, m.login, r.local_date FROM log_rows r JOIN movers m
    ON m.system = r.system AND m.login = lower(r.login)
  WHERE r.terminal IS NOT NULL
  GROUP BY r.system, m.login, r.local_date HAVING min(r.terminal) <> max(r.terminal)
),
steps AS (
  SELECT r.file_no, r.file_row, r.terminal, r."at",
    lag(r.terminal) OVER w AS terminal_before, lag(r."at") OVER w AS at_before,
    lead(r.terminal) OVER w AS terminal_after, lead(r."at") OVER w AS at_after
  FROM log_rows r JOIN several s
    ON s.system = r.system AND s.login = lower(r.login) AND s.local_date = r.local_date
  WHERE r.terminal IS NOT NULL
  WINDOW w AS (PARTITION BY r.system, lower(r.login), r.local_date ORDER BY r."at", r.file_no, r.file_row)
)
SELECT file_no, file_row FROM steps
WHERE (terminal_before <> terminal AND "at" <= at_before + INTERVAL {AT_ONCE_MINUTES} MINUTE)
   OR (terminal_after <> terminal AND at_after <= "at" + INTERVAL {AT_ONCE_MINUTES} MINUTE)
"""  # noqa: S608 -- a number of our own

# A log row belongs to an incident by system, window, category, screen and action. That is decided once for each kind of
# row (`kind`: those of these columns that the scopes ask about), so that the log is read once. Rows of the same systems,
# screens, actions and window whose category no incident claims are kept once, outside, so that a note can say how many
# there are. `holders` are the ids with all that is known of their people: one look-up for each row, not three.
VIEWS = """
WITH kinds AS (SELECT DISTINCT {kind} FROM log_rows),
claimed AS (SELECT DISTINCT category FROM scopes WHERE category <> ''),
fitting AS (
  SELECT k.*, i.incident, i.position, i.category AS wanted, i.minus, i.minutes
  FROM kinds k JOIN scopes i
    ON i.system = k.system{asked}
   AND (i.log_from IS NULL OR k.local_date >= i.log_from) AND (i.log_to IS NULL OR k.local_date <= i.log_to)
),
placed AS (
  SELECT {kind}, incident, true AS inside, minus, minutes FROM fitting WHERE wanted = '' OR category = wanted
  UNION ALL
  SELECT {kind}, arg_min(incident, position) AS incident, false AS inside, NULL AS minus, 0 AS minutes
  FROM fitting WHERE wanted <> '' AND category IS NOT NULL AND category NOT IN (SELECT category FROM claimed)
  GROUP BY {kind}
),
-- the places of the inventory: only a unit that bears the name of one of them is known to sit somewhere
sites AS (SELECT DISTINCT site FROM terminals WHERE site <> ''),
holders AS (
  SELECT d.*, p.affiliation, p.joined_on, p.left_on, u.site
  FROM identities d LEFT JOIN people p ON p.person_no = d.person_no LEFT JOIN sites u ON u.site = p.unit
)
SELECT i.incident, s.system, d.person_no, coalesce(d.affiliation, t.affiliation) AS affiliation, s.terminal, s.contract,
       s.category, s."at", s.local_date, s.login,
       i.inside AND NOT coalesce(list_contains(i.minus, e.kind), false) AS counted,
       s.screen, s.action, s.customer_kind, s.retailer, nullif(t.site, '') AS site,
       i.inside, e.rule AS explanation, e.kind AS explained,
       coalesce(d.shared, false) AS shared, coalesce(d.outside, false) AS outside_period,
       b.file_row IS NOT NULL AS two_terminals,
       coalesce(coalesce(t.person_no <> d.person_no, t.affiliation <> d.affiliation), false) AS other_terminal,
       coalesce(t.site <> d.site, false) AND t.site <> '' AS other_site,
       coalesce(s.local_date < d.joined_on, false) OR coalesce(s.local_date > d.left_on, false) AS away,
       s.login IS NULL AND t.terminal IS NOT NULL AS terminal_only,
       coalesce(d.rule, '') AS identified_by, d.confidence, i.minutes, s.file_no, s.file_row
FROM log_rows s
JOIN placed i ON {same}
LEFT JOIN holders d ON d.system = s.system AND d.login = s.login
  AND s.local_date BETWEEN d.start AND d."end"
LEFT JOIN terminals t ON t.system = s.system AND t.terminal = s.terminal
LEFT JOIN explained x ON x.file_no = s.file_no AND x.file_row = s.file_row
LEFT JOIN explanations e ON e.place = x.place
LEFT JOIN two_terminals b ON b.file_no = s.file_no AND b.file_row = s.file_row
"""
EVERY_ROW = "SELECT *, true AS begins FROM ({views}) AS v"
# One view: rows of the same person (else id, else terminal), contract and screen, each at most so many minutes after
# the one before.
JOINED_UP = """
SELECT * EXCLUDE (at_before),
  minutes = 0 OR at_before IS NULL OR "at" > at_before + minutes * INTERVAL 1 MINUTE AS begins
FROM (
  SELECT *, lag("at") OVER (
    PARTITION BY incident, counted, system, coalesce(person_no, ''),
      CASE WHEN person_no IS NULL THEN coalesce(login, terminal, '') ELSE '' END, coalesce(contract, ''),
      coalesce(screen, '')
    ORDER BY "at", file_no, file_row) AS at_before
  FROM ({views}) AS v
) AS w
"""

# Nothing is counted «distinct» row by row. A person's terminals and days come from one grouping, in which the days of a
# span are the bits of one number (a BIGINT has 63 beside its sign); the contracts from another, which makes them single
# first and then counts them.
SPAN = 63
FACTS = f"""
WITH stays AS (
  SELECT incident, person_no, terminal, day // {SPAN} AS span, min("at") AS first_at, max("at") AS last_at,
         sum(CASE WHEN begins THEN 1 ELSE 0 END) AS views, bit_or(CAST(1 AS BIGINT) << (day % {SPAN})) AS days
  FROM (
    SELECT incident, person_no, terminal, "at", begins,
           CAST(datediff('day', (SELECT min(local_date) FROM views), local_date) AS INTEGER) AS day
    FROM views WHERE counted AND person_no IS NOT NULL
  ) AS v GROUP BY incident, person_no, terminal, day // {SPAN}
),
spans AS (
  SELECT incident, person_no, min(first_at) AS first_at, max(last_at) AS last_at, sum(views) AS views, bit_or(days) AS days
  FROM stays GROUP BY incident, person_no, span
),
whole AS (
  SELECT incident, person_no, min(first_at) AS first_at, max(last_at) AS last_at, CAST(sum(views) AS BIGINT) AS views,
         CAST(sum(bit_count(days)) AS BIGINT) AS days
  FROM spans GROUP BY incident, person_no
),
seats AS (
  SELECT incident, person_no, count(terminal) AS terminals
  FROM (SELECT DISTINCT incident, person_no, terminal FROM stays) AS s GROUP BY incident, person_no
),
looked AS (
  SELECT incident, person_no, count(contract) AS contracts
  FROM (SELECT DISTINCT incident, person_no, contract FROM views WHERE counted AND person_no IS NOT NULL) AS v
  GROUP BY incident, person_no
)
SELECT w.incident, w.person_no, w.first_at, w.last_at, w.views, l.contracts, s.terminals, w.days
FROM whole w
JOIN looked l ON l.incident = w.incident AND l.person_no = w.person_no
JOIN seats s ON s.incident = w.incident AND s.person_no = w.person_no
ORDER BY w.incident, w.person_no
"""  # noqa: S608 -- a number of our own

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
  f.first_at, f.last_at, coalesce(f.views, 0) AS views, coalesce(f.contracts, 0) AS contracts,
  w.answer, w.period, w.wave, w.ordinal, a.person_no IS NOT NULL AS asked, u.usable
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
    columns = ", ".join(f'"{name}"' for name in PARQUET_COLUMNS if name != "system")
    parts = [
        f"SELECT {columns}, coalesce(nullif(system, ''), {literal(system)}) AS system, {number} AS file_no "  # noqa: S608 -- literals
        f"FROM read_parquet({literal_path(path)})"
        for number, (path, system) in enumerate(files)
    ]
    door.execute("CREATE VIEW log_rows AS " + " UNION ALL ".join(parts))


def literal(text: str) -> str:
    """A text as an SQL literal, for a view's definition, where nothing can be bound."""
    return "'" + text.replace("'", "''") + "'"


def make_seen(door: Door, folder: Path, watch: Watch | None = None) -> None:
    """seen.parquet: who sat where; before anything is asked about the ids of the log, or made of them."""
    door.copy_to_parquet(SEEN, folder / "seen.parquet", watch=watch)
    door.register_parquet("seen", folder / "seen.parquet")


def views_sql(door: Door) -> str:
    """The statement of the views: what the scopes do not ask about does not tell kinds of rows apart."""
    [(screens, actions)] = door.query("SELECT count(screens), count(actions) FROM scopes")
    asked = [name for name, count in (("screen", screens), ("action", actions)) if count]
    kind = ("system", "local_date", "category", *asked)
    never_null = ("system", "local_date")
    return VIEWS.format(
        kind=", ".join(kind),
        asked="".join(f"\n   AND (i.{name}s IS NULL OR list_contains(i.{name}s, k.{name}))" for name in asked),
        same=" AND ".join(
            f"i.{name} = s.{name}" if name in never_null else f"i.{name} IS NOT DISTINCT FROM s.{name}" for name in kind
        ),
    )


def seen_logins(door: Door) -> list[tuple[str, str]]:
    """The (system, log-in id) pairs that stand in the log."""
    rows = door.query("SELECT DISTINCT system, login FROM seen WHERE login IS NOT NULL ORDER BY system, login")
    return [(str(system), str(login)) for system, login in rows]


def make_views(door: Door, folder: Path, watch: Watch | None = None) -> int:
    """views.parquet: one row per log row × incident, with who it belongs to, what explains it and whether it counts.

    `seen` and the relations that the log is read with are known already.

    The rows stay in the order of the log: sorting them by person took as long as everything else together.
    On the way explained.parquet and two_terminals.parquet: the rows that a rule explains, those of an id in two places.
    """
    [(rules,)] = door.query("SELECT count(*) FROM explanations")
    # Roughly what each takes of the whole, for telling how far it is.
    apart, beside = (0.1, 0.2) if rules else (0.0, 0.1)
    for name, sql, told in (
        ("explained", EXPLAINED if rules else NONE_EXPLAINED, part_of(watch, 0, apart)),
        ("two_terminals", TWO_TERMINALS, part_of(watch, apart, beside)),
    ):
        door.copy_to_parquet(sql, folder / f"{name}.parquet", watch=told)
        door.register_parquet(name, folder / f"{name}.parquet")
    [(joined,)] = door.query("SELECT count(*) FROM scopes WHERE minutes > 0")
    sql = (JOINED_UP if joined else EVERY_ROW).format(views=views_sql(door))
    return door.copy_to_parquet(sql, folder / "views.parquet", watch=part_of(watch, beside, 1))


def make_facts(door: Door, target: Path, watch: Watch | None = None) -> int:
    """One row per person × incident."""
    return door.copy_to_parquet(FACTS, target, watch=watch)


def make_classes(door: Door, target: Path, watch: Watch | None = None) -> int:
    """One row per person × incident, each with one class."""
    return door.copy_to_parquet(CLASSES, target, watch=watch)


def write_empty_log(target: Path) -> None:
    """A log without rows, for a case that has received none."""
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
