"""Laying 10 million log rows beside the answers of 100,000 people about 10 incidents: views, facts, classes, summary.

Each run is a process of its own with the product's memory limit; the median of the rounds counts, and every class
must have the count that was planted. Receiving the log and writing the answers down stand before it and are not
counted. `python -m benchmarks.reconciliation [ROWS [PEOPLE [ROUNDS]]]`
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.example_log import peak_mib
from engines.columnar.door import Door, write_parquet
from evidence import comparing

INCIDENTS = 10
STEPS = ("ids of the log", "two terminals, views", "facts", "classes", "summary")
FILES = ("people", "terminals", "scopes", "explanations", "identities", "incidents", "members", "asked", "answers")


def make(folder: Path, rows: int, people: int) -> None:
    """A log in time order, each row of one incident's category; who is asked and what they answer goes by number."""
    connection = duckdb.connect()

    def write(name: str, sql: str) -> None:
        connection.execute(f"COPY ({sql}) TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")

    person = f"(hash(range) % {people // 2})::BIGINT"
    write(
        "log",
        f"""SELECT range + 2 AS file_row, TIMESTAMP '2022-11-20' + to_seconds(range * 5356800 // {rows}) AS "at",
        CAST(TIMESTAMP '2022-11-20' + to_seconds(range * 5356800 // {rows} + 32400) AS DATE) AS local_date,
        printf('ME%06d', {person}) AS login, printf('T%06d', {person}) AS terminal, 'crm' AS system,
        ['契約照会', '使用量履歴', '設備情報', '料金照会'][1 + CAST(hash(range + 2) % 4 AS BIGINT)] AS screen,
        to_base64(unhex(left(sha256((hash(range + 3) % ({rows} // 11 + 1))::VARCHAR), 18))) AS contract,
        'c' || (range % {INCIDENTS}) AS category, ['個人', '法人'][1 + CAST(hash(range + 5) % 2 AS BIGINT)] AS customer_kind,
        printf('R%03d', CAST(hash(range + 6) % 200 AS BIGINT)) AS retailer, '照会' AS action FROM range({rows})""",
    )
    number = "printf('P-%06d', range)"
    write(
        "people",
        f"SELECT {number} AS person_no, CASE range % 3 WHEN 0 THEN 'own' ELSE 'contractor' END AS affiliation, "
        f"'' AS unit, NULL::DATE AS joined_on, NULL::DATE AS left_on FROM range({people})",
    )
    write(
        "identities",
        f"SELECT 'crm' AS system, printf('ME%06d', range) AS login, DATE '1900-01-01' AS start, DATE '9999-12-31' AS \"end\", "
        f"{number} AS person_no, false AS shared, false AS outside, 'exact' AS rule, 100 AS confidence FROM range({people})",
    )
    write(
        "scopes",
        "SELECT 'I-' || (range + 1) AS incident, range::INTEGER AS position, 'crm' AS system, 'c' || range AS category, "
        "NULL::VARCHAR[] AS screens, NULL::VARCHAR[] AS actions, NULL::VARCHAR[] AS minus, 0 AS minutes, "
        f"DATE '2022-11-20' AS log_from, DATE '2023-02-28' AS log_to FROM range({INCIDENTS})",
    )
    write("incidents", f"SELECT 'I-' || (range + 1) AS incident FROM range({INCIDENTS})")
    write("members", f"SELECT {number} AS person_no FROM range({people})")
    write("usable", f"SELECT 'I-' || (range + 1) AS incident, true AS usable FROM range({INCIDENTS})")
    each = f"range({people}) p(range) CROSS JOIN range({INCIDENTS}) i(incident)"
    write("asked", f"SELECT 'I-' || (incident + 1) AS incident, {number} AS person_no FROM {each}")
    write(
        "answers",
        f"SELECT 'I-' || (incident + 1) AS incident, {number} AS person_no, "
        "['yes', 'no', 'unsure'][1 + range % 3] AS answer, 'in' AS period, 'w1' AS wave, 1 AS ordinal "
        f"FROM {each} WHERE range % 5 <> 0",
    )
    write_parquet(folder / "terminals.parquet", comparing.TERMINALS, [])
    write_parquet(folder / "explanations.parquet", comparing.RULES, [])


