"""The other engine: the same statements on Apache Spark, translated from DuckDB's dialect by sqlglot.

Values are put into the statement as literals of its syntax tree, never as text. A statement reaches no file but
Parquet below the directories of its door.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TYPES = {
    "string": "VARCHAR",
    "bigint": "BIGINT",
    "int": "INTEGER",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp_ntz": "TIMESTAMP",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
}
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class SparkMissingError(RuntimeError):
    """Spark was asked for, and Java or the packages of requirements-spark.txt are not there."""


class ForbiddenFileError(PermissionError):
    """A statement names a file outside the directories of its door."""


def missing() -> str:
    """What Spark lacks on this machine, as a sentence, or ""."""
    from importlib.util import find_spec  # noqa: PLC0415 -- only here

    if shutil.which("java") is None:
        return "Spark needs Java 17 or newer; there is no «java» on the path."
    lacking = [name for name in ("pyspark", "sqlglot") if find_spec(name) is None]
    if lacking:
        return f"Spark needs {' and '.join(lacking)}: install requirements-spark.txt."
    return ""


@cache
def cluster(master: str, memory: str, threads: int) -> SparkSession:
    """The one application of this process; it stays, since starting Java takes seconds."""
    if lacking := missing():
        raise SparkMissingError(lacking)
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- slow import

    builder = SparkSession.builder.appName("shirabe").config("spark.driver.memory", memory)
    if master:
        builder = builder.master(master)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    builder = builder.config("spark.sql.shuffle.partitions", str(threads * 2))
    made: SparkSession = builder.getOrCreate()
    return made


class ClusterSession:
    """One session of the application: views of its own, nothing shared with other doors."""

    def __init__(self, directories: Sequence[Path], *, memory_limit: str, threads: int, master: str) -> None:
        memory = memory_limit.upper().replace("GB", "g").replace("MB", "m").replace(" ", "")
        self.spark = cluster(master or f"local[{threads}]", memory, threads).newSession()
        self.directories = list(directories)

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object]
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Names of the columns, and all rows."""
        found = self._run(sql, parameters)
        return found.columns, [tuple(row) for row in found.collect()]

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> None:
        """A statement whose result nobody wants."""
        self._run(sql, parameters)

    def register(self, name: str, path: Path) -> None:
        """A Parquet file as a view; the name has been checked."""
        self.spark.read.parquet(str(self._inside(path))).createOrReplaceTempView(name)

    def copy(self, sql: str, target: Path) -> int:
        """The result as one Parquet file, in its order; how many rows."""
        found = self._run(sql, ())
        with tempfile.TemporaryDirectory(prefix="spark-", dir=self._inside(target).parent) as folder:
            found.coalesce(1).write.mode("overwrite").parquet(f"{folder}/out")
            [written] = Path(folder, "out").glob("part-*.parquet")
            rows = self.spark.read.parquet(str(written)).count()
            written.replace(target)
        return int(rows)

    def progress(self) -> float:
        """Spark does not say how much of a statement is left."""
        return 0.0

    def interrupt(self) -> None:
        """Stop the running statement, from another thread."""
        self.spark.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Forget the views."""
        for table in self.spark.catalog.listTables():
            if table.isTemporary:
                self.spark.catalog.dropTempView(table.name)

    def _run(self, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> DataFrame:
        from sqlglot import exp  # noqa: PLC0415 -- slow import

        tree = translated(sql, parameters, self._inside)
        if isinstance(tree, exp.Describe):
            return self._described(tree.this.name)
        if isinstance(tree, exp.Create):
            found = self.spark.sql(tree.expression.sql(dialect="spark"))
            found.createOrReplaceTempView(tree.this.name)
            return found
        return self.spark.sql(tree.sql(dialect="spark"))

    def _described(self, name: str) -> DataFrame:
        rows = [(column, _duck_type(kind)) for column, kind in self.spark.table(name).dtypes]
        return self.spark.createDataFrame(rows, "column_name string, column_type string")

    def _inside(self, path: Path) -> Path:
        real = path.resolve()
        if not any(real.is_relative_to(directory) for directory in self.directories):
            raise ForbiddenFileError(str(path))
        return real


def _duck_type(kind: str) -> str:
    if kind.startswith("array<"):
        return f"{_duck_type(kind[6:-1])}[]"
    return TYPES.get(kind, kind.upper())


def translated(sql: str, parameters: Sequence[object] | Mapping[str, object], inside: Callable[[Path], Path]) -> Any:
    """The statement as a tree that can be written in Spark's dialect, with values in place of parameters.

    `inside` returns the real path of a file that may be read, or raises.
    """
    import sqlglot  # noqa: PLC0415 -- slow import
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    tree = sqlglot.parse_one(sql, read="duckdb")
    named = parameters if isinstance(parameters, Mapping) else {}
    waiting = iter(() if isinstance(parameters, Mapping) else parameters)
    for place in list(tree.find_all(exp.Placeholder, bfs=False)):
        value = named[str(place.this)] if place.this else next(waiting)
        place.replace(_literal(value))
    for table in list(tree.find_all(exp.Table)):
        if table.args.get("db"):
            raise ForbiddenFileError(table.sql())
        if isinstance(table.this, exp.ReadParquet):
            path = inside(Path(table.this.expressions[0].name))
            file = exp.Table(
                this=exp.to_identifier(str(path), quoted=True),
                db=exp.to_identifier("parquet"),
                alias=table.args.get("alias"),
            )
            table.replace(file)
    return tree.transform(_without_own_functions)


def _without_own_functions(node: Any) -> Any:
    """Functions of DuckDB for which sqlglot has no word in Spark."""
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    if isinstance(node, exp.ArrayOverlaps):
        return exp.func("ARRAYS_OVERLAP", node.this, node.expression)
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
        if name == "list_has_all":
            whole, wanted = node.expressions
            return exp.EQ(
                this=exp.func("SIZE", exp.func("ARRAY_EXCEPT", wanted, whole)), expression=exp.Literal.number(0)
            )
        if name == "list_unique":
            return exp.func("SIZE", exp.func("ARRAY_DISTINCT", *node.expressions))
    return node


def _literal(value: object) -> Any:
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    if isinstance(value, (list, tuple)):
        items = exp.Array(expressions=[_literal(item) for item in value])
        return items if value else exp.cast(items, "VARCHAR[]")
    return exp.convert(value)
