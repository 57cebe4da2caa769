"""Every test that goes through the columnar door, once on each engine: `python -m tests.engines.columnar.both [paths]`.

First all tests are run on DuckDB, which tells which go through the door; those are then run on Spark, and the outcomes
compared test by test. Both runs print as they go.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ALL = ["tests"]
# What suits statements that are many and small, and would not suit a log: nothing is compiled for one statement, neither
# by Spark nor by the second compiler of Java, no plan is looked over while it runs, nothing is sent around to be joined.
SHORT_RUNS = (
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN "
    "--conf spark.sql.adaptive.enabled=false --conf spark.sql.autoBroadcastJoinThreshold=-1 "
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
)
# What only Spark shows.
OWN = ["-m", "pytest", "-q", "-n0", "-m", "heavy", "-p", "no:cacheprovider", "tests/processes/test_stopping_spark.py"]
PYTEST = ["-m", "pytest", "-p", "tests.engines.columnar.witness", "-p", "no:cacheprovider", "--no-header"]
# Children of a test and journeys in a browser are not looked at; what takes minutes already would take an hour.
SELECTION = ["-m", "not heavy and not browser", "--ignore", "tests/processes", "--ignore", "tests/browser"]


@dataclass(frozen=True)
class Ran:
    """One engine's run: what came of each test through the door, and pytest's exit code."""

    outcomes: Mapping[str, str]
    seconds: float
    code: int

    @property
    def counts(self) -> str:
        """How many of each outcome, in words."""
        found = sorted(Counter(self.outcomes.values()).items())
        return f"{len(self.outcomes)} ({', '.join(f'{count} {outcome}' for outcome, count in found) or 'none'})"


def say(text: str) -> None:
    """One line, seen at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(engine: str, folder: Path, paths: Sequence[str], *more: str, only: Sequence[str] = ()) -> Ran:
    """The tests of `paths` on this engine, printing as they go; of them only those named, if any are."""
    found = folder / f"{engine}.json"
    environment = os.environ | {
        "EVIDENCE_ENGINE": engine,
        "COLUMNAR_WITNESS": str(found),
        "COLUMNAR_ONLY": "",
        "PYSPARK_SUBMIT_ARGS": SHORT_RUNS,
        "PYTHONPATH": str(ROOT),
    }
    if only:
        named = folder / "only.json"
        named.write_text(json.dumps(list(only)))
        environment["COLUMNAR_ONLY"] = str(named)
    begun = time.monotonic()
    code = subprocess.run(
        [sys.executable, *PYTEST, *SELECTION, *more, *paths], cwd=ROOT, env=environment, check=False
    ).returncode
    known = json.loads(found.read_text()) if found.exists() else {}
    return Ran({name: outcome for name, (outcome, _seconds) in known.items()}, time.monotonic() - begun, code)


def through_both(folder: Path, paths: Sequence[str], workers: Sequence[str] = ("-n0",)) -> tuple[Ran, Ran]:
    """DuckDB's run, which finds the tests that go through the door, and Spark's run of those."""
    say("\n--- on DuckDB: all tests, to find those that go through the columnar door ---")
    duckdb = run("duckdb", folder, paths, *workers)
    files = sorted({name.partition("::")[0] for name in duckdb.outcomes})
    if not files:
        return duckdb, Ran({}, 0.0, 0)
    say(f"\n--- on Spark: the {len(duckdb.outcomes)} tests that do, in {len(files)} files ---")
    return duckdb, run("spark", folder, files, "-n0", only=list(duckdb.outcomes))


def differences(duckdb: Ran, spark: Ran) -> list[str]:
    """One line for each test whose outcome is another, or that went through one engine's door only."""
    return [
        f"{name}: {duckdb.outcomes.get(name, 'not through the door')} on DuckDB, "
        f"{spark.outcomes.get(name, 'not through the door')} on Spark"
        for name in sorted({*duckdb.outcomes, *spark.outcomes})
        if duckdb.outcomes.get(name) != spark.outcomes.get(name)
    ]


def report(duckdb: Ran, spark: Ran) -> str:
    """The counts by folder and in all, then what differs."""
    by_folder = [
        Counter(
            name.partition("::")[0].rpartition("/")[0] for name, outcome in ran.outcomes.items() if outcome == "passed"
        )
        for ran in (duckdb, spark)
    ]
    lines = [
        f"{'passed through the columnar door':<44}{'DuckDB':>8}{'Spark':>8}",
        *(
            f"{folder:<44}{by_folder[0][folder]:>8}{by_folder[1][folder]:>8}"
            for folder in sorted({*by_folder[0], *by_folder[1]})
        ),
        f"tests through the columnar door on duckdb: {duckdb.counts}, all tests in {duckdb.seconds:.0f} s",
        f"tests through the columnar door on spark: {spark.counts}, these alone in {spark.seconds:.0f} s",
    ]
    differing = differences(duckdb, spark)
    return "\n".join(["", *lines, *differing, f"different outcomes: {len(differing)}"])


def main(arguments: Sequence[str]) -> int:
    """0 when the same tests had the same outcome on both engines and none failed."""
    paths = list(arguments) or ALL
    workers = ["-n", os.environ.get("TEST_WORKERS", str(max(2, min(os.cpu_count() or 2, 8)))), "--dist", "loadfile"]
    own = subprocess.run([sys.executable, *OWN], cwd=ROOT, check=False).returncode if paths == ALL else 0
    with tempfile.TemporaryDirectory(prefix="both-engines-") as folder:
        duckdb, spark = through_both(Path(folder), paths, workers)
    say(report(duckdb, spark))
    failed = any(outcome == "failed" for ran in (duckdb, spark) for outcome in ran.outcomes.values())
    return int(failed or not duckdb.outcomes or bool(differences(duckdb, spark)) or spark.code or own != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
