"""An access log as received → canonical Parquet, streaming; every row is accepted or rejected with a reason.

Most logs are plain: every line a record, no quoting, nothing wrong. `plain_file` proves that at memory speed and
DuckDB then reads the file as it stands. Any other file is written anew by `Scanner`, without the bad records
and in a form without quoting. One statement then types, hashes, sorts and writes; memory stays within the door's
limit whatever the size of the file, and the counts must add up or nothing is returned.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.formats.records import PART_COLUMN, PART_LINES, Clean, wanted_columns, write_parts
from engines.columnar.formats.unpack import Part, parts_of
from engines.columnar.ingest.keyed import padded_key
from engines.columnar.ingest.rejects import Rejects
from engines.columnar.ingest.typing_sql import typing_sql, used_in
from engines.columnar.logs import (
    PARQUET_COLUMNS,
    Ingested,
    LogError,
    LogMapping,
)
from engines.columnar.profiling import sniff_delimiter
from engines.columnar.scan.blocks import MAX_LINE, NEWLINE_MARK, RETURN_MARK, count_private_use
from engines.columnar.scan.encodings import detect_encoding, first_guess
from engines.columnar.scan.plain import Plain, plain_file
from engines.columnar.scan.scanner import BadLine, Scanner

Progress = Callable[[int, int], None]
LOAD_SHARE = 0.2
SCAN_SHARE = 0.2  # of the whole time, roughly; the progress shown counts scanned rows with this weight


def ingest(
    path: Path,
    *,
    mapping: LogMapping,
    key: bytes,
    directory: Path,
    progress: Progress | None = None,
    memory_limit: str = "1GB",
    threads: int = 2,
    block_bytes: int = 16 * 1024 * 1024,
) -> Ingested:
    """Read `path` and write `directory`/log.parquet and `directory`/rejects.csv.

    `directory` must exist and be ours alone: a crash leaves only parts inside it, a second run begins anew.
    progress(rows done, estimated total) may raise to cancel; nothing outside `directory` is touched.
    Raises LogError for a file or mapping that cannot be used at all.
    """
    target, rejects = directory / "log.parquet", directory / "rejects.csv"
    parts = directory / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    report = progress or (lambda _done, _total: None)
    with Rejects(rejects) as bad:
        source = _source(path, mapping, _Desk(parts, bad, report, block_bytes))
        records = source.records
        sql, parameters = typing_sql(mapping, source.header)
        parameters["key"] = padded_key(key)
        parameters["joint"] = source.delimiter or ","
        with Door(directories=[directory, *source.folders], memory_limit=memory_limit, threads=threads) as door:
            typing = _Typing(door=door, records=records, sql=sql, parameters=parameters)
            accepted = typing.accept(target, report)
            if accepted != records.rows:
                typing.reject(bad)
            window = typing.window(target)
    shutil.rmtree(parts, ignore_errors=True)
    if accepted + bad.count != records.rows + records.rejected:
        raise RuntimeError(f"{accepted} accepted and {bad.count} rejected are not all rows of the file.")
    return Ingested(
        rows_in=records.rows + records.rejected,
        accepted=accepted,
        rejected=bad.count,
        blank_lines=records.blank,
        reasons=dict(sorted(bad.reasons.items())),
        encoding=source.encoding,
        delimiter=source.delimiter,
        parquet=target,
        rejects=rejects,
        format=source.form,
        parts=tuple(source.parts),
        other_lines=dict(sorted(source.other_lines.items())),
        private_use=dict(sorted(source.private_use.items())),
        **window,
    )


@dataclass(frozen=True)
class _Source:
    """A file made ready for typing, and what was found on the way."""

    records: _Records
    header: list[str]
    form: str
    encoding: str = ""
    delimiter: str = ""
    folders: Sequence[Path] = ()
    parts: Sequence[str] = ()
    other_lines: Mapping[str, int] = field(default_factory=dict)
    private_use: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Desk:
    """Where one file is worked on: a folder of our own, what is rejected, whom to tell how far it is."""

    folder: Path
    bad: Rejects
    report: Progress
    block_bytes: int


def _source(path: Path, mapping: LogMapping, desk: _Desk) -> _Source:
    """Plain delimited text goes its short way; everything else is written anew, part by part."""
    parts = parts_of(path, desk.folder)
    if len(parts) == 1 and parts[0].form == "text" and _is_short(parts[0].path, mapping):
        found = _text(parts[0].path, mapping, desk)
        return replace(found, parts=(parts[0].name,) if parts[0].path != path else ())
    if all(part.form == "parquet" for part in parts):
        return _parquet(parts, mapping)
    return _formats(parts, mapping, desk)


def _is_short(path: Path, mapping: LogMapping) -> bool:
    plain = mapping.format in ("", "delimited") and not mapping.layout and not mapping.rearranged
    return plain and (mapping.encoding or first_guess(path)) in ("utf-8", "utf-8-sig", "cp932", "euc_jp")


def _text(path: Path, mapping: LogMapping, desk: _Desk) -> _Source:
    clean = desk.folder / "clean.txt"
    scanner, plain = _recognise(path, mapping, clean, desk.block_bytes, desk.report)
    typing_sql(mapping, scanner.header)  # a mapping that does not fit is refused before the long pass
    found: Counter[str] = plain.private_use if plain else Counter()
    records = _as_it_stands(plain, scanner) if plain else _written_anew(scanner, desk, found)
    return _Source(
        records,
        scanner.header,
        "delimited",
        encoding=scanner.encoding,
        delimiter=scanner.delimiter,
        folders=[path.parent] if records.path == path else [],
        private_use=found,
    )


def _formats(parts: Sequence[Part], mapping: LogMapping, desk: _Desk) -> _Source:
    clean = desk.folder / "clean.txt"
    with clean.open("wb") as out:
        made = Clean(out, desk.bad.add)
        if len(parts) > 1 or parts[0].form == "workbook":
            desk.bad.parts = made.parts
        form = write_parts(parts, mapping, made, desk.folder, lambda rows: desk.report(int(rows * SCAN_SHARE), rows))
    if made.rows + made.rejected == 0 and not made.names:
        raise LogError("file_empty")
    columns = [f"c{position}" for position in range(len(made.names))]
    records = _clean_records(clean, columns, made.rows, made.rejected, max(made.blank, 0), marks=made.marks)
    return _Source(
        records,
        made.names,
        form,
        encoding=made.encoding,
        delimiter=made.delimiter,
        parts=made.parts if desk.bad.parts is not None else (),
        other_lines=made.other_lines,
        private_use=made.private_use,
    )


def _parquet(parts: Sequence[Part], mapping: LogMapping) -> _Source:
    """Parquet is typed already: its columns are read as text and go through the same statement."""
    import duckdb  # noqa: PLC0415 -- slow import

    names, selects, rows = wanted_columns(mapping), [], 0
    with Door(directories=[part.path.parent for part in parts]) as door:
        for number, part in enumerate(parts):
            source = f"read_parquet({literal_path(part.path)}, file_row_number = true)"
            try:
                known = {row[0] for row in door.query(f"DESCRIBE SELECT * FROM {source}")}  # noqa: S608 -- our own path
                [(count,)] = door.query(f"SELECT count(*) FROM {source}")  # noqa: S608 -- our own path
            except duckdb.Error as error:
                raise LogError("parquet_broken") from error
            if missing := [name for name in names if name not in known]:
                raise LogError("missing_column", column=missing[0])
            columns = ", ".join(f"CAST({identifier(name, known)} AS VARCHAR) AS c{at}" for at, name in enumerate(names))
            line = f"file_row_number + {1 + number * PART_LINES} AS line"
            selects.append(f"SELECT {line}, {columns}, {_text_literal(part.name)} AS c{len(names)} FROM {source}")  # noqa: S608 -- our own names
            rows += int(count)
    return _Source(
        _Records(parts[0].path, " UNION ALL ".join(selects), "line", rows),
        [*names, PART_COLUMN],
        "parquet",
        encoding="parquet",
        folders=[part.path.parent for part in parts],
        parts=[part.name for part in parts] if len(parts) > 1 else (),
    )


def _text_literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\x00", "") + "'"


@dataclass(frozen=True)
class _Records:
    """Clean records in a file that DuckDB can read only one way: the statement, and the line's number in the original."""

    path: Path
    select: str
    line: str
    rows: int
    rejected: int = 0
    blank: int = 0


