"""A first look at a file of any form: names and rows of its beginning, and how its records are arranged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.formats import combined, structured
from engines.columnar.formats.event_log import events_of
from engines.columnar.formats.lines import lines_of
from engines.columnar.formats.seen import ARRANGED, NUMBERED, Seen
from engines.columnar.formats.sheets import is_total, sheets_of, table_of, text_of
from engines.columnar.formats.texts import arrange, fixed_columns
from engines.columnar.formats.told import arrangement_of, lead, read_delimited, read_fixed, read_workbook
from engines.columnar.formats.unpack import Budget, Part, parts_of
from engines.columnar.logs import LogError
from engines.columnar.profiling.sampling import SAMPLE_ROWS, sample_rows, sniff_delimiter
from engines.columnar.ready import recognised
from engines.columnar.scan.blocks import count_private_use
from engines.columnar.scan.encodings import detect_encoding, readable_as

LOOK_BYTES = 4 << 20
MAX_NAMES = 200


def look(path: Path, folder: Path, *, encoding: str, delimiter: str, written: Mapping[str, Any] | None = None) -> Seen:
    """Look at the first part; archives are unpacked below `folder`, text only as far as needed.

    `written`: how somebody says that the records are arranged, in the words of a mapping; else it is recognised.
    """
    parts = parts_of(path, folder, budget=Budget(sample=LOOK_BYTES))
    first = parts[0]
    lookers = {
        "jsonl": _json,
        "events_xml": _events,
        "evtx": _event_log,
        "combined": _combined,
        "workbook": _workbook,
        "parquet": _parquet,
    }
    seen = lookers[first.form](first, encoding) if first.form in lookers else _text(first, encoding, delimiter)
    _note_arrangement(seen)
    if written is not None and seen.form in ARRANGED and _differs(seen, written):
        seen = _as_told(seen, first, folder, written)
    seen.lead = lead(first, seen.form, seen.encoding, seen.written)
    if first.path != path:
        with path.open("rb") as stream:
            seen.container = "zip" if stream.read(2) == b"PK" else _packer(path)
        seen.parts = [part.name for part in parts]
        if len({part.form for part in parts}) > 1:
            raise LogError("parts_mixed", forms=", ".join(sorted({part.form for part in parts})))
    seen.private_use = count_private_use("\n".join("\x1f".join(row) for row in seen.rows).encode("utf-8", "replace"))
    seen.body_rows = seen.body_rows or len(seen.rows)
    seen.ready = None if seen.told else recognised("events_xml" if seen.form == "evtx" else seen.form, seen.names)
    if seen.ready:
        seen.rows = [row for row in seen.rows if len(row) == len(seen.names)] or seen.rows
    return seen


def _note_arrangement(seen: Seen) -> None:
    """How the records are arranged, said wholly: also where that is the usual way and the mapping need not say it."""
    found = {"header": seen.header, "skip_rows": 0, "header_rows": 0, "skip": [], "quote": '"', "decimal": "."}
    if seen.form in ARRANGED:
        found["header_rows"] = int(seen.header and seen.form != "fixed")
        seen.written = found | seen.written | seen.arrangement
    elif seen.form in NUMBERED:
        seen.written = {"decimal": "."}


def _differs(seen: Seen, written: Mapping[str, Any]) -> bool:
    return any(seen.written.get(name) != value for name, value in written.items() if name != "decimal")


def _as_told(seen: Seen, part: Part, folder: Path, written: Mapping[str, Any]) -> Seen:
    """The same file with its head, its quotes and the lines to leave out as somebody says."""
    kept: dict[str, Any] = {name: seen.written[name] for name in ("format", "layout") if name in seen.written}
    arrangement = arrangement_of({**kept, **written})
    if seen.form == "csv":
        told = read_delimited(part, folder, encoding=seen.encoding, delimiter=seen.delimiter, written=arrangement)
    elif seen.form == "fixed":
        told = read_fixed(part, encoding=seen.encoding, written=arrangement)
    else:
        told = read_workbook(part, written=arrangement)
    made = replace(seen, names=told.names, rows=told.rows, body_rows=told.body_rows, other_lines=told.others, told=True)
    made.header = bool(arrangement.get("header", True))
    if "layout" in arrangement:
        places = zip(told.names, arrangement["layout"], strict=True)
        arrangement["layout"] = [[name, start, width] for name, (_name, start, width) in places]
    made.arrangement = arrangement
    made.written = {}
    _note_arrangement(made)
    return made


def _packer(path: Path) -> str:
    with path.open("rb") as stream:
        return "gzip" if stream.read(2) == b"\x1f\x8b" else "zstd"


def _text(part: Part, encoding: str, delimiter: str) -> Seen:
    used = encoding or detect_encoding(part.path)
    sign = delimiter or sniff_delimiter(part.path, used)
    rows, before, mixed = sample_rows(part.path, used, sign)
    if not rows:
        raise LogError("file_empty")
    seen = Seen("csv", encoding=used, delimiter=sign, mixed=mixed)
    seen.encodings = readable_as(part.path) if not encoding else {}
    if not delimiter and _mostly_one(rows) and (fixed := fixed_columns(part, used)) is not None:
        fixed.encodings = seen.encodings
        return fixed
    if ready := recognised("csv", [name.strip() for name in rows[0]]):
        names = list(ready.data.get("header_names") or rows[0])
        seen.names = [name.strip().strip("\u3000") for name in names]
        body = rows[1:]
        seen.rows = [row for row in body if len(row) == len(seen.names)]
        seen.body_rows = len(body)
        return seen
    arrange(seen, rows, before)
    return seen


def _mostly_one(rows: Sequence[Sequence[str]]) -> bool:
    return sum(1 for row in rows if len(row) > 1) * 2 < len(rows)


def _json(part: Part, encoding: str) -> Seen:
    used = encoding or detect_encoding(part.path)
    names: dict[str, None] = {}
    flat: list[dict[str, Any]] = []
    broken = 0
    for _line, record, _raw in structured.json_records(part.path, used):
        if record is None:
            broken += 1
        else:
            flat.append(dict(structured.paths_of(record)))
            for name in flat[-1]:
                names.setdefault(name)
        if len(flat) + broken >= SAMPLE_ROWS:
            break
    if not flat:
        raise LogError("json_no_list")
    columns = list(names)[:MAX_NAMES]
    rows = [[structured.as_text(entry.get(name)) for name in columns] for entry in flat]
    return Seen("jsonl", names=columns, rows=rows, encoding=used, body_rows=len(rows) + broken)


def _events(part: Part, encoding: str) -> Seen:
    del encoding  # XML says its own
    return _seen_events("events_xml", (record for _line, record, _raw in structured.event_records(part.path)))


def _event_log(part: Part, encoding: str) -> Seen:
    del encoding  # it holds none
    with closing(events_of(part.path)) as events:
        return _seen_events("evtx", (event.fields for event in events if not event.other))


def _seen_events(form: str, records: Iterable[Mapping[str, Any] | None]) -> Seen:
    flat = []
    for record in records:
        if record is not None:
            flat.append(record)
        if len(flat) >= SAMPLE_ROWS:
            break
    names = list(dict.fromkeys(name for record in flat for name in record))[:MAX_NAMES]
    return Seen(form, names=names, rows=[[record.get(name, "") for name in names] for record in flat], encoding="xml")


def _combined(part: Part, encoding: str) -> Seen:
    used = encoding or detect_encoding(part.path)
    rows, count = [], 0
    for line in lines_of(part.path, used):
        count += 1
        if fields := combined.fields_of(line.text):
            rows.append(fields)
        if count >= SAMPLE_ROWS:
            break
    return Seen("combined", names=list(combined.NAMES), rows=rows, encoding=used, body_rows=count)


def _workbook(part: Part, encoding: str) -> Seen:
    del encoding  # a workbook has none
    found = None
    others, names = 0, []
    for sheet in sheets_of(part.path):
        table = table_of(sheet)
        if table is None:
            continue
        names.append(sheet.name)
        if found is None:
            body = sheet.rows[table.head_from + table.head_rows :]
            rows = [[text_of(cell) for cell in row] for row in body if any(cell is not None for cell in row)]
            totals = [row for row in rows if is_total(row)]
            others = len(totals) + table.head_from
            width = len(table.names)
            kept = [row[:width] for row in rows if row not in totals][:SAMPLE_ROWS]
            found = Seen("workbook", names=table.names, rows=kept, encoding="workbook", header=table.head_rows > 0)
            found.written = {"skip_rows": table.head_from, "header_rows": table.head_rows}
    if found is None:
        raise LogError("workbook_no_table")
    found.parts, found.other_lines = names, others
    return found


def _parquet(part: Part, encoding: str) -> Seen:
    del encoding  # Parquet has none
    import duckdb  # noqa: PLC0415 -- slow import

    with Door(directories=[part.path.parent], engine="duckdb") as door:
        source = f"read_parquet({literal_path(part.path)})"
        try:
            names = [str(row[0]) for row in door.query(f"DESCRIBE SELECT * FROM {source}")][:MAX_NAMES]  # noqa: S608 -- our own path
            columns = ", ".join(f"coalesce(CAST({identifier(name, names)} AS VARCHAR), '')" for name in names)
            rows = [list(row) for row in door.query(f"SELECT {columns} FROM {source} LIMIT {SAMPLE_ROWS}")]  # noqa: S608 -- the same
        except duckdb.Error as error:
            raise LogError("parquet_broken") from error
    return Seen("parquet", names=names, rows=rows, encoding="parquet")
