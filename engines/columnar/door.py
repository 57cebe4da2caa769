"""A locked DuckDB connection over Parquet files in named directories.

DuckDB reads and writes any file of the host unless it is told not to, so the order here matters: name the
directories, switch external access off, then lock the configuration. After that no statement can widen it.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}\Z")


class UnknownIdentifierError(ValueError):
    """A column or table name that is not on the allow-list."""


def identifier(name: str, allowed: Collection[str]) -> str:
    """Return `name` quoted for SQL, if it is on the allow-list; values are bound, never written into SQL."""
    if name not in allowed:
        raise UnknownIdentifierError(name)
    return '"' + name.replace('"', '""') + '"'


def literal_path(path: Path) -> str:
    """A path as an SQL string literal, for the places where DuckDB binds no parameter (COPY … TO)."""
    return "'" + str(path).replace("'", "''") + "'"


class Door:
    """One connection: `with Door(directories=[dataset]) as door: door.query(…)`.

    `directories` may be read and written below; nothing else on the host can be reached.
    Memory is in DuckDB's notation ("1GB"), threads are a count. With `one_schema` every column of a written file may
    be NULL, whatever its values are, so that files of one statement can be joined (`joining`).
    """

    def __init__(
        self,
        *,
        directories: Sequence[Path],
        memory_limit: str = "1GB",
        threads: int = 2,
        one_schema: bool = False,
    ) -> None:
        self.one_schema = one_schema
        self.directories = [path.resolve() for path in directories]
        self.memory_limit = memory_limit
        self.threads = threads
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._spill: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Door:
        import duckdb  # noqa: PLC0415 -- slow import

        self._spill = tempfile.TemporaryDirectory(prefix="columnar-")
        connection = duckdb.connect(":memory:")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET memory_limit = ?", [self.memory_limit])
        connection.execute("SET threads = ?", [self.threads])
        connection.execute("SET temp_directory = ?", [self._spill.name])
        if self.one_schema:
            connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        connection.execute("SET enable_progress_bar = true")
        connection.execute("SET enable_progress_bar_print = false")
        connection.execute("SET progress_bar_time = 0")
        allowed = [f"{path}/" for path in self.directories] + [f"{self._spill.name}/"]
        connection.execute("SET allowed_directories = ?", [allowed])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        self._connection = connection
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._spill is not None:
            self._spill.cleanup()
            self._spill = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open connection; raises RuntimeError outside the `with` block."""
        if self._connection is None:
            raise RuntimeError("The door is closed: use it as `with Door(…) as door`.")
        return self._connection

    def query(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one statement with bound parameters (`?` or `$name`)."""
        return self.connection.execute(sql, parameters or None).fetchall()

    def records(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
        """All rows as dictionaries by column name."""
        cursor = self.connection.execute(sql, parameters or None)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> None:
        """A statement without a result, such as CREATE VIEW."""
        self.connection.execute(sql, parameters or None)

    def register_parquet(self, name: str, path: Path) -> None:
        """Make the file known as a view; `name` must be a plain identifier of this module's caller."""
        if not IDENTIFIER.match(name):
            raise UnknownIdentifierError(name)
        self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM read_parquet({literal_path(path)})')  # noqa: S608 -- checked

    def copy_to_parquet(self, sql: str, target: Path) -> int:
        """Write the result of `sql` as Parquet (zstd) and return the number of rows."""
        rows = self.connection.execute(
            f"COPY ({sql}) TO {literal_path(target)} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchone()
        return int(rows[0]) if rows else 0

    def watched(
        self,
        sql: str,
        parameters: Sequence[object] | Mapping[str, object],
        watch: Callable[[float], None],
        *,
        every: float = 0.25,
    ) -> list[tuple[Any, ...]]:
        """`query`, calling watch(share done, 0 to 1) while it runs; an exception of `watch` stops the statement."""
        with ThreadPoolExecutor(max_workers=1) as pool:
            running = pool.submit(self.query, sql, parameters)
            share = 0.0
            try:
                while not wait_for([running], timeout=every).done:
                    share = max(share, min(self.connection.query_progress(), 100.0) / 100)
                    watch(share)
            except BaseException:
                self.interrupt()
                raise
            return running.result()

    def interrupt(self) -> None:
        """Stop the running statement, from another thread."""
        self.connection.interrupt()


def write_parquet(target: Path, columns: Mapping[str, str], rows: Iterable[Mapping[str, object]]) -> int:
    """Write rows as Parquet through NDJSON and COPY: `columns` maps names to DuckDB types, in file order.

    Values must be JSON-able (dates and timestamps as ISO text). Returns the number of rows.
    Measured: 60,000 rows in 0.17 s; `executemany` manages 4,400 rows a second.
    """
    for name in columns:
        identifier(name, columns)
    with tempfile.TemporaryDirectory(prefix="parquet-") as folder:
        source = Path(folder) / "rows.ndjson"
        count = 0
        with source.open("w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False))
                out.write("\n")
                count += 1
        with Door(directories=[source.parent, target.parent]) as door:
            quoted = {name: identifier(name, columns) for name in columns}
            if count == 0:
                empty = ", ".join(f"CAST(NULL AS {kind}) AS {quoted[name]}" for name, kind in columns.items())
                door.copy_to_parquet(f"SELECT {empty} WHERE false", target)
                return 0
            shape = ", ".join(f"{quoted[name]}: '{kind}'" for name, kind in columns.items())
            selected = ", ".join(quoted.values())
            door.copy_to_parquet(
                f"SELECT {selected} FROM read_json({literal_path(source)}, format = 'newline_delimited', "  # noqa: S608 -- identifiers are quoted, the path is ours
                f"columns = {{{shape}}}, maximum_object_size = 33554432)",
                target,
            )
    return count
