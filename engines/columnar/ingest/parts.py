"""A log in parts: while one part is typed and written by the columnar engine, the next is being read.

Each part becomes a Parquet file sorted by time. Parts that follow each other in time are joined as they are; only
those that overlap are sorted once more, together. So a log in time order, or in reverse, is written once, and
memory stays within the door's limit whatever its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.duck import WRITTEN
from engines.columnar.ingest.rejects import Rejects
from engines.columnar.ingest.typing_sql import typing_sql, used_in
from engines.columnar.joining import join
from engines.columnar.logs import PARQUET_COLUMNS, LogMapping
from engines.columnar.scan.blocks import MAX_LINE, NEWLINE_MARK, RETURN_MARK, SPACES
from engines.columnar.scan.scanner import BadLine, Segment

Progress = Callable[[int, int], None]
PART_BYTES = 64 * 1024 * 1024
SCAN_SHARE = 0.2  # of the whole time, roughly; the progress shown counts scanned rows with this weight
COLUMNS = ", ".join(identifier(name, PARQUET_COLUMNS) for name in PARQUET_COLUMNS if name != "file_row")


@dataclass(frozen=True)
class Part:
    """Some records of the file: the statement that reads them, with columns `line`, c0, c1, …

    Without numbers of their own (`line` is NULL) the first is the line `first` and the others follow.
    """

    header: Sequence[str]
    select: str
    rows: int
    delimiter: str
    first: int | None = None
    spaces: str = SPACES
    path: Path | None = None


@dataclass(frozen=True)
class Written:
    """One part as sorted Parquet."""

    path: Path
    number: int
    rows: int
    first_at: datetime
    last_at: datetime
    first_date: date
    last_date: date


@dataclass
class Loader:
    """Types, hashes, sorts and writes the parts it is given, one at a time in a thread of its own."""

    door: Door
    folder: Path
    mapping: LogMapping
    key: bytes
    rejects: Rejects
    report: Progress
    long_hashes: bool = False
    scanned: int = 0
    total: int = 0
    rows: int = 0
    written: list[Written] = field(default_factory=list)
    _count: int = 0
    _running: Future[None] | None = None
    _pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Loader:
        self._pool = ThreadPoolExecutor(max_workers=1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._running is not None and not self._running.done():
            self.door.interrupt()
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def seen(self, scanned: int, total: int) -> None:
        """How far reading is; may raise to stop."""
        self.scanned, self.total = scanned, total
        self.report(int(scanned * SCAN_SHARE + self.rows * (1 - SCAN_SHARE)), total)

    def clear(self) -> None:
        """Begin anew, with the file read in another way."""
        self.wait()
        for done in self.written:
            done.path.unlink()
        self.written.clear()
        self.rejects.clear()
        self.rows = 0

    def add(self, part: Part) -> None:
        """Start with a part as soon as the one before is done."""
        self.wait()
        if self._pool is None:
            raise RuntimeError("The loader is closed: use it as `with Loader(…) as loader`.")
        self._count += 1
        self._running = self._pool.submit(self._load, part, self._count)

    def wait(self) -> None:
        """Until the part at work is done; the progress shown goes on and may stop it."""
        if self._running is None:
            return
        while not wait_for([self._running], timeout=0.25).done:
            self.seen(self.scanned, self.total)
        running, self._running = self._running, None
        running.result()

    def _load(self, part: Part, number: int) -> None:
        sql, parameters = typing_sql(self.mapping, part.header, spaces=part.spaces, long_hashes=self.long_hashes)
        parameters |= {"key": self.key, "joint": part.delimiter}
        sql = sql.replace("FROM records", f"FROM ({part.select})")
        self.door.execute(f"CREATE OR REPLACE TEMP TABLE typed AS {sql}", used_in(sql, parameters))
        line = "line" if part.first is None else f"rowid + {part.first}"
        [(read, accepted, first_at, last_at, first_date, last_date)] = self.door.query(
            'SELECT count(*), count(*) FILTER (reason IS NULL), min("at") FILTER (reason IS NULL), '
            'max("at") FILTER (reason IS NULL), min(local_date) FILTER (reason IS NULL), '
            "max(local_date) FILTER (reason IS NULL) FROM typed"
        )
        if read != part.rows:
            raise RuntimeError(f"The columnar engine read {read} of {part.rows} clean records.")
        if accepted != read:
            self._reject(line)
        if accepted:
            path = self.folder / f"sorted-{number:06}.parquet"
            self._write(path, line, whole=accepted == read)
            self.written.append(Written(path, number, accepted, first_at, last_at, first_date, last_date))
        self.rows += read
        if part.path is not None:
            part.path.unlink()

    def _write(self, path: Path, line: str, *, whole: bool) -> None:
        condition = "" if whole else " WHERE reason IS NULL"
        [(back,)] = self.door.query(
            f'SELECT count(*) FROM (SELECT "at" < lag("at") OVER () AS back FROM typed{condition}) WHERE back'  # noqa: S608 -- our own words
        )
        order = ' ORDER BY "at", file_row' if back else ""
        self.door.execute(
            f"COPY (SELECT {line} AS file_row, {COLUMNS} FROM typed{condition}{order}) TO {literal_path(path)} {WRITTEN}"  # noqa: S608 -- our own names
        )

    def _reject(self, line: str) -> None:
        """Keep the records whose values cannot be accepted, with the reason."""
        cursor = self.door.connection.execute(
            f"SELECT {line}, reason, whole FROM typed WHERE reason IS NOT NULL ORDER BY 1"  # noqa: S608 -- our own words
        )
        while rows := cursor.fetchmany(10_000):
            for number, reason, raw in rows:
                self.rejects.values.add(BadLine(number, reason, raw))

    def finish(self, target: Path) -> int:
        """All accepted rows in one file, sorted by time and line; returns how many."""
        self.wait()
        self.door.execute("DROP TABLE IF EXISTS typed")
        if not self.written:
            empty = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in PARQUET_COLUMNS.items())
            self.door.copy_to_parquet(f"SELECT {empty} WHERE false", target)
            return 0
        ready = [self._sorted(parts) for parts in overlapping(self.written)]
        rows = sum(part.rows for part in self.written)
        if len(ready) == 1:
            ready[0].replace(target)
        else:
            half = self.folder / "joined.parquet"
            if join(ready, half) != rows:
                raise RuntimeError("The joined parts do not hold all accepted rows.")
            half.replace(target)
        self.report(self.total, self.total)
        return rows

    def _sorted(self, parts: Sequence[Written]) -> Path:
        """One file of parts that overlap in time."""
        if len(parts) == 1:
            return parts[0].path
        target = self.folder / f"merged-{parts[0].number:06}.parquet"
        paths = ", ".join(literal_path(part.path) for part in parts)
        order = f'SELECT * FROM read_parquet([{paths}]) ORDER BY "at", file_row'  # noqa: S608 -- our own paths
        self.door.watched(
            f"COPY ({order}) TO {literal_path(target)} {WRITTEN}",
            {},
            lambda _share: self.seen(self.scanned, self.total),
        )
        for part in parts:
            part.path.unlink()
        return target


def overlapping(parts: Iterable[Written]) -> list[list[Written]]:
    """The parts in the order of time; those that cannot simply follow each other stand together."""
    groups: list[list[Written]] = []
    last: tuple[datetime, int] | None = None
    for part in sorted(parts, key=lambda one: (one.first_at, one.number)):
        if last is None or (part.first_at, part.number) > last:
            groups.append([part])
        else:
            groups[-1].append(part)
        last = max(last or (part.last_at, part.number), (part.last_at, part.number))
    return groups


class PartWriter:
    """Writes clean text as files that DuckDB can read only one way, and hands each to the loader when it is full."""

    def __init__(self, loader: Loader, folder: Path, *, delimiter: str = ",") -> None:
        self.loader = loader
        self.folder = folder
        self.delimiter = delimiter
        self.header: Sequence[str] = ()
        self.marks = False
        self._out: IO[bytes] | None = None
        self._first: int | None = None
        self._rows = self._size = self._count = 0
        self._spaces = ""

    def segment(self, segment: Segment) -> bytes:
        """The clean records of one block; returns them as they are written."""
        if segment.plain:
            if self._first is None or segment.first != self._first + self._rows:
                self.close()
            self._begin(segment.first)
            self._spaces = "".join(sign for sign in SPACES if sign in self._spaces + segment.spaces)
            self._put(segment.plain, segment.rows)
            return segment.plain
        text = segment.text()
        if text:
            self.marks = self.marks or segment.marks
            self.write(text)
        return text

    def write(self, numbered: bytes) -> int:
        """Lines that begin with their number, in the form of `Segment.text`."""
        if self._first is not None:
            self.close()
        self._begin(None)
        self._put(numbered, numbered.count(b"\n"))
        return len(numbered)

    def _begin(self, first: int | None) -> None:
        if self._out is None:
            self._count += 1
            self._out = (self.folder / f"part-{self._count:06}.txt").open("wb")
            self._first, self._rows, self._size, self._spaces = first, 0, 0, ""

    def _put(self, text: bytes, rows: int) -> None:
        if self._out is not None:
            self._out.write(text)
        self._rows += rows
        self._size += len(text)
        if self._size >= PART_BYTES:
            self.close()

    def close(self) -> None:
        """Hand over what has been written."""
        if self._out is None:
            return
        self._out.close()
        path, self._out = Path(self._out.name), None
        columns = [f"c{position}" for position in range(len(self.header))]
        if self._first is None:
            reader = _reader(path, ["line", *columns], delimiter="\x1f")
            restored = [
                f"replace(replace({name}, '{NEWLINE_MARK}', chr(10)), '{RETURN_MARK}', chr(13)) AS {name}"
                if self.marks
                else name
                for name in columns
            ]
            select = f"SELECT CAST(line AS BIGINT) AS line, {', '.join(restored)} FROM {reader}"  # noqa: S608 -- our own names
        else:
            reader = _reader(path, columns, delimiter=self.delimiter)
            select = f"SELECT CAST(NULL AS BIGINT) AS line, * FROM {reader}"  # noqa: S608 -- our own names
        self.loader.add(
            Part(
                header=self.header,
                select=select,
                rows=self._rows,
                delimiter=self.delimiter,
                first=self._first,
                spaces=self._spaces if self._first is not None else SPACES,
                path=path,
            )
        )
        self._first = None


def _reader(path: Path, columns: list[str], *, delimiter: str) -> str:
    shape = ", ".join(f"{name}: 'VARCHAR'" for name in columns)
    sign = "\\t" if delimiter == "\t" else delimiter
    return (
        f"read_csv({literal_path(path)}, columns = {{{shape}}}, header = false, auto_detect = false, "
        f"delim = '{sign}', quote = '', escape = '', comment = '', new_line = '\\n', nullstr = '', "
        f"max_line_size = {MAX_LINE * 16}, buffer_size = {MAX_LINE * 32})"
    )
