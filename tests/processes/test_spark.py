"""The same tests pass on DuckDB and on Spark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.columnar.spark import missing

ROOT = Path(__file__).resolve().parents[2]
SUITES = ["tests/engines/tables", "tests/evidence/test_reconciling.py", *os.environ.get("SPARK_TESTS", "").split()]
# What suits statements that are many and small, and would not suit a log: nothing is compiled for one statement, neither
# by Spark nor by the second compiler of Java, no plan is looked over while it runs, nothing is sent around to be joined.
SHORT_RUNS = (
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN "
    "--conf spark.sql.adaptive.enabled=false --conf spark.sql.autoBroadcastJoinThreshold=-1 "
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
)


def outcomes(engine: str, folder: Path) -> dict[str, str]:
    """What came of each test that went through the columnar door; the count is printed."""
    found = folder / f"{engine}.json"
    environment = os.environ | {
        "EVIDENCE_ENGINE": engine,
        "COLUMNAR_WITNESS": str(found),
        "PYSPARK_SUBMIT_ARGS": SHORT_RUNS,
        "PYTHONPATH": str(ROOT),
        "VAR_DIR": str(folder / engine),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.engines.columnar.witness", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-n0", *SUITES], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stdout.write(done.stdout[-30000:] + done.stderr[-3000:])
    said = [line for line in done.stdout.splitlines() if line.startswith("tests through the columnar door")]
    sys.stdout.write("\n".join(["", *said, *done.stdout.splitlines()[-1:], ""]))
    return dict(json.loads(found.read_text()))


@pytest.mark.heavy
def test_the_tests_of_tables_and_comparison_pass_on_both_engines(tmp_path: Path) -> None:
    if lacking := missing():
        pytest.skip(lacking)

    duckdb, spark = outcomes("duckdb", tmp_path), outcomes("spark", tmp_path)

    assert spark == duckdb
    assert set(spark.values()) == {"passed"}