def reconcile(folder: Path) -> None:
    """What the job does with the columnar engine; a JSON line with the time of each step and the peak of memory."""
    taken: dict[str, float] = {}
    with Door(directories=[folder], joins_as_written=True) as door:
        comparing.open_log(door, [(folder / "log.parquet", "crm")])
        for name in (*FILES, "usable"):
            door.register_parquet(name, folder / f"{name}.parquet")
        for step, action in zip(STEPS, (comparing.make_seen, _views, _facts, _classes, _summary), strict=True):
            start = time.perf_counter()
            found = action(door, folder)
            taken[step] = time.perf_counter() - start
    peak = peak_mib()
    print(json.dumps({"taken": taken, "mib": peak, "cpu": sum(os.times()[:2]), "summary": found}))


def _views(door: Door, folder: Path) -> None:
    comparing.make_views(door, folder)
    door.register_parquet("views", folder / "views.parquet")


def _facts(door: Door, folder: Path) -> None:
    comparing.make_facts(door, folder / "facts.parquet")
    door.register_parquet("facts", folder / "facts.parquet")


def _classes(door: Door, folder: Path) -> None:
    comparing.make_classes(door, folder / "classes.parquet")
    door.register_parquet("classes", folder / "classes.parquet")


def _summary(door: Door, folder: Path) -> dict[str, object]:
    return comparing.summary_of(door)


def planted(folder: Path) -> dict[str, int]:
    """How many people stand in each class, from the log and the numbers alone."""
    rows = duckdb.execute(
        f"""WITH seen AS (SELECT DISTINCT category, login[3:]::INTEGER AS n FROM read_parquet('{folder}/log.parquet')),
        every AS (SELECT 'c' || i AS category, person_no[3:]::INTEGER AS n
                  FROM read_parquet('{folder}/people.parquet') CROSS JOIN range({INCIDENTS}) r(i))
        SELECT CASE WHEN s.n IS NULL THEN 'log_no_' ELSE 'log_yes_' END || CASE
          WHEN e.n % 5 = 0 THEN 'no_answer' ELSE 'answer_' || ['yes', 'no', 'unsure'][1 + e.n % 3] END
          || CASE WHEN s.n IS NULL AND e.n % 5 <> 0 AND e.n % 3 = 0 THEN '_in_window' ELSE '' END AS class, count(*)
        FROM every e LEFT JOIN seen s ON s.category = e.category AND s.n = e.n GROUP BY 1"""
    ).fetchall()
    return dict(rows)


def counted(summary: dict[str, dict[str, dict[str, int]]]) -> dict[str, int]:
    """The classes of all incidents together."""
    found: dict[str, int] = {}
    for entry in summary.values():
        for kind, people in entry["classes"].items():
            found[kind] = found.get(kind, 0) + people
    return found


def main(rows: int = 10_000_000, people: int = 100_000, rounds: int = 5) -> None:
    """Medians of the rounds."""
    with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as name:
        folder = Path(name)
        make(folder, rows, people)
        expected = planted(folder)
        runs = []
        for _ in range(rounds):
            command = [sys.executable, "-m", "benchmarks.reconciliation", "run", name]
            runs.append(json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout))
            assert counted(runs[-1]["summary"]) == expected
        seconds = median(sum(run["taken"].values()) for run in runs)
        load = os.getloadavg()[0]
        print(
            f"reconciliation: {rows:,} rows, {people:,} people × {INCIDENTS} incidents, median of {rounds}: {seconds:.1f} s"
        )
        steps = ", ".join(f"{step} {median(run['taken'][step] for run in runs):.1f} s" for step in STEPS)
        print(f"  {steps}; {median(run['cpu'] for run in runs):.1f} s of processor time")
        print(
            f"  peak {max(run['mib'] for run in runs):,.0f} MiB; every class as planted; load of the machine {load:.1f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        reconcile(Path(sys.argv[2]))
    else:
        main(*(int(text) for text in sys.argv[1:]))
