"""Every form as clean records in one file of our own shape: number of the line, then the fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from engines.columnar.formats import combined, structured
from engines.columnar.formats.event_log import events_of
from engines.columnar.formats.lines import arranged, cut, furniture, lines_of, restored
from engines.columnar.formats.sheets import is_total, sheets_of, table_of, text_of
from engines.columnar.formats.unpack import Part
from engines.columnar.logs import LogError, LogMapping
from engines.columnar.profiling.sampling import sniff_delimiter
from engines.columnar.scan.blocks import (
    FORBIDDEN,
    MAX_LINE,
    NEWLINE_MARK,
    RAW_KEPT,
    RETURN_MARK,
    count_private_use,
)
from engines.columnar.scan.encodings import detect_encoding
from engines.columnar.scan.scanner import BadLine, Scanner

PART_LINES = 1_000_000_000
PART_COLUMN = "#part"
FORBIDDEN_SIGNS = tuple(sign.decode() for sign in FORBIDDEN)
Step = Callable[[int], None]


class Out(Protocol):
    """Takes clean records: lines of number and fields. It is told the columns, and whether marks stand for line breaks."""

    header: Sequence[str]
    marks: bool

    def write(self, numbered: bytes) -> int: ...


@dataclass
class Clean:
    """Writes clean records and counts what they came from. `names` is settled by the first part."""

    out: Out
    reject: Callable[[BadLine], None]
    names: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    rows: int = 0
    rejected: int = 0
    blank: int = 0
    encoding: str = ""
    delimiter: str = ""
    other_lines: Counter[str] = field(default_factory=Counter)
    private_use: Counter[str] = field(default_factory=Counter)

    def begin(self, part: str, names: Sequence[str], *, with_part: bool) -> list[int] | None:
        """Settle the columns; the order in which this part's fields are to be written, or None if as they come."""
        wanted = [*names, PART_COLUMN] if with_part else list(names)
        if len(set(wanted)) != len(wanted):
            raise LogError("column_twice", column=next(name for name in wanted if wanted.count(name) > 1))
        self.parts.append(part)
        if not self.names:
            self.names = self.out.header = wanted
        if wanted == self.names:
            return None
        if set(wanted) != set(self.names):
            raise LogError("parts_differ", part=part)
        return [wanted.index(name) for name in self.names]

    def add(self, line: int, fields: Sequence[str]) -> None:
        """Write one record, or reject it when a field holds signs that no text has."""
        text = "\x1f".join(fields)
        if text.count("\x1f") != len(fields) - 1 or any(sign in text for sign in FORBIDDEN_SIGNS[:-1]):
            self.refuse(line, "control_character", " ".join(fields))
            return
        if len(text) > MAX_LINE * 4:
            self.refuse(line, "line_too_long", text)
            return
        if "\n" in text or "\r" in text:
            text = text.replace("\n", NEWLINE_MARK).replace("\r", RETURN_MARK)
            self.out.marks = True
        data = text.encode("utf-8", "surrogatepass" if text.isascii() else "replace")
        if b"\xee" in data:
            self.private_use += count_private_use(data)
        self.out.write(b"%d\x1f%b\n" % (line, data))
        self.rows += 1

    def refuse(self, line: int, reason: str, raw: str) -> None:
        """Keep a record that is not accepted."""
        self.rejected += 1
        self.reject(BadLine(line, reason, raw[:RAW_KEPT]))


def write_parts(parts: Sequence[Part], mapping: LogMapping, clean: Clean, folder: Path, step: Step) -> str:
    """All parts one after the other; returns the form. step(rows so far) may raise to stop."""
    forms = {_form(part, mapping) for part in parts}
    if len(forms) > 1:
        raise LogError("parts_mixed", forms=", ".join(sorted(forms)))
    form = forms.pop()
    writers = {
        "delimited": _delimited,
        "fixed": _fixed,
        "jsonl": _json,
        "events_xml": _events,
        "evtx": _event_log,
        "combined": _combined,
        "workbook": _workbook,
    }
    for part in parts:
        offset = len(clean.parts) * PART_LINES
        writers[form](part, mapping, clean, _Place(offset, folder, several=len(parts) > 1, step=step))
    return form


