"""The same tests pass on DuckDB and on Spark: a part of them here, `make test-spark` runs all."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.columnar.spark import missing
from tests.engines.columnar.both import differences, report, say, through_both

PART = ["tests/engines/tables", "tests/evidence/test_reconciling.py"]


@pytest.mark.heavy
def test_the_tests_of_tables_and_comparison_pass_on_both_engines(tmp_path: Path) -> None:
    if lacking := missing():
        pytest.skip(lacking)

    duckdb, spark = through_both(tmp_path, PART)

    say(report(duckdb, spark))
    assert differences(duckdb, spark) == []
    assert set(spark.outcomes.values()) == {"passed"}
