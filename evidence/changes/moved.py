"""Two comparisons laid side by side: the people whose class differs, each with the cause that their inputs show.

A cause is read from what differs for that very person: the version of the answers that counted, whether they were
asked, the rows of the log that are theirs. Rows tell their own story: out of a file that the earlier comparison did not
have they are new; in the same file, but under somebody else then, whose id it is has changed; received twice, and left
out of one of the comparisons for that, how they count was decided otherwise; else the scope or an explanation changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.files import scratch_dir
from core.models import StoredFile
from engines.columnar.door import Door, write_parquet
from evidence.models import LogFile, ReconciliationRun

MOST_WITH_ROWS = 5000


class Cause(StrEnum):
    """Why somebody stands elsewhere now."""

    NEW_LOG = "new_log"
    LOG_LEFT_OUT = "log_left_out"
    IDENTITY = "identity"
    TWICE = "twice"
    SCOPE = "scope"
    ANSWER = "answer"
    READING = "reading"
    ASKED = "asked"
    USABLE = "usable"
    POPULATION = "population"
    UNKNOWN = "unknown"


CAUSES = {
    Cause.NEW_LOG: _("Another log was read in"),
    Cause.LOG_LEFT_OUT: _("A log no longer takes part"),
    Cause.IDENTITY: _("An id is now mapped otherwise"),
    Cause.TWICE: _("Rows received twice count otherwise, by decision"),
    Cause.SCOPE: _("The scope of the incident or an explanation changed"),
    Cause.ANSWER: _("Another version of the answers counts"),
    Cause.READING: _("The reading of the answers changed"),
    Cause.ASKED: _("Those who were asked changed"),
    Cause.USABLE: _("Whether the log can be used changed"),
    Cause.POPULATION: _("The people compared changed"),
    Cause.UNKNOWN: _("The earlier comparison does not say what it went by"),
}
WIDE = "SELECT incident, person_no, class, views, {said} FROM {relation}"
SAID = ("answer", "period", "wave", "ordinal", "asked", "usable")
MOVED = """
SELECT coalesce(n.incident, o.incident) AS incident, coalesce(n.person_no, o.person_no) AS person_no,
  o.class AS before, n.class AS after, o.views AS views_before, n.views AS views_after,
  o.answer AS answer_before, n.answer AS answer_after, o.period AS period_before, n.period AS period_after,
  o.wave AS wave_before, n.wave AS wave_after, o.ordinal AS ordinal_before, n.ordinal AS ordinal_after,
  o.asked AS asked_before, n.asked AS asked_after, o.usable AS usable_before, n.usable AS usable_after
