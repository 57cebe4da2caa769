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
SUITES = ["tests/engines/tables/test_building.py", "tests/evidence/test_reconciling.py"]
# Java compiles what runs long; these statements are many and small.
SHORT_RUNS = (
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.adaptive.enabled=false "
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
    said = [line for line in done.stdout.splitlines() if line.startswith("tests through the columnar door")]
    sys.stdout.write("\n".join(said) or done.stdout[-3000:] + done.stderr[-3000:])
    return dict(json.loads(found.read_text()))


@pytest.mark.heavy
def test_the_tests_of_tables_and_comparison_pass_on_both_engines(tmp_path: Path) -> None:
    if lacking := missing():
        pytest.skip(lacking)

    duckdb, spark = outcomes("duckdb", tmp_path), outcomes("spark", tmp_path)

    assert spark == duckdb
    assert set(spark.values()) == {"passed"}
