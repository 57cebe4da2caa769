"""An access log as received → canonical Parquet, streaming; every row is accepted or rejected with a reason.

Most logs are plain: every line a record, no quoting, nothing wrong. `plain_file` proves that at memory speed and
DuckDB then reads the file as it stands. Any other file is written anew by `Scanner`, without the bad records
and in a form without quoting. One statement then types, hashes, sorts and writes; memory stays within the door's
limit whatever the size of the file, and the counts must add up or nothing is returned.

Contract ids become keyed hashes: the first 128 bits of SHA-256(key padded to 64 bytes ‖ id). The key fills
SHA-256's first block, and half of the digest is withheld, so neither guessing of ids nor extension of a hash
is possible without the key; unlike HMAC it costs one hash per row instead of two (measured: 0.02 against
0.6 µs a row on two threads).
"""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engines.columnar.computed import class_of, computed_sql
from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.formats.records import PART_COLUMN, PART_LINES, Clean, wanted_columns, write_parts
from engines.columnar.formats.unpack import Part, parts_of
from engines.columnar.logs import (
    CANONICAL,
    ERAS,
    PARQUET_COLUMNS,
    TIMESTAMP_FORMATS,
    WAREKI,
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
NAMED = re.compile(r"\$([a-z_][a-z0-9_]*)")
SPACES = " \t\u3000\u00a0"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def keyed_hash(value: str, *, key: bytes) -> str:
    """The same 32 hexadecimal digits that `ingest` writes for a contract id."""
    import hashlib  # noqa: PLC0415 -- one call of the whole module

    return hashlib.sha256(_block(key) + value.encode()).hexdigest()[:32]


def _block(key: bytes) -> bytes:
    if not 16 <= len(key) <= 64:
        raise ValueError("The key for contract ids must have 16 to 64 bytes.")
    return key.ljust(64, b"\0")


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
    with _Rejects(rejects) as bad:
        source = _source(path, mapping, _Desk(parts, bad, report, block_bytes))
        records = source.records
        sql, parameters = _typing_sql(mapping, source.header)
        parameters["key"] = _block(key)
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
    bad: _Rejects
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
    _typing_sql(mapping, scanner.header)  # a mapping that does not fit is refused before the long pass
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

    def reject(self, bad: _Rejects) -> None:
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


def used_in(sql: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """The parameters that the statement names; DuckDB refuses any other."""
    return {name: parameters[name] for name in set(NAMED.findall(sql)) if name in parameters}


def _typing_sql(mapping: LogMapping, header: list[str]) -> tuple[str, dict[str, object]]:
    """The statement over the table records that types every record, and its bound values; columns go by position."""
    parameters: dict[str, object] = {"spaces": SPACES}
    own = {name: f"c{position}" for position, name in enumerate(header)}
    source, fields = computed_sql(mapping, own, parameters)
    line = "{line}" if source == "records" else "line_no"
    if "at" not in mapping.columns:
        raise LogError("missing_mapping", column="at")
    if not any(name in mapping.columns or name in mapping.constants for name in mapping.required_any):
        raise LogError("missing_mapping", column=" / ".join(mapping.required_any))
    selected = [f"{_source_sql(mapping, 'at', fields)} AS at_text"]
    for name in CANONICAL[1:]:
        expression = "CAST(NULL AS VARCHAR)"
        if name in mapping.columns:
            expression = _source_sql(mapping, name, fields)
            if mapping.values.get(name):
                parameters[f"old_{name}"] = list(mapping.values[name])
                parameters[f"new_{name}"] = list(mapping.values[name].values())
                expression = f"coalesce($new_{name}[list_position($old_{name}, {expression})], {expression})"
        elif name in mapping.constants:
            parameters[f"constant_{name}"] = mapping.constants[name]
            expression = f"CAST($constant_{name} AS VARCHAR)"
        selected.append(f"{expression} AS {identifier(name, CANONICAL)}")
    local, at = _time_sql(mapping, parameters)
    hashed = _hashed(mapping)
    contract = CONTRACT_HASH if "contract" in hashed else "contract"
    whole = ", ".join(f"coalesce({name}, '')" for name in own.values())
    required = " AND ".join(f"{identifier(name, CANONICAL)} IS NULL" for name in mapping.required_any)
    rest = ", ".join(
        f"{_hash_of(name)} AS {identifier(name, CANONICAL)}" if name in hashed else identifier(name, CANONICAL)
        for name in CANONICAL[1:]
        if name != "contract"
    )
    sql = f"""
        SELECT file_row, {at} AS "at", CAST(local_at AS DATE) AS local_date, {rest}, {contract} AS contract,
               CASE WHEN at_text IS NULL THEN 'missing_at'
                    WHEN local_at IS NULL OR year(local_at) NOT BETWEEN 1970 AND 2100 THEN 'bad_timestamp'
                    WHEN {required} THEN 'missing_identity' END AS reason,
               whole
        FROM (SELECT *, {local} AS local_at
              FROM (SELECT {line} AS file_row, {", ".join(selected)},
                           left(concat_ws($joint, {whole}), 2000) AS whole
                    FROM {source}))
    """  # noqa: S608 -- identifiers are from allow-lists, values are bound
    return sql, parameters


def _hash_of(name: str) -> str:
    column = identifier(name, CANONICAL)
    return f"CASE WHEN {column} IS NOT NULL THEN left(sha256($key || encode({column})), 32) END"


CONTRACT_HASH = _hash_of("contract")


def _hashed(mapping: LogMapping) -> set[str]:
    """The canonical columns that are written as keyed hashes: contract ids, and columns of a customer class.

    Plain is a decision with a reason, column by column; without the reason LogError plain_without_reason.
    """
    found: set[str] = set()
    for name, source in mapping.columns.items():
        if name == "at":
            continue
        kind, treatment = class_of(mapping, (source,) if isinstance(source, str) else source)
        if (kind or name == "contract") and treatment != "plain":
            found.add(name)
    if mapping.plain_contracts and "contract" in found:
        raise LogError("plain_without_reason", column="contract")
    return found


def _source_sql(mapping: LogMapping, name: str, fields: Mapping[str, str]) -> str:
    wanted = mapping.columns[name]
    columns = []
    for column in (wanted,) if isinstance(wanted, str) else wanted:
        if column not in fields:
            raise LogError("missing_column", column=column)
        columns.append(identifier(fields[column], fields.values()))
    if len(columns) > 1:
        return f"nullif(trim(concat_ws(' ', {', '.join(columns)}), $spaces), '')"
    text = columns[0]
    padded = " OR ".join(f"{test}({text}, '{sign}')" for sign in SPACES for test in ("prefix", "suffix"))
    return f"nullif(CASE WHEN {padded} THEN trim({text}, $spaces) ELSE {text} END, '')"


def _time_sql(mapping: LogMapping, parameters: dict[str, object]) -> tuple[str, str]:
    """SQL for the local time of the row and for its naive UTC, from at_text in the mapping's format and zone."""
    try:
        zone = ZoneInfo(mapping.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise LogError("time_zone_unknown", time_zone=mapping.time_zone) from error
    parameters["zone"] = mapping.time_zone
    offset = _constant_offset(zone)
    wanted = mapping.formats.get("at", ())
    if wanted in ("epoch", "epoch_ms"):
        number = "TRY_CAST(at_text AS DOUBLE)" + (" / 1000" if wanted == "epoch_ms" else "")
        utc = f"(TIMESTAMP '1970-01-01' + to_microseconds(CAST(round({number} * 1e6) AS BIGINT)))"
        return _local(utc, offset), _utc("local_at", offset)
    if wanted == "wareki":
        return wareki_sql(parameters), _utc("local_at", offset)
    formats = [wanted] if isinstance(wanted, str) else list(wanted) or list(TIMESTAMP_FORMATS)
    zoned = [text for text in formats if "%z" in text]
    naive = [text for text in formats if "%z" not in text]
    choices = []
    if naive:
        parameters["naive"] = naive
        choices.append("try_strptime(at_text, $naive)")
    if zoned:
        parameters["zoned"] = zoned
        instant = f"timezone('UTC', CAST(try_strptime({ZULU}, $zoned) AS TIMESTAMPTZ))"
        choices.append(_local(instant, offset))
    return f"coalesce({', '.join(choices)})" if len(choices) > 1 else choices[0], _utc("local_at", offset)


# «Z» is not in DuckDB's %z, and %f ends at six digits.
ZULU = (
    "regexp_replace(CASE WHEN suffix(at_text, 'Z') THEN left(at_text, length(at_text) - 1) || '+0000' ELSE at_text END, "
    "'([.][0-9]{6})[0-9]+', '\\1')"
)


def wareki_sql(parameters: dict[str, object]) -> str:
    """The local time of at_text in the Japanese calendar: 令和4年12月1日 8時59分12秒, R4.12.1 8:59, Ｈ３１／０４／３０."""
    parameters["wareki"] = WAREKI
    parameters["eras"], parameters["before"] = list(ERAS), list(ERAS.values())
    parameters["wide"] = "０１２３４５６７８９：／．－ＭＴＳＨＲ　"
    parameters["narrow"] = "0123456789:/.-MTSHR "
    found = "regexp_extract(translate(at_text, $wide, $narrow), $wareki, ['e', 'y', 'm', 'd', 'h', 'i', 's'])"
    year = "CAST($before[list_position($eras, w.e)] + TRY_CAST(CASE w.y WHEN '元' THEN '1' ELSE w.y END AS INTEGER) AS VARCHAR)"
    time = "coalesce(nullif(w.h, ''), '0') || ':' || coalesce(nullif(w.i, ''), '0') || ':' || coalesce(nullif(w.s, ''), '0')"
    text = f"{year} || '-' || w.m || '-' || w.d || ' ' || {time}"
    return f"(SELECT try_strptime({text}, '%Y-%m-%d %H:%M:%S') FROM (SELECT {found} AS w))"  # noqa: S608 -- constants


def _local(utc: str, offset: int | None) -> str:
    if offset is not None:
        return f"({utc} + to_seconds({offset}))"
    return f"timezone($zone, timezone('UTC', {utc}))"


def _utc(local: str, offset: int | None) -> str:
    if offset is not None:
        return f"({local} - to_seconds({offset}))"
    return f"timezone('UTC', timezone($zone, {local}))"


def _constant_offset(zone: ZoneInfo) -> int | None:
    """Seconds east of UTC, if the zone's clock has not changed since 1970: then no calendar is needed per row."""
    offsets = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in range(1970, 2038)
        for month in (1, 4, 7, 10)
    }
    only = offsets.pop()
    return int(only.total_seconds()) if only is not None and not offsets else None


class _Rejects:
    """rejects.csv: line, reason, raw; UTF-8 with BOM for Excel, text that looks like a formula is quoted.

    A file of several parts has the part's name as a fourth column, and the line counts within the part.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self.parts: list[str] | None = None
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> _Rejects:
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        return self

    def __exit__(self, *exception: object) -> None:
        if self._file is not None:
            self._begin()
            self._file.close()

    def _begin(self) -> None:
        if self._writer is None and self._file is not None:
            self._writer = csv.writer(self._file)
            self._writer.writerow(["line", "reason", "raw", *(["part"] if self.parts is not None else [])])

    def add(self, bad: BadLine) -> None:
        """Keep one rejected record."""
        self._begin()
        self.count += 1
        self.reasons[bad.reason] += 1
        raw = bad.raw.replace("\x00", "\\x00")
        line: int | str = bad.line
        part = []
        if self.parts is not None:
            number, line = divmod(bad.line, PART_LINES)
            part = [_plain_text(self.parts[number])]
        self._writer.writerow([line, bad.reason, _plain_text(raw), *part])


def _plain_text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


@contextmanager
def rejected_rows(path: Path) -> Iterator[Iterator[dict[str, str]]]:
    """The rows of a rejects file, as dictionaries line, reason, raw."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield csv.DictReader(stream)
