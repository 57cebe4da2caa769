"""The other engine: the same statements on Apache Spark, translated from DuckDB's dialect by sqlglot.

Values are put into the statement as literals of its syntax tree, never as text. A statement reaches no file but
Parquet below the directories of its door.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.columnar.duck import DuckSession

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# How DuckDB calls Spark's types.
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
    "spark.sql.ui.explainMode": "simple",
    "spark.log.level": "ERROR",
}
# A file up to this size is one task for Spark (spark.sql.files.openCostInBytes). Told so, it need not bring the rows of a
# group or a join together: the whole statement is one stage.
ONE_TASK = 4 << 20


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

    logging.getLogger("py4j").setLevel(logging.WARNING)  # it would tell of every connection that it closes
    builder = SparkSession.builder.appName("shirabe").config("spark.driver.memory", memory)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    if master:
        builder = builder.master(master)
    else:
        builder = builder.master(f"local[{threads}]").config("spark.sql.shuffle.partitions", str(threads))
    made: SparkSession = builder.getOrCreate()
    return made


# Sessions that a door has left, without views. A new one would set up its functions and rules again; beyond as many as a
# process has doors open at once, one that is left is let go.
IDLE: list[SparkSession] = []
KEPT = 4
NUMBERS = count(1)


def _idle() -> SparkSession | None:
    with suppress(IndexError):
        return IDLE.pop()
    return None


class ClusterSession:
    """One session of the application: views of its own, nothing shared with other doors."""

    def __init__(self, directories: Sequence[Path], *, memory_limit: str, threads: int, master: str) -> None:
        memory = memory_limit.upper().replace("GB", "g").replace("MB", "m").replace(" ", "")
        application = cluster(master, memory, threads)
        self.spark = _idle() or application.newSession()
        self.directories = list(directories)
        self.views: set[str] = set()
        self.running = ""
        # Reads what a Parquet file says of itself, for which Spark would start a job.
        self.footers = DuckSession(directories, memory_limit=memory_limit, threads=1, without=())

    def rows(
        self, sql: str, parameters: Sequence[object] | Mapping[str, object]
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Names of the columns, and all rows."""
        from sqlglot import exp  # noqa: PLC0415 -- slow import

        tree = translated(sql, parameters, self._file_view)
        if isinstance(tree, exp.Describe):
            described = [(name, _duck_type(kind)) for name, kind in self.spark.table(tree.this.name).dtypes]
            return ["column_name", "column_type"], described
        with self._job_group():
            found = self.spark.sql(tree.sql(dialect="spark"))
            return found.columns, [tuple(row) for row in found.collect()]

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> None:
        """CREATE VIEW, the one statement without a result."""
        tree = translated(sql, parameters, self._file_view)
        self._view(tree.this.name, self.spark.sql(tree.expression.sql(dialect="spark")))

    def register(self, name: str, path: Path) -> None:
        """A Parquet file as a view; the name has been checked."""
        self._view(name, self._file(self._inside(path)))

    def copy(self, sql: str, target: Path) -> int:
        """The result as one Parquet file, in its order; how many rows."""
        statement = translated(sql, (), self._file_view).sql(dialect="spark")
        with (
            tempfile.TemporaryDirectory(prefix="spark-", dir=self._inside(target).parent) as folder,
            self._job_group(),
        ):
            self.spark.sql(statement).coalesce(1).write.mode("overwrite").parquet(f"{folder}/out")
            [written] = Path(folder, "out").glob("part-*.parquet")
            written.replace(target)
        [(rows,)] = self.footers.rows("SELECT num_rows FROM parquet_file_metadata(?)", [str(target)])[1]
        return int(rows)

    def progress(self) -> float:
        """Spark does not say how much of a statement is left."""
        return 0.0

    def interrupt(self) -> None:
        """Stop the running statement, from another thread; those of other doors go on."""
        if group := self.running:
            self.spark.sparkContext._jsc.sc().cancelJobGroupAndFutureJobs(group)  # noqa: SLF001 -- pyspark lacks it

    def close(self) -> None:
        """Forget the views."""
        for name in self.views:
            self.spark.catalog.dropTempView(name)
        self.footers.close()
        if len(IDLE) < KEPT:
            IDLE.append(self.spark)

    @contextmanager
    def _job_group(self) -> Iterator[None]:
        """All jobs of one statement have a name, and none begins after it was stopped between two of them.

        Spark keeps the name with the thread, so the thread that runs the statement sets it; and once only, since the
        jobs that are still to come under a name that was stopped never run.
        """
        self.running = f"door-{next(NUMBERS)}"
        self.spark.sparkContext.setJobGroup(self.running, "", interruptOnCancel=True)
        try:
            yield
        finally:
            self.running = ""

    def _view(self, name: str, found: DataFrame) -> None:
        found.createOrReplaceTempView(name)
        self.views.add(name)

    def _file_view(self, path: Path) -> str:
        """The name under which a statement may use the file."""
        real = self._inside(path)
        name = f"file_{hashlib.sha256(str(real).encode()).hexdigest()}"
        self._view(name, self._file(real))
        return name

    def _file(self, path: Path) -> DataFrame:
        found = self.spark.read.schema(self._schema(path)).parquet(str(path))
        return found.coalesce(1) if path.stat().st_size <= ONE_TASK else found

    def _schema(self, path: Path) -> str:
        columns = self.footers.rows("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])[1]
        return ", ".join(f"`{name.replace('`', '``')}` {_spark_type(kind)}" for name, kind, *_rest in columns)

    def _inside(self, path: Path) -> Path:
        real = path.resolve()
        if not any(real.is_relative_to(directory) for directory in self.directories):
            raise ForbiddenFileError(str(path))
        return real


def _duck_type(kind: str) -> str:
    if kind.startswith("array<"):
        return f"{_duck_type(kind[6:-1])}[]"
    return TYPES.get(kind, kind.upper())


def _spark_type(kind: str) -> str:
    if kind.endswith("[]"):
        return f"array<{_spark_type(kind[:-2])}>"
    return next((spark for spark, duck in TYPES.items() if duck == kind), kind)


@lru_cache(maxsize=512)
def _parsed(sql: str) -> Any:
    """The statement as a tree; each `?` is named by its number, since a tree is not walked in the order of the text."""
    import sqlglot  # noqa: PLC0415 -- slow import
    from sqlglot.tokens import TokenType  # noqa: PLC0415 -- slow import

    places = [
        token.start for token in sqlglot.tokenize(sql, read="duckdb") if token.token_type == TokenType.PLACEHOLDER
    ]
    pieces = [sql[start + 1 : end] for start, end in zip([-1, *places], [*places, len(sql)], strict=True)]
    named = "".join(piece if not number else f"${_nth(number - 1)}{piece}" for number, piece in enumerate(pieces))
    return sqlglot.parse_one(named, read="duckdb")


def _nth(number: int) -> str:
    return f"value_{number}"


def translated(sql: str, parameters: Sequence[object] | Mapping[str, object], view: Callable[[Path], str]) -> Any:
    """The statement as a tree that can be written in Spark's dialect, with values in place of parameters.

    `view` returns the name of a view of a file that may be read, or raises.
    """
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    tree = _parsed(sql).copy()
    named = (
        parameters
        if isinstance(parameters, Mapping)
        else {_nth(number): value for number, value in enumerate(parameters)}
    )
    for place in list(tree.find_all(exp.Placeholder)):
        place.replace(_literal(named[str(place.this)]))
    for table in list(tree.find_all(exp.Table)):
        if table.args.get("db"):
            raise ForbiddenFileError(table.sql())
        if isinstance(table.this, exp.ReadParquet):
            name = view(Path(table.this.expressions[0].name))
            file = exp.Table(this=exp.to_identifier(name), alias=table.args.get("alias"))
            table.replace(file)
    return tree.transform(_without_own_functions)


def _without_own_functions(node: Any) -> Any:
    """Functions of DuckDB for which sqlglot has no word in Spark."""
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    if isinstance(node, (exp.GT, exp.LT)) and isinstance(node.this, exp.Tuple):
        return _one_after_the_other(node)
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


def _one_after_the_other(node: Any) -> Any:
    """`(a, b) > (x, y)` column by column: Spark compares rows only if all their types are the very same."""
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    *before, (left, right) = zip(node.this.expressions, node.expression.expressions, strict=True)
    found = type(node)(this=left, expression=right)
    for one, other in reversed(before):
        further = type(node)(this=one.copy(), expression=other.copy())
        found = exp.or_(further, exp.and_(exp.EQ(this=one, expression=other), found))
    return exp.paren(found)


def _literal(value: object) -> Any:
    from sqlglot import exp  # noqa: PLC0415 -- slow import

    if isinstance(value, (list, tuple)):
        items = exp.Array(expressions=[_literal(item) for item in value])
        return items if value else exp.cast(items, "VARCHAR[]")
    return exp.convert(value)
