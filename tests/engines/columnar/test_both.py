"""How the outcomes of both engines are compared, and that nothing is lost on the way."""

from __future__ import annotations

from tests.engines.columnar.both import Ran, differences, report

DUCKDB = Ran({"tests/a/test_x.py::test_1": "passed", "tests/a/test_x.py::test_2": "passed"}, 8.0, 0)


def test_the_same_outcomes_are_no_difference() -> None:
    assert differences(DUCKDB, Ran(DUCKDB.outcomes, 300.0, 0)) == []


def test_another_outcome_and_a_door_not_gone_through_are_named() -> None:
    spark = Ran({"tests/a/test_x.py::test_1": "failed"}, 300.0, 1)

    assert differences(DUCKDB, spark) == [
        "tests/a/test_x.py::test_1: passed on DuckDB, failed on Spark",
        "tests/a/test_x.py::test_2: passed on DuckDB, not through the door on Spark",
    ]
    assert report(DUCKDB, spark).splitlines()[1:] == [
        "passed through the columnar door              DuckDB   Spark",
        "tests/a                                            2       0",
        "tests through the columnar door on duckdb: 2 (2 passed), all tests in 8 s",
        "tests through the columnar door on spark: 1 (1 failed), these alone in 300 s",
        *differences(DUCKDB, spark),
        "different outcomes: 2",
    ]
