"""An access log as received → canonical Parquet, streaming; every row is accepted or rejected with a reason.

`Scanner` reads the file once, block by block. A block whose lines are all records (most are) goes on as it stands;
of any other the bad records are taken out, with their reason. What is clean goes to the columnar engine in parts,
which types, hashes, sorts and writes them while the next part is being read. The counts must add up or nothing is
returned.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.formats.records import PART_COLUMN, PART_LINES, Clean, wanted_columns, write_parts
from engines.columnar.formats.unpack import Part as ReceivedPart
from engines.columnar.formats.unpack import parts_of
from engines.columnar.ingest.keyed import padded_key
from engines.columnar.ingest.parts import Loader, Part, PartWriter, Progress
from engines.columnar.ingest.rejects import Rejects
from engines.columnar.ingest.typing_sql import typing_sql
from engines.columnar.logs import Ingested, LogError, LogMapping
from engines.columnar.profiling.sampling import sniff_delimiter
from engines.columnar.scan.blocks import count_private_use
from engines.columnar.scan.encodings import detect_encoding, first_guess
from engines.columnar.scan.scanner import Scanner, UndecodableError

PARQUET_SLICE = 2_000_000  # rows


def ingest(
    path: Path,
    *,
    mapping: LogMapping,
    key: bytes,
    directory: Path,
    long_hashes: bool = False,
    progress: Progress | None = None,
    memory_limit: str = "1GB",
    threads: int = 2,
    block_bytes: int = 16 * 1024 * 1024,
) -> Ingested:
    """Read `path` and write `directory`/log.parquet and `directory`/rejects.csv.

    `directory` must exist and be ours alone: a crash leaves only parts inside it, a second run begins anew.
    `key` and `long_hashes` say how contract ids are hashed (`keyed`).
    progress(rows done, estimated total) may raise to cancel; nothing outside `directory` is touched.
    Raises LogError for a file or mapping that cannot be used at all.
    """
    target, written = directory / "log.parquet", directory / "rejects.csv"
    parts = directory / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    received = parts_of(path, parts)
    folders = [directory, *{part.path.parent for part in received if part.form == "parquet"}]
    with (
        closing(Rejects(parts)) as rejects,
        Door(directories=folders, memory_limit=memory_limit, threads=threads, engine="duckdb", one_schema=True) as door,
        Loader(
            door=door,
            folder=parts,
            mapping=mapping,
            key=padded_key(key),
            rejects=rejects,
            report=progress or (lambda _done, _total: None),
            long_hashes=long_hashes,
        ) as loader,
    ):
        found = _read(received, mapping, _Desk(parts, rejects, loader, block_bytes), alone=path)
        accepted = loader.finish(target)
        rejects.write(written)
        reasons = rejects.reasons
        seen = loader.written
    shutil.rmtree(parts, ignore_errors=True)
    if accepted + reasons.total() != found.rows + found.rejected:
        raise RuntimeError(f"{accepted} accepted and {reasons.total()} rejected are not all rows of the file.")
    return Ingested(
        rows_in=found.rows + found.rejected,
        accepted=accepted,
        rejected=reasons.total(),
        blank_lines=found.blank,
        reasons=dict(sorted(reasons.items())),
        encoding=found.encoding,
        delimiter=found.delimiter,
        parquet=target,
        rejects=written,
        format=found.form,
        parts=tuple(found.parts),
        other_lines=dict(sorted(found.other_lines.items())),
        private_use=dict(sorted(found.private_use.items())),
        first_at=min((part.first_at for part in seen), default=None),
        last_at=max((part.last_at for part in seen), default=None),
        first_date=min((part.first_date for part in seen), default=None),
        last_date=max((part.last_date for part in seen), default=None),
    )


@dataclass(frozen=True)
class _Found:
    """What reading came upon; all clean records are with the loader."""

    form: str
    rows: int
    rejected: int = 0
    blank: int = 0
    encoding: str = ""
    delimiter: str = ""
    parts: Sequence[str] = ()
    other_lines: Mapping[str, int] = field(default_factory=dict)
    private_use: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Desk:
    """Where one file is worked on: a folder of our own, what is rejected, who takes the clean records."""

    folder: Path
    rejects: Rejects
    loader: Loader
    block_bytes: int


def _read(parts: Sequence[ReceivedPart], mapping: LogMapping, desk: _Desk, *, alone: Path) -> _Found:
    """Delimited text goes its short way; everything else is written anew, record by record."""
    if len(parts) == 1 and parts[0].form == "text" and _is_short(parts[0].path, mapping):
        found = _text(parts[0].path, mapping, desk)
        return replace(found, parts=(parts[0].name,) if parts[0].path != alone else ())
    if all(part.form == "parquet" for part in parts):
        return _parquet(parts, mapping, desk)
    return _formats(parts, mapping, desk)


def _is_short(path: Path, mapping: LogMapping) -> bool:
    plain = mapping.format in ("", "delimited") and not mapping.layout and not mapping.rearranged
    return plain and (mapping.encoding or first_guess(path)) in ("utf-8", "utf-8-sig", "cp932", "euc_jp")


def _text(path: Path, mapping: LogMapping, desk: _Desk) -> _Found:
    """One pass in the encoding that is stated or guessed; another only if the guess turns out wrong."""
    if mapping.encoding:
        return _stream(_scanner(path, mapping, mapping.encoding, desk), mapping, desk)
    try:
        return _stream(_scanner(path, mapping, first_guess(path), desk, guessed=True), mapping, desk)
    except UndecodableError:
        desk.loader.clear()
    except LogError as error:
        if error.code != "encoding_wrong":
            raise
    return _stream(_scanner(path, mapping, detect_encoding(path), desk), mapping, desk)


def _scanner(path: Path, mapping: LogMapping, encoding: str, desk: _Desk, *, guessed: bool = False) -> Scanner:
    scanner = Scanner(
        path,
        encoding=encoding,
        delimiter=mapping.delimiter or sniff_delimiter(path, encoding),
        header=mapping.header,
        block_bytes=desk.block_bytes,
        max_span=mapping.max_span,
        guessed=guessed,
    )
    typing_sql(mapping, scanner.header)  # a mapping that does not fit is refused before the long pass
    return scanner


def _stream(scanner: Scanner, mapping: LogMapping, desk: _Desk) -> _Found:
    size = scanner.path.stat().st_size
    writer = PartWriter(desk.loader, desk.folder, delimiter=scanner.delimiter)
    writer.header = scanner.header
    private_use: Counter[str] = Counter()
    rows = rejected = blank = read = 0
    for segment in scanner:
        text = writer.segment(segment)
        if b"\xee" in text:
            private_use += count_private_use(text)
        rows += segment.rows or text.count(b"\n")
        rejected += len(segment.bad)
        blank += segment.blank
        read += segment.bytes_read
        for line in segment.bad:
            desk.rejects.records.add(line)
        done = rows + rejected
        desk.loader.seen(done, max(done, done * size // max(read, 1)))
    writer.close()
    return _Found(
        "delimited",
        rows,
        rejected,
        blank,
        encoding=scanner.encoding,
        delimiter=scanner.delimiter,
        private_use=private_use,
    )


def _formats(parts: Sequence[ReceivedPart], mapping: LogMapping, desk: _Desk) -> _Found:
    writer = PartWriter(desk.loader, desk.folder)
    made = Clean(writer, desk.rejects.records.add)
    several = len(parts) > 1 or parts[0].form == "workbook"
    form = write_parts(parts, mapping, made, desk.folder, lambda rows: desk.loader.seen(rows, rows))
    if made.rows + made.rejected == 0 and not made.names:
        raise LogError("file_empty")
    typing_sql(mapping, made.names)
    writer.close()
    if several:
        desk.rejects.parts = made.parts
    return _Found(
        form,
        made.rows,
        made.rejected,
        max(made.blank, 0),
        encoding=made.encoding,
        delimiter=made.delimiter,
        parts=made.parts if several else (),
        other_lines=made.other_lines,
        private_use=made.private_use,
    )


def _parquet(parts: Sequence[ReceivedPart], mapping: LogMapping, desk: _Desk) -> _Found:
    """Parquet is typed already: its columns are read as text and go through the same statement."""
    import duckdb  # noqa: PLC0415 -- slow import

    names, rows = wanted_columns(mapping), 0
    ready: list[Part] = []
    header = [*names, PART_COLUMN]
    typing_sql(mapping, header)
    with Door(directories=[part.path.parent for part in parts], engine="duckdb") as door:
        for number, part in enumerate(parts):
            source = f"read_parquet({literal_path(part.path)}, file_row_number = true)"
            try:
                known: dict[str, Any] = {row[0]: row for row in door.query(f"DESCRIBE SELECT * FROM {source}")}  # noqa: S608 -- our own path
                [(count,)] = door.query(f"SELECT count(*) FROM {source}")  # noqa: S608 -- our own path
            except duckdb.Error as error:
                raise LogError("parquet_broken") from error
            if missing := [name for name in names if name not in known]:
                raise LogError("missing_column", column=missing[0])
            columns = ", ".join(
                f"nullif(CAST({identifier(name, known)} AS VARCHAR), '') AS c{at}" for at, name in enumerate(names)
            )
            line = f"file_row_number + {1 + number * PART_LINES} AS line"
            select = f"SELECT {line}, {columns}, {_text_literal(part.name)} AS c{len(names)} FROM {source}"  # noqa: S608 -- our own names
            for start in range(0, int(count), PARQUET_SLICE):
                taken = min(PARQUET_SLICE, int(count) - start)
                where = f" WHERE file_row_number >= {start} AND file_row_number < {start + taken}"
                ready.append(Part(header=header, select=select + where, rows=taken, delimiter=","))
            rows += int(count)
    for done, slice_ in enumerate(ready):
        desk.loader.add(slice_)
        desk.loader.seen(done * PARQUET_SLICE, rows)
    return _Found("parquet", rows, encoding="parquet", parts=[part.name for part in parts] if len(parts) > 1 else ())


def _text_literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\x00", "") + "'"