def _recognise(
    path: Path, mapping: LogMapping, clean: Path, block_bytes: int, report: Progress
) -> tuple[Scanner, Plain | None]:
    """The scanner in the right encoding, and the proof that the file is plain, if it is.

    Without a stated encoding a plain UTF-8 file is recognised by that proof itself, in one pass.
    """
    size = path.stat().st_size

    def seen(rows: int, read: int) -> None:
        report(int(rows * SCAN_SHARE), max(rows, rows * size // max(read, 1)))

    scanner: Scanner | None = None
    for encoding in [mapping.encoding] if mapping.encoding else [first_guess(path), ""]:
        used = encoding or detect_encoding(path)
        if scanner is not None and scanner.encoding == used.removesuffix("-sig"):
            return scanner, None
        delimiter = mapping.delimiter or sniff_delimiter(path, used)
        try:
            scanner = Scanner(
                path,
                encoding=used,
                delimiter=delimiter,
                header=mapping.header,
                block_bytes=block_bytes,
                max_span=mapping.max_span,
            )
        except LogError as error:
            if error.code != "encoding_wrong" or mapping.encoding:
                raise
            continue
        plain = plain_file(
            path,
            encoding=scanner.encoding,
            delimiter=scanner.delimiter,
            width=scanner.width,
            header=scanner.has_header,
            transcoded=clean,
            seen=seen,
        )
        if plain is not None:
            return scanner, plain
    if scanner is None:
        raise LogError("encoding_unknown")
    return scanner, None


def _as_it_stands(plain: Plain, scanner: Scanner) -> _Records:
    columns = [f"c{position}" for position in range(scanner.width)]
    skip = int(scanner.has_header)
    reader = _reader(plain.path, columns, delimiter=scanner.delimiter, new_line=plain.new_line, skip=skip)
    return _Records(plain.path, f"SELECT * FROM {reader}", f"rowid + {skip + 1}", plain.rows)  # noqa: S608 -- our own names


def _written_anew(scanner: Scanner, desk: _Desk, private_use: Counter[str]) -> _Records:
    """The clean records in a file of our own form; the bad ones go to the rejects."""
    clean = desk.folder / "clean.txt"
    size = scanner.path.stat().st_size
    columns = [f"c{position}" for position in range(scanner.width)]
    rows = rejected = blank = read = 0
    marks = False
    with clean.open("wb") as out:
        for segment in scanner:
            text = segment.text()
            out.write(text)
            if b"\xee" in text:
                private_use += count_private_use(text)
            rows += text.count(b"\n")
            rejected += len(segment.bad)
            blank += segment.blank
            marks = marks or segment.marks
            read += segment.bytes_read
            for line in segment.bad:
                desk.bad.add(line)
            done = rows + rejected
            desk.report(int(done * SCAN_SHARE), max(done, done * size // max(read, 1)))
    return _clean_records(clean, columns, rows, rejected, blank, marks=marks)


def _clean_records(clean: Path, columns: list[str], rows: int, rejected: int, blank: int, *, marks: bool) -> _Records:
    reader = _reader(clean, ["line", *columns], delimiter="\x1f", new_line="\n", skip=0)
    if marks:
        restored = ", ".join(
            f"replace(replace({name}, '{NEWLINE_MARK}', chr(10)), '{RETURN_MARK}', chr(13)) AS {name}"
            for name in columns
        )
    else:
        restored = ", ".join(columns)
    select = f"SELECT CAST(line AS BIGINT) AS line, {restored} FROM {reader}"  # noqa: S608 -- positional names of our own
    return _Records(clean, select, "line", rows, rejected, blank)


def _reader(path: Path, columns: list[str], *, delimiter: str, new_line: str, skip: int) -> str:
    shape = ", ".join(f"{name}: 'VARCHAR'" for name in columns)
    sign = "\\t" if delimiter == "\t" else delimiter
    new_line = new_line.replace("\r", "\\r").replace("\n", "\\n")
    return (
        f"read_csv({literal_path(path)}, columns = {{{shape}}}, header = false, skip = {skip}, auto_detect = false, "
        f"delim = '{sign}', quote = '', escape = '', comment = '', new_line = '{new_line}', "
        f"max_line_size = {MAX_LINE * 8}, buffer_size = {MAX_LINE * 128})"
    )


class _Typing:
    """Times, hashes and required values of the clean records, in one statement that ends in sorted Parquet."""

    def __init__(self, *, door: Door, records: _Records, sql: str, parameters: dict[str, object]) -> None:
        self.door = door
        self.records = records
        self.sql = sql.replace("{line}", records.line)
        self.parameters = parameters
        self.names = ", ".join(identifier(name, PARQUET_COLUMNS) for name in PARQUET_COLUMNS)

    def accept(self, target: Path, report: Progress) -> int:
        """Write the rows without a reason, sorted by time; returns how many."""
        total = self.records.rows

        def watch(share: float) -> None:
            report(int(total * (SCAN_SHARE + (1 - SCAN_SHARE) * share)), total)

        source = f"SELECT {self.names} FROM ({self.sql}) WHERE reason IS NULL"  # noqa: S608 -- our own names
        if total == 0:
            empty = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in PARQUET_COLUMNS.items())
            self.door.copy_to_parquet(f"SELECT {empty} WHERE false", target)
            return 0
        self.door.watched(
            f"CREATE TEMP TABLE records AS {self.records.select}", {}, lambda share: watch(share * LOAD_SHARE)
        )
        [(read,)] = self.door.query("SELECT count(*) FROM records")
        if read != total:
            raise RuntimeError(f"The columnar engine read {read} of {total} clean records.")
        [(rows,)] = self.door.watched(
            f'COPY ({source} ORDER BY "at", file_row) TO {literal_path(target)} (FORMAT parquet, COMPRESSION zstd)',
            used_in(self.sql, self.parameters),
            lambda share: watch(LOAD_SHARE + share * (1 - LOAD_SHARE)),
        )
        watch(1.0)
        return int(rows)

    def reject(self, bad: Rejects) -> None:
        """Keep the clean records whose values cannot be accepted, with the reason."""
        cursor = self.door.connection.execute(
            f"SELECT file_row, reason, whole FROM ({self.sql}) WHERE reason IS NOT NULL ORDER BY file_row",  # noqa: S608 -- our own names
            used_in(self.sql, self.parameters),
        )
        while rows := cursor.fetchmany(10_000):
            for line, reason, raw in rows:
                bad.add(BadLine(line, reason, raw))

    def window(self, target: Path) -> dict[str, Any]:
        """First and last moment and day of the accepted rows."""
        [(first_at, last_at, first_date, last_date)] = self.door.query(
            f'SELECT min("at"), max("at"), min(local_date), max(local_date) FROM read_parquet({literal_path(target)})'  # noqa: S608 -- our own path
        )
        return {"first_at": first_at, "last_at": last_at, "first_date": first_date, "last_date": last_date}
