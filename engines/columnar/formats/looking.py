"""A first look at a file of any form: names and rows of its beginning, and how its records are arranged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engines.columnar.door import Door, identifier, literal_path
from engines.columnar.formats import combined, structured
from engines.columnar.formats.event_log import events_of
from engines.columnar.formats.leading import Leading
from engines.columnar.formats.lines import by_columns, cut, joined_heads, lines_of
from engines.columnar.formats.sheets import MOMENT, TOTALS, is_total, sheets_of, table_of, text_of
from engines.columnar.formats.told import arrangement_of, lead, read_delimited, read_fixed, read_workbook
from engines.columnar.formats.unpack import Budget, Part, parts_of
from engines.columnar.logs import LogError
from engines.columnar.profiling import SAMPLE_ROWS, looks_like_data, sample_rows, sniff_delimiter
from engines.columnar.ready import Ready, recognised
from engines.columnar.scan.blocks import count_private_use
from engines.columnar.scan.encodings import detect_encoding, readable_as

LOOK_BYTES = 4 << 20
NUMBERED = ("jsonl", "parquet")
ARRANGED = ("csv", "fixed", "workbook")
MAX_NAMES = 200
SEPARATING = re.compile(r"([-=*_#~+─━═－＝]) ?\1")


@dataclass
class Seen:
    """What the beginning of a file shows."""

    form: str
    names: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    mixed: bool = False
    body_rows: int = 0
    other_lines: int = 0
    container: str | None = None
    parts: list[str] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)
    arrangement: dict[str, Any] = field(default_factory=dict)
    private_use: Counter[str] = field(default_factory=Counter)
    ready: Ready | None = None
    written: dict[str, Any] = field(default_factory=dict)
    told: bool = False
    lead: Leading | None = None


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
    if not delimiter and _mostly_one(rows) and (fixed := _fixed(part, used)) is not None:
        fixed.encodings = seen.encodings
        return fixed
    if ready := recognised("csv", [name.strip() for name in rows[0]]):
        names = list(ready.data.get("header_names") or rows[0])
        seen.names = [name.strip().strip("\u3000") for name in names]
        body = rows[1:]
        seen.rows = [row for row in body if len(row) == len(seen.names)]
        seen.body_rows = len(body)
        return seen
    _arrange(seen, rows, before)
    return seen


def _mostly_one(rows: Sequence[Sequence[str]]) -> bool:
    return sum(1 for row in rows if len(row) > 1) * 2 < len(rows)


def _arrange(seen: Seen, rows: list[list[str]], before: Sequence[int]) -> None:
    """Where the head is: the first line, further down below titles, or several lines above the first record.

    `before`: the lines of the file before each row; blank ones are no rows, but are counted where a mapping counts.
    """
    usual = sorted(_filled(row) for row in rows)[len(rows) * 3 // 4]  # titles and separators are few, records many
    data = next((place for place, row in enumerate(rows[:40]) if _has_moment(row) and _filled(row) * 2 >= usual), None)
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    if data is not None and data > 1 and len(rows[data]) > 1:
        head_from = data
        while head_from > 0 and data - head_from < 3 and _can_be_head(rows[head_from - 1], len(rows[data])):
            head_from -= 1
        if head_from < data and (head_from > 0 or data > 1) and not looks_like_data(rows[head_from]):
            first, last = before[head_from], before[data - 1]
            seen.arrangement = {"skip_rows": first, "header_rows": last + 1 - first}
            seen.other_lines = head_from
            head = [[cell.strip().strip("\u3000") for cell in row] for row in rows[head_from:data]]
            seen.names, body = joined_heads(head), rows[data:]
            width = len(seen.names)
            _leave_out(seen, head[-1], body, width)
            return
    seen.header = not looks_like_data(rows[0])
    head_row = [name.strip().strip("\u3000") for name in rows[0]]
    seen.names = head_row if seen.header else [str(number) for number in range(1, len(rows[0]) + 1)]
    if before[0]:
        seen.arrangement = {"skip_rows": before[0]} | ({"header_rows": 1} if seen.header else {})
    _leave_out(seen, head_row, rows[1:] if seen.header else rows, len(seen.names))


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _has_moment(row: Sequence[str]) -> bool:
    return any(MOMENT.match(cell) for cell in row)


def _can_be_head(row: Sequence[str], width: int) -> bool:
    """As wide as the records, more than a title in its first cell, no day of its own («printed on …»)."""
    return len(row) == width and _filled(row) > 1 and not _has_moment(row)


def _leave_out(seen: Seen, head: list[str], body: list[list[str]], width: int) -> None:
    """Repeated heads, totals, separators and page heads are no records."""
    repeated = [row for row in body if seen.header and [cell.strip() for cell in row] == head]
    totals = [row for row in body if row not in repeated and is_total(row)]
    between = _between_pages(body, width)
    if repeated or totals or between:
        if seen.header:
            seen.arrangement.setdefault("header_rows", 1)
        seen.other_lines += len(repeated) + len(totals) + sum(between.values())
    if totals or between:
        signs = {f"^{next(cell for cell in row if cell).strip()}" for row in totals}
        seen.arrangement["skip"] = sorted(signs | set(between))
    rest = [row for row in body if row not in repeated and row not in totals and not _is_between(row, between, width)]
    seen.body_rows = len(rest)
    seen.rows = [row for row in rest if len(row) == width]


def _between_pages(body: Sequence[Sequence[str]], width: int) -> Counter[str]:
    """How lines begin that stand between the pages of a print-out: separators, and what returns with every page."""
    found = Counter(_prefix(row[0]) for row in body if len(row) == 1 < width and not MOMENT.match(row[0]))
    return Counter({sign: rows for sign, rows in found.items() if sign and (rows > 1 or SEPARATING.match(sign[1:]))})


def _is_between(row: Sequence[str], between: Mapping[str, int], width: int) -> bool:
    return len(row) == 1 < width and _prefix(row[0]) in between


def _fixed(part: Part, encoding: str) -> Seen | None:
    """Fixed columns, from the places that are blank in every line with a time; None when there are no such places."""
    lines = []
    for line in lines_of(part.path, encoding):
        lines.append(line.text)
        if len(lines) >= SAMPLE_ROWS:
            break
    body = [text for text in lines if any(MOMENT.match(token) for token in text.split())]
    if len(body) < 2:
        return None
    wide = [by_columns(text) for text in body]
    span = max(len(text) for text in wide)
    filled = [any(text[place : place + 1].strip(" \u3000") for text in wide) for place in range(span)]
    layout: list[tuple[int, int]] = []
    start = None
    for place in range(span + 1):
        if place < span and filled[place]:
            start = place if start is None else start
        elif start is not None:
            layout.append((start, place))
            start = None
    layout = _date_and_time(layout, wide)
    if len(layout) < 2:
        return None
    other = [text for text in lines if text.strip(" \u3000\f") and text not in body]
    head = _head_line(lines, body[0])
    names = _names(head, layout)
    starts = [1, *(begin + 1 for begin, _ in layout[1:])]
    widths = [starts[place + 1] - starts[place] for place in range(len(starts) - 1)] + [200]
    full = [(name, begin, width) for name, begin, width in zip(names, starts, widths, strict=True)]
    skip = sorted({_prefix(text) for text in other if _prefix(text)})
    arrangement: dict[str, Any] = {"format": "fixed", "layout": [list(entry) for entry in full]}
    if skip:
        arrangement["skip"] = skip
    return Seen(
        "fixed",
        names=names,
        rows=[cut(text, full) for text in body],
        encoding=encoding,
        header=bool(head),
        other_lines=len(other),
        arrangement=arrangement,
    )


def _date_and_time(layout: list[tuple[int, int]], wide: list[str]) -> list[tuple[int, int]]:
    """A day followed by a time of day is one column."""
    joined: list[tuple[int, int]] = []
    for begin, end in layout:
        if joined and all(re.fullmatch(r"\s*\d{1,2}:\d{2}(:\d{2})?\s*", text[begin:end]) for text in wide):
            before = joined[-1]
            if all(MOMENT.match(text[before[0] : before[1]]) for text in wide):
                joined[-1] = (before[0], end)
                continue
        joined.append((begin, end))
    return joined


def _head_line(lines: list[str], first: str) -> str:
    before = lines[: lines.index(first)]
    return next((text for text in reversed(before) if len(text.split()) > 1 and re.search(r"\w", text)), "")


def _names(head: str, layout: list[tuple[int, int]]) -> list[str]:
    wide = by_columns(head)
    tokens = [(found.start(), found.group().replace("\x00", "")) for found in re.finditer(r"[^ \u3000]+", wide)]
    names: list[str] = []
    for number, (begin, _) in enumerate(layout):
        until = layout[number + 1][0] if number + 1 < len(layout) else 1 << 20
        since = begin if number else 0
        name = " ".join(text for place, text in tokens if since <= place < until)
        names.append(name if name and name not in names else str(number + 1))
    return names


def _prefix(text: str) -> str:
    """How a line that is no record begins, up to its first number: «^** ページ»."""
    found = re.match(r"[^\d]{1,24}", text.strip(" \u3000\f\t"))
    word = found.group().strip() if found else ""
    return f"^{word}" if len(word) >= 2 or word in TOTALS else ""


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
