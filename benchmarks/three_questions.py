"""Three questions to a log: beside bare DuckDB over its own Parquet, and beside PostgreSQL.

1. Distinct contracts, viewers and terminals overall. 2. The same by affiliation × incident. 3. Each person's
first and last view, views, contracts and days in each incident, joined to the roster. The product asks what a run has
made once (its time stands beside): the views, and for the third question the facts, where each of its pages and tables
has it from. The others join log, log-in ids, roster and incidents each time. The last line is the third question over
all incidents together, which no page asks: it is put to the views.

Ours and bare DuckDB take turns and the median of five counts; PostgreSQL, the server in DATABASE_URL (`make bench` starts
one), is asked once. `python tests/servers.py python -m benchmarks.three_questions [ROWS …]`
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import psycopg

from benchmarks.example_log import HEADER, KEY, MAPPING, PEOPLE, make_log, peak_mib, timed, two_threads
from engines.columnar.door import Door, write_parquet
from engines.columnar.ingest import ingest
from evidence import comparing

INCIDENTS = [("I-1", "np"), ("I-2", "lr"), ("I-3", "fit")]
VIEWS_QUESTIONS = {
    "distinct overall": "SELECT count(DISTINCT contract), count(DISTINCT person_no), count(DISTINCT terminal) "
    "FROM views WHERE counted",
    "affiliation × incident": "SELECT incident, affiliation, count(*), count(DISTINCT contract), "
    "count(DISTINCT person_no) FROM views WHERE counted GROUP BY 1, 2 ORDER BY 1, 2",
    "person × incident, roster": "SELECT p.person_no, p.affiliation, f.incident, f.views, f.first_at, f.last_at, "
    "f.contracts, f.days FROM people p LEFT JOIN facts f ON f.person_no = p.person_no ORDER BY 1, 3",
    "person over all, roster": "SELECT p.person_no, p.affiliation, v.n, v.first, v.last, v.contracts, v.days "
    'FROM people p LEFT JOIN (SELECT person_no, count(*) AS n, min("at") AS first, max("at") AS last, '
    "count(DISTINCT contract) AS contracts, count(DISTINCT local_date) AS days FROM views WHERE counted GROUP BY 1) v "
    "ON v.person_no = p.person_no ORDER BY 1",
}
JOINED = (
    "log JOIN logins d ON d.login = log.login JOIN people p ON p.person_no = d.person_no "
    "JOIN incidents i ON i.word = log.category AND log.day BETWEEN i.first AND i.last"
)
LOG_QUESTIONS = {
    "distinct overall": f"SELECT count(DISTINCT log.contract), count(DISTINCT d.person_no), "
    f"count(DISTINCT log.terminal) FROM {JOINED}",
    "affiliation × incident": f"SELECT i.incident, p.affiliation, count(*), count(DISTINCT log.contract), "
    f"count(DISTINCT d.person_no) FROM {JOINED} GROUP BY 1, 2 ORDER BY 1, 2",
    "person × incident, roster": f"SELECT q.person_no, q.affiliation, v.incident, v.n, v.first, v.last, v.contracts, "
    f"v.days FROM people q LEFT JOIN (SELECT d.person_no, i.incident, count(*) AS n, min(log.moment) AS first, "
    f"max(log.moment) AS last, count(DISTINCT log.contract) AS contracts, count(DISTINCT log.day) AS days FROM {JOINED} "
    "GROUP BY 1, 2) v ON v.person_no = q.person_no ORDER BY 1, 3",
    "person over all, roster": f"SELECT q.person_no, q.affiliation, v.n, v.first, v.last, v.contracts, v.days "
    f"FROM people q LEFT JOIN (SELECT d.person_no, count(*) AS n, min(log.moment) AS first, max(log.moment) AS last, "
    f"count(DISTINCT log.contract) AS contracts, count(DISTINCT log.day) AS days FROM {JOINED} GROUP BY 1) v "
    "ON v.person_no = q.person_no ORDER BY 1",
}
ROUNDS = 5
WORDS = {"np": "他社", "lr": "最終保障", "fit": "買取"}


def main(sizes: list[int]) -> None:
    """One block for each size."""
    print(
        f"three questions, median of five (PostgreSQL once), load of the machine {os.getloadavg()[0]:.1f} at the beginning"
    )
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="shirabe-bench-") as folder:
            measure(Path(folder), rows)


def people() -> list[dict[str, Any]]:
    """The roster of the benchmark: log-in id and person have the same number."""
    return [
        {"person_no": f"P-{n:05d}", "affiliation": "own" if n % 3 == 0 else "contractor", "login": f"ME{n:05d}"}
        for n in range(PEOPLE)
    ]


def measure(folder: Path, rows: int) -> None:
    """Each question three ways."""
    source = make_log(folder / "log.csv", rows)
    views_seconds, _ = timed(lambda: make_views(folder, source))
    print(f"  {rows:>11,} rows: ingest, identities, views and facts of a run {views_seconds:.1f} s, once")
    opening, _ = timed(lambda: ask(folder, ""), rounds=5)
    print(
        f"    opening the door and its relations {opening:.3f} s, which each question of ours has in it; bare is open"
    )
    both = ask_both(folder, source)
    server = ask_postgresql(source) if os.environ.get("DATABASE_URL", "").startswith("postgres") else {}
    for question, (seconds, answer, bare, said) in both.items():
        line = (
            f"    {question:<26} ours {seconds:7.3f} s   bare DuckDB {bare:7.3f} s (ours {seconds / bare:.2f} × bare)"
        )
        assert same(answer, said), question
        if server:
            assert same(answer, server[question][1]), question
            line += f"   PostgreSQL {server[question][0]:7.2f} s (ours {server[question][0] / seconds:.0f} × faster)"
        print(line)
    print(f"    load of the machine {os.getloadavg()[0]:.1f} at the end", flush=True)


def same(left: list[Any], right: list[Any]) -> bool:
    """Equal counts; times are left out, since ours are UTC and the others local."""

    def counts(rows: list[Any]) -> list[Any]:
        return [[value or 0 for value in row if isinstance(value, (int, str)) or value is None] for row in rows]

    return counts(left) == counts(right)


def make_views(folder: Path, source: Path) -> None:
    """What a run of the product computes, from the file as received."""
    write_relations(folder, ingest(source, mapping=MAPPING, key=KEY, directory=folder).parquet)


def write_relations(folder: Path, parquet: Path) -> None:
    """Roster, identities, views and facts of a log that has been read."""
    write_parquet(folder / "people.parquet", comparing.PEOPLE, people())
    span = {"start": "1900-01-01", "end": "9999-12-31", "confidence": 100, "system": "crm"}
    nothing = {"shared": False, "outside": False, "rule": "exact"}
    write_parquet(folder / "identities.parquet", comparing.IDENTITIES, [{**span, **nothing, **one} for one in people()])
    window = {"log_from": "2022-11-20", "log_to": "2023-01-20"}
    scopes = [
        {"incident": no, "position": place, "system": "crm", "category": category, "minus": [], "minutes": 0, **window}
        for place, (no, category) in enumerate(INCIDENTS)
    ]
    write_parquet(folder / "scopes.parquet", comparing.SCOPES, scopes)
    write_parquet(folder / "terminals.parquet", comparing.TERMINALS, [])
    write_parquet(folder / "explanations.parquet", comparing.RULES, [])
    with Door(directories=[folder], memory_limit="2GB", joins_as_written=True) as door:
        comparing.open_log(door, [(parquet, "crm")])
        comparing.make_seen(door, folder)
        for name in ("people", "identities", "scopes", "terminals", "explanations"):
            door.register_parquet(name, folder / f"{name}.parquet")
        comparing.make_views(door, folder)
        door.register_parquet("views", folder / "views.parquet")
        comparing.make_facts(door, folder / "facts.parquet")


def ask(folder: Path, sql: str) -> list[Any]:
    """Through the door, which is opened anew for each question, as the product does."""
    with Door(directories=[folder], memory_limit="2GB") as door:
        for name in ("views", "facts", "people"):
            door.register_parquet(name, folder / f"{name}.parquet")
        return door.query(sql) if sql else []


def ask_alone(folder: Path, question: str) -> None:
    """One question in this process; a JSON line on standard output."""
    before = sum(os.times()[:2])
    seconds, _ = timed(lambda: ask(folder, VIEWS_QUESTIONS[question]))
    peak = peak_mib()
    print(json.dumps({"seconds": seconds, "cpu": sum(os.times()[:2]) - before, "mib": peak}))


def small_tables(execute: Any) -> None:
    """Roster, log-in ids and incidents as the bare tools hold them."""
    execute("CREATE TABLE people (person_no VARCHAR(20), affiliation VARCHAR(20))")
    execute("CREATE TABLE logins (login VARCHAR(20), person_no VARCHAR(20))")
    execute("CREATE TABLE incidents (incident VARCHAR(10), word VARCHAR(20), first DATE, last DATE)")
    rows = ", ".join(f"('{one['person_no']}', '{one['affiliation']}')" for one in people())
    execute(f"INSERT INTO people VALUES {rows}")
    rows = ", ".join(f"('{one['login']}', '{one['person_no']}')" for one in people())
    execute(f"INSERT INTO logins VALUES {rows}")
    rows = ", ".join(f"('{no}', '{WORDS[category]}', '2022-11-20', '2023-01-20')" for no, category in INCIDENTS)
    execute(f"INSERT INTO incidents VALUES {rows}")


def ask_both(folder: Path, source: Path) -> dict[str, tuple[float, list[Any], float, list[Any]]]:
    """Ours and its answer, bare and its answer: DuckDB's own sorted Parquet, joined at each question."""
    target = folder / "raw.parquet"
    names = ", ".join(
        f'"{old}" AS {new}'
        for old, new in zip(HEADER[1:6], ("login", "terminal", "screen", "contract", "category"), strict=True)
    )
    with two_threads() as connection:
        connection.execute(
            f'COPY (SELECT "{HEADER[0]}" AS moment, CAST("{HEADER[0]}" AS DATE) AS day, {names} FROM read_csv(\'{source}\') '
            f"ORDER BY moment, login) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
        connection.execute(f"CREATE VIEW log AS SELECT * FROM read_parquet('{target}')")
        small_tables(connection.execute)
        found = {}
        for question, sql in LOG_QUESTIONS.items():
            ours, bare = list[float](), list[float]()
            for _ in range(ROUNDS):
                seconds, answer = timed(partial(ask, folder, VIEWS_QUESTIONS[question]))
                ours.append(seconds)
                seconds, said = timed(partial(rows_of, connection, sql))
                bare.append(seconds)
            found[question] = (median(ours), answer, median(bare), said)
        return found


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    """All rows."""
    return connection.execute(sql).fetchall()


def ask_postgresql(source: Path) -> dict[str, tuple[float, list[Any]]]:
    """A table filled by COPY and analysed; two parallel workers."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS bench CASCADE; CREATE SCHEMA bench; SET search_path TO bench")
        connection.execute("SET work_mem = '512MB'; SET max_parallel_workers_per_gather = 2")
        columns = ", ".join(f'"{name}" TEXT' for name in HEADER[1:])
        connection.execute(f'CREATE UNLOGGED TABLE received ("{HEADER[0]}" TIMESTAMP, {columns})')
        order = "COPY received FROM STDIN (FORMAT csv, HEADER)"
        with source.open("rb") as lines, connection.cursor() as cursor, cursor.copy(order) as copy:
            while block := lines.read(1 << 20):
                copy.write(block)
        connection.execute(
            f'CREATE VIEW log AS SELECT "{HEADER[0]}" AS moment, CAST("{HEADER[0]}" AS DATE) AS day, "{HEADER[1]}" AS login, '
            f'"{HEADER[2]}" AS terminal, "{HEADER[4]}" AS contract, "{HEADER[5]}" AS category FROM received'
        )
        small_tables(connection.execute)
        connection.execute("ANALYZE")
        answers = {
            question: timed(lambda sql=sql: connection.execute(sql).fetchall())
            for question, sql in LOG_QUESTIONS.items()
        }
        connection.execute("DROP SCHEMA bench CASCADE")
    return answers


if __name__ == "__main__":
    if sys.argv[1:2] == ["ask"]:
        ask_alone(Path(sys.argv[2]), sys.argv[3])
        raise SystemExit
    main([int(text) for text in sys.argv[1:]] or [1_000_000, 10_000_000])
