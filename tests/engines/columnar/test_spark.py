"""DuckDB's statements on Spark: how they are translated, and what they may reach. Running them needs Java (heavy)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("sqlglot", reason="sqlglot comes with requirements-spark.txt")

from engines.columnar.door import CHOICE, Door, choose_engine
from engines.columnar.spark import ForbiddenFileError, translated


def anywhere(path: Path) -> str:
    return f"view_of_{path.stem}"


def nowhere(path: Path) -> str:
    raise ForbiddenFileError(str(path))


@pytest.mark.parametrize(
    ("sql", "parameters", "spark"),
    [
        ("SELECT ? AS a, ? AS b", ["x'; DROP TABLE t --", 3], "SELECT 'x\\'; DROP TABLE t --' AS a, 3 AS b"),
        ("SELECT $day AS d", {"day": date(2023, 4, 1)}, "SELECT CAST('2023-04-01' AS DATE) AS d"),
        (
            "SELECT n FROM t WHERE list_contains($l, n)",
            {"l": ["a", "b"]},
            "SELECT n FROM t WHERE ARRAY_CONTAINS(ARRAY('a', 'b'), n)",
        ),
        ('SELECT "at" FROM t ORDER BY "at"', (), "SELECT `at` FROM t ORDER BY `at` NULLS LAST"),
        ("SELECT * FROM read_parquet('/a/b.parquet') AS x", (), "SELECT * FROM view_of_b AS x"),
        (
            "SELECT '?' AS a FROM t WHERE a = ? AND b = ? ORDER BY a LIMIT ?",
            ["x", "y", 51],
            "SELECT '?' AS a FROM t WHERE a = 'x' AND b = 'y' ORDER BY a NULLS LAST LIMIT 51",
        ),
        (
            "SELECT a FROM t WHERE (a, b, c) > (?, ?, ?)",
            [1, 2, 3],
            "SELECT a FROM t WHERE (a > 1 OR (a = 1 AND (b > 2 OR (b = 2 AND c > 3))))",
        ),
        ("SELECT arg_min(a, b) FROM t", (), "SELECT MIN_BY(a, b) FROM t"),
        ("SELECT list_has_all(a, b) FROM t", (), "SELECT SIZE(ARRAY_EXCEPT(b, a)) = 0 FROM t"),
        ("SELECT list_has_any(a, b) FROM t", (), "SELECT ARRAYS_OVERLAP(a, b) FROM t"),
        ("SELECT list_unique(a) FROM t", (), "SELECT SIZE(ARRAY_DISTINCT(a)) FROM t"),
    ],
)
def test_a_statement_is_translated_with_its_values_as_literals(sql: str, parameters: object, spark: str) -> None:
    assert translated(sql, parameters, anywhere).sql(dialect="spark") == spark  # type: ignore[arg-type]


@pytest.mark.parametrize("sql", ["SELECT * FROM read_parquet('/etc/x.parquet')", 'SELECT * FROM csv."/etc/passwd"'])
def test_a_statement_reaches_no_file_outside_its_door(sql: str) -> None:
    with pytest.raises(ForbiddenFileError):
        translated(sql, (), nowhere)


def test_the_engine_is_chosen_once_for_all_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CHOICE, "engine", "duckdb")
    monkeypatch.setattr(CHOICE, "master", "")

    choose_engine("spark", master="spark://host:7077")

    assert (Door(directories=[]).engine, CHOICE.master) == ("spark", "spark://host:7077")
    assert Door(directories=[], engine="duckdb").engine == "duckdb"
    with pytest.raises(ValueError, match="must be one of duckdb, spark"):
        choose_engine("postgres")