FROM new_classes n FULL OUTER JOIN old_classes o ON o.incident = n.incident AND o.person_no = n.person_no
WHERE n.class IS DISTINCT FROM o.class ORDER BY 1, 2
"""
ONLY = "SELECT CAST({no} AS INTEGER) AS no, file_row FROM {one} WHERE file_row NOT IN (SELECT file_row FROM {other})"
ROWS = """
WITH again AS (
  SELECT f.name AS file, r.file_row FROM recounted r JOIN new_files f ON f.no = r.no
),
now AS (
  SELECT v.incident, v.person_no, f.name AS file, v.file_row, v.counted FROM new_views v
  JOIN new_files f ON f.no = v.file_no WHERE v.person_no IN (SELECT person_no FROM moved)
),
was AS (
  SELECT v.incident, v.person_no, f.name AS file, v.file_row, v.counted FROM old_views v
  JOIN old_files f ON f.no = v.file_no
),
came AS (
  SELECT n.incident, n.person_no,
    CASE WHEN n.file NOT IN (SELECT name FROM old_files) THEN 'new_log'
         WHEN w.person_no IS DISTINCT FROM n.person_no AND w.file IS NOT NULL THEN 'identity'
         WHEN r.file IS NOT NULL THEN 'twice' ELSE 'scope' END AS cause
  FROM now n LEFT JOIN was w ON w.incident = n.incident AND w.file = n.file AND w.file_row = n.file_row
  LEFT JOIN again r ON r.file = n.file AND r.file_row = n.file_row
  WHERE n.counted AND NOT coalesce(w.counted AND w.person_no = n.person_no, false)
),
went AS (
  SELECT w.incident, w.person_no,
    CASE WHEN w.file NOT IN (SELECT name FROM new_files) THEN 'log_left_out'
         WHEN x.file IS NOT NULL AND x.person_no IS DISTINCT FROM w.person_no THEN 'identity'
         WHEN r.file IS NOT NULL THEN 'twice' ELSE 'scope' END AS cause
  FROM was w LEFT JOIN again r ON r.file = w.file AND r.file_row = w.file_row LEFT JOIN (
    SELECT v.incident, v.person_no, f.name AS file, v.file_row, v.counted FROM new_views v
    JOIN new_files f ON f.no = v.file_no
  ) x ON x.incident = w.incident AND x.file = w.file AND x.file_row = w.file_row
  WHERE w.counted AND w.person_no IN (SELECT person_no FROM moved)
    AND NOT coalesce(x.counted AND x.person_no = w.person_no, false)
)
SELECT DISTINCT incident, person_no, cause FROM (SELECT * FROM came UNION ALL SELECT * FROM went) ORDER BY ALL
"""


@dataclass(frozen=True)
class Move:
    """One person in one incident, before and now; an empty class is «not compared»."""

    incident: str
    person_no: str
    before: str
    after: str
    causes: tuple[Cause, ...]


def moves_between(old: ReconciliationRun, new: ReconciliationRun) -> list[Move]:
    """Everybody whose class differs, by incident and person id."""
    directories = {run.result.path.parent for run in (old, new)} | {run.facts.views.path.parent for run in (old, new)}
    with scratch_dir() as folder, Door(directories=[folder, *directories]) as door:
        for name, run in (("old", old), ("new", new)):
            door.register_parquet(f"{name}_result", run.result.path)
            known = {str(row[0]) for row in door.query(f"DESCRIBE {name}_result")}
            said = ", ".join(column if column in known else f"NULL AS {column}" for column in SAID)
            door.execute(f"CREATE VIEW {name}_classes AS " + WIDE.format(said=said, relation=f"{name}_result"))
        rows = door.records(MOVED)
        by_rows = _row_causes(door, folder, old, new, rows) if rows else {}
    told = bool(old.parts)
    return [
        Move(
            row["incident"],
            row["person_no"],
            row["before"] or "",
            row["after"] or "",
            tuple(_causes(row, by_rows.get((row["incident"], row["person_no"]), ()), told=told)),
        )
        for row in rows
    ]


def _row_causes(
    door: Door, folder: Path, old: ReconciliationRun, new: ReconciliationRun, rows: Sequence[dict[str, Any]]
) -> dict[tuple[str, str], list[Cause]]:
    """What happened to the log rows of those who moved."""
    people = sorted({row["person_no"] for row in rows if row["views_before"] != row["views_after"]})[:MOST_WITH_ROWS]
    if not people:
        return {}
    write_parquet(folder / "moved.parquet", {"person_no": "VARCHAR"}, ({"person_no": no} for no in people))
    door.register_parquet("moved", folder / "moved.parquet")
    for name, run in (("old", old), ("new", new)):
        files = enumerate(run.facts.summary.get("files", []))
        lines = ({"no": no, "name": str(public_id)} for no, public_id in files)
        write_parquet(folder / f"{name}_files.parquet", {"no": "INTEGER", "name": "VARCHAR"}, lines)
        door.register_parquet(f"{name}_files", folder / f"{name}_files.parquet")
        door.register_parquet(f"{name}_views", run.facts.views.path)
    door.register_parquet("recounted", _write_recounted(folder, old, new))
    found: dict[tuple[str, str], list[Cause]] = {}
    for incident, person_no, cause in door.query(ROWS):
        found.setdefault((incident, person_no), []).append(Cause(cause))
    return found


def recounted_between(old: ReconciliationRun, new: ReconciliationRun) -> dict[str, tuple[str, str]]:
    """Files of both comparisons of which other rows counted: public id with the hashes of the rows then and now."""
    before, after = (run.facts.summary.get("rows", {}) for run in (old, new))
    return {one: (before[one], after[one]) for one in after if before.get(one, after[one]) != after[one]}


def _write_recounted(folder: Path, old: ReconciliationRun, new: ReconciliationRun) -> Path:
    """The rows of a file (by its `no` in the newer facts) that counted in one of the two comparisons only."""
    target = folder / "recounted.parquet"
    changed = recounted_between(old, new)
    files = StoredFile.objects.filter(sha256__in={sha256 for pair in changed.values() for sha256 in pair})
    paths = {one.sha256: one.path for one in files}
    parts = []
    with Door(directories=[folder, *{path.parent for path in paths.values()}]) as door:
        for no, public_id in enumerate(new.facts.summary.get("files", [])):
            if public_id in changed:
                then, now = f"then_{no}", f"now_{no}"
                for name, sha256 in zip((then, now), changed[public_id], strict=True):
                    door.register_parquet(name, paths[sha256])
                parts += [ONLY.format(no=no, one=then, other=now), ONLY.format(no=no, one=now, other=then)]
        if parts:
            door.copy_to_parquet(" UNION ALL ".join(parts), target)
        else:
            write_parquet(target, {"no": "INTEGER", "file_row": "BIGINT"}, ())
    return target


def _causes(row: dict[str, Any], by_rows: Sequence[Cause], *, told: bool) -> list[Cause]:
    if row["before"] is None or row["after"] is None:
        return [Cause.POPULATION, *by_rows]
    found = list(by_rows)
    if told:
        if (row["wave_before"], row["ordinal_before"]) != (row["wave_after"], row["ordinal_after"]):
            found.append(Cause.ANSWER)
        elif (row["answer_before"], row["period_before"]) != (row["answer_after"], row["period_after"]):
            found.append(Cause.READING)
        if row["asked_before"] != row["asked_after"]:
            found.append(Cause.ASKED)
        if row["usable_before"] != row["usable_after"]:
            found.append(Cause.USABLE)
    return found or [Cause.UNKNOWN]


def count_moved(before: Path, after: Path) -> int:
    """How many (person, incident) pairs stand in another class in the second file of classes."""
    sql = (
        "SELECT count(*) FROM new_classes n FULL OUTER JOIN old_classes o "
        "ON o.incident = n.incident AND o.person_no = n.person_no WHERE n.class IS DISTINCT FROM o.class"
    )
    with Door(directories=[before.parent, after.parent]) as door:
        door.register_parquet("old_classes", before)
        door.register_parquet("new_classes", after)
        return int(door.query(sql)[0][0])


@dataclass(frozen=True)
class Inputs:
    """What the later comparison went by that the earlier one did not, in words of the case."""

    new_files: Sequence[str]
    gone_files: Sequence[str]
    scopes: Sequence[str]
    maps: Sequence[str]
    rules: int
    recounted: Sequence[str] = ()

    @property
    def same(self) -> bool:
        """Whether nothing of this differs."""
        return not any((self.new_files, self.gone_files, self.scopes, self.maps, self.rules, self.recounted))


def inputs_between(old: ReconciliationRun, new: ReconciliationRun) -> Inputs:
    """Files, scopes, readings and explanations that differ; files whose rows received twice count otherwise."""
    before, after = old.parts, new.parts
    old_files, new_files = ({tuple(one) for one in parts.get("files", [])} for parts in (before, after))
    changed = {
        name: sorted(
            no for no, value in after.get(name, {}).items() if before.get(name, {}).get(no) not in {None, value}
        )
        for name in ("scopes", "maps")
    }
    rules = set(before.get("rules", [])) ^ set(after.get("rules", []))
    recounted = LogFile.objects.filter(public_id__in=recounted_between(old, new)).select_related("source")
    return Inputs(
        sorted(f"{source}: {name}" for source, name, _sha in new_files - old_files),
        sorted(f"{source}: {name}" for source, name, _sha in old_files - new_files),
        changed["scopes"],
        changed["maps"],
        len(rules),
        sorted(f"{log_file.source.code}: {log_file.name}" for log_file in recounted),
    )


def counts_of(moves: Sequence[Move]) -> list[tuple[tuple[str, str, str], int]]:
    """(incident, before, after) with how many moved so, the most first."""
    return Counter((move.incident, move.before, move.after) for move in moves).most_common()