@dataclass(frozen=True)
class _Place:
    offset: int
    folder: Path
    several: bool
    step: Step


def _form(part: Part, mapping: LogMapping) -> str:
    text = part.form in ("text", "combined", "jsonl", "events_xml")
    if mapping.format and text and mapping.format not in ("workbook", "parquet", "evtx"):
        return mapping.format
    if part.form == "evtx" and mapping.format == "events_xml":
        return part.form  # the same events, as the system keeps them
    if mapping.format and not text and mapping.format != part.form:
        raise LogError("format_other", found=part.form, wanted=mapping.format)
    if mapping.layout:
        return "fixed"
    return "delimited" if part.form == "text" else part.form


def wanted_columns(mapping: LogMapping) -> list[str]:
    """The source columns that the mapping names, directly or through a computed column."""
    made = {str(entry["name"]) for entry in mapping.computed}
    names: dict[str, None] = {}
    for source in mapping.columns.values():
        for name in (source,) if isinstance(source, str) else source:
            names.setdefault(name)
    for entry in mapping.computed:
        for name in entry["from"]:
            names.setdefault(name)
    return [name for name in names if name not in made and name != PART_COLUMN]


def _delimited(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    encoding = mapping.encoding or detect_encoding(part.path)
    delimiter = mapping.delimiter or sniff_delimiter(part.path, encoding)
    path, names = part.path, list[str]()
    if mapping.rearranged or encoding not in ("utf-8", "utf-8-sig", "cp932", "euc_jp"):
        ready = arranged(part.path, encoding, mapping, delimiter, place.folder / "arranged.txt")
        path, names = ready.path, ready.names
        clean.other_lines += ready.other_lines
        clean.blank -= sum(ready.other_lines.values()) + _head_lines(mapping)
    scanner = Scanner(
        path,
        encoding=encoding if path is part.path else "utf-8",
        delimiter=delimiter,
        header=mapping.header,
        names=names,
        offset=place.offset,
        max_span=mapping.max_span,
    )
    clean.encoding, clean.delimiter = encoding, delimiter
    order = clean.begin(part.name, scanner.header, with_part=place.several)
    tail = b"\x1f" + part.name.replace("\x1f", "").encode() if place.several else b""
    for segment in scanner:
        text = restored(segment.text(), mapping.quote)
        if b"\xee" in text:
            clean.private_use += count_private_use(text)
        if order is not None or tail:
            text = b"".join(_ordered(line, tail, order) for line in text.splitlines())
        clean.out.marks = clean.out.marks or segment.marks
        if text:
            clean.out.write(text)
        clean.rows += text.count(b"\n")
        clean.rejected += len(segment.bad)
        clean.blank += segment.blank
        for bad in segment.bad:
            raw = restored(bad.raw.encode("utf-8", "replace"), mapping.quote).decode() if mapping.quote else bad.raw
            clean.reject(replace(bad, raw=raw.removesuffix("\\xff")) if path is not part.path else bad)
        place.step(clean.rows + clean.rejected)


def _head_lines(mapping: LogMapping) -> int:
    return (mapping.header_rows or 1) if mapping.rearranged and mapping.header else 0


def _ordered(line: bytes, tail: bytes, order: list[int] | None) -> bytes:
    line += tail
    if order is not None:
        number, *fields = line.split(b"\x1f")
        line = b"\x1f".join([number, *(fields[index] for index in order)])
    return line + b"\n"


def _fixed(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    if not mapping.layout:
        raise LogError("layout_missing")
    clean.encoding = mapping.encoding or detect_encoding(part.path)
    clean.begin(part.name, [name for name, _, _ in mapping.layout], with_part=place.several)
    last = max(start for _, start, _ in mapping.layout)
    head: list[str] = []
    tail = [part.name] if place.several else []
    for line in lines_of(part.path, clean.encoding):
        number = place.offset + line.number
        if line.number <= mapping.skip_rows:
            clean.other_lines["before_head"] += bool(line.text.strip())
        elif line.number <= mapping.skip_rows + mapping.header_rows:
            head.append(line.text)
        elif not line.text.strip(" \u3000\f"):
            clean.blank += 1
        elif kind := furniture(line.text, head, mapping.skip):
            clean.other_lines[kind] += 1
        elif not line.good:
            clean.refuse(number, "encoding", line.text)
        elif len(line.text) * 2 < last:
            clean.refuse(number, "layout", line.text)
        else:
            fields = cut(line.text, mapping.layout)
            if sum(1 for value in fields if value) < min(2, len(fields)):
                clean.refuse(number, "layout", line.text)
            else:
                clean.add(number, [*fields, *tail])
        if line.number % 10_000 == 0:
            place.step(clean.rows + clean.rejected)


def _json(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    clean.encoding = mapping.encoding or detect_encoding(part.path)
    records = structured.json_records(part.path, clean.encoding)
    _flat(part, mapping, clean, place, records, reason="not_json")


def _events(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    clean.encoding = "xml"
    _flat(part, mapping, clean, place, structured.event_records(part.path), reason="not_xml")


def _event_log(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    clean.encoding = "xml"
    names = wanted_columns(mapping)
    clean.begin(part.name, names, with_part=place.several)
    tail = [part.name] if place.several else []
    for event in events_of(part.path):
        if event.other:
            clean.other_lines[event.other] += 1
        elif event.fields is None:
            clean.refuse(place.offset + event.number, event.reason, event.raw)
        else:
            clean.add(place.offset + event.number, [*(event.fields.get(name, "") for name in names), *tail])
        if event.number % 10_000 == 0:
            place.step(clean.rows + clean.rejected)


def _flat(
    part: Part,
    mapping: LogMapping,
    clean: Clean,
    place: _Place,
    records: Iterable[tuple[int, Any, str]],
    *,
    reason: str,
) -> None:
    names = wanted_columns(mapping)
    clean.begin(part.name, names, with_part=place.several)
    tail = [part.name] if place.several else []
    for count, (line, record, raw) in enumerate(records, 1):
        if record is None:
            clean.refuse(place.offset + line, reason, raw)
        else:
            clean.add(
                place.offset + line,
                [*(structured.as_text(structured.at_path(record, name)) for name in names), *tail],
            )
        if count % 10_000 == 0:
            place.step(clean.rows + clean.rejected)


def _combined(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    clean.encoding = mapping.encoding or detect_encoding(part.path)
    clean.begin(part.name, combined.NAMES, with_part=place.several)
    tail = [part.name] if place.several else []
    for line in lines_of(part.path, clean.encoding):
        if not line.text.strip():
            clean.blank += 1
            continue
        fields = combined.fields_of(line.text) if line.good and len(line.text) <= MAX_LINE else None
        if fields is None:
            clean.refuse(place.offset + line.number, "pattern" if line.good else "encoding", line.text)
        else:
            clean.add(place.offset + line.number, [*fields, *tail])
        if line.number % 10_000 == 0:
            place.step(clean.rows + clean.rejected)


def _workbook(part: Part, mapping: LogMapping, clean: Clean, place: _Place) -> None:
    clean.encoding = "workbook"
    sheets = sheets_of(part.path)
    found = False
    for sheet in sheets:
        table = table_of(sheet, mapping)
        if table is None:
            clean.other_lines["outside_table"] += sum(1 for row in sheet.rows if any(cell is not None for cell in row))
            continue
        found = True
        offset = len(clean.parts) * PART_LINES
        order = clean.begin(sheet.name, table.names, with_part=True)
        width = len(table.names)
        for index, row in enumerate(sheet.rows):
            cells = [text_of(cell) for cell in row]
            if not any(cells):
                clean.blank += 1
            elif index < table.head_from:
                clean.other_lines["before_head"] += 1
            elif index < table.head_from + table.head_rows:
                continue
            elif is_total(row):
                clean.other_lines["total"] += 1
            elif kind := furniture("\t".join(cells), (), mapping.skip):
                clean.other_lines[kind] += 1
            else:
                line = offset + sheet.number(index)
                if any(cells[width:]):
                    clean.refuse(line, "field_count", "\t".join(cells))
                    continue
                fields = [*cells[:width], *[""] * (width - len(cells)), sheet.name]
                clean.add(line, fields if order is None else [fields[place_] for place_ in order])
        place.step(clean.rows + clean.rejected)
    if not found:
        raise LogError("workbook_no_table")
