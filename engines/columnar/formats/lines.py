"""The lines of a text in any known encoding, and the same text as UTF-8 with only records in it."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engines.columnar.logs import LogError, LogMapping
from engines.columnar.scan.blocks import MAX_LINE
from engines.columnar.scan.encodings import CODECS

UNREADABLE = "\ufffd"
CHUNK = 4 << 20
# A line that could not be decoded is handed on with a byte that no encoding has, so that the scanner rejects it.
MARK = b"\xff"
# The scanner knows one quote. Where a file has another, or none, the signs change places on the way in and out.
NO_QUOTE = "\uffff"
SWAPS: dict[str, dict[int, int | str]] = {"'": {39: 34, 34: 39}, "none": {ord('"'): NO_QUOTE}}


@dataclass(frozen=True)
class Line:
    """One line: its number, its text without the line end, and whether all of it could be decoded."""

    number: int
    text: str
    good: bool = True


def lines_of(path: Path, encoding: str) -> Iterator[Line]:
    """Every line, also the blank ones; a line longer than a log line can be is cut and marked as not good."""
    codec = CODECS.get(encoding, encoding)
    try:
        codecs.lookup(codec)
    except LookupError as error:
        raise LogError("encoding_unsupported", encoding=encoding) from error
    lines = _wide(path, codec) if codec.startswith("utf-16") else _narrow(path, codec)
    for number, (text, good) in enumerate(lines, 1):
        first = text.removeprefix("\ufeff") if number == 1 else text
        if len(first) > MAX_LINE:
            yield Line(number, first[: MAX_LINE + 1], good)
        else:
            yield Line(number, first.rstrip("\r"), good)


def _narrow(path: Path, codec: str) -> Iterator[tuple[str, bool]]:
    """Encodings in which the byte of a line end is nothing else."""
    with path.open("rb") as stream:
        while raw := stream.readline(MAX_LINE * 4):
            whole = raw.endswith(b"\n")
            data = raw.removesuffix(b"\n")
            while not whole and len(raw) >= MAX_LINE * 4 and (more := stream.readline(1 << 20)):
                whole = more.endswith(b"\n")
            try:
                yield data.decode(codec), True
            except UnicodeDecodeError:
                yield data.decode(codec, "backslashreplace"), False


def _wide(path: Path, codec: str) -> Iterator[tuple[str, bool]]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    rest, cut = "", False
    with path.open("rb") as stream:
        while True:
            data = stream.read(CHUNK)
            text = rest + decoder.decode(data, final=not data)
            *whole, rest = text.split("\n")
            for line in whole:
                if not cut:
                    yield line, UNREADABLE not in line
                cut = False
            if len(rest) > MAX_LINE * 4:
                if not cut:
                    yield rest, False
                rest, cut = "", True
            if not data:
                break
    if rest and not cut:
        yield rest, UNREADABLE not in rest


@dataclass
class Arranged:
    """A text made ready for the scanner: UTF-8, the head taken off if it was not one plain line."""

    path: Path
    names: list[str] = field(default_factory=list)
    other_lines: Counter[str] = field(default_factory=Counter)


def arranged(
    path: Path, encoding: str, mapping: LogMapping, delimiter: str, target: Path, *, most: int = 0
) -> Arranged:
    """The text as UTF-8 at `target`, line for line. Lines that are no records become blank and are counted by kind.

    `most`: no more lines than these. Quotes are as the scanner knows them; `restored` gives a record's own back.
    """
    made = Arranged(target)
    head_from = mapping.skip_rows
    head_rows = (mapping.header_rows or 1) if mapping.header else 0
    head: list[str] = []
    first = ""
    swap = SWAPS.get(mapping.quote, {})
    with target.open("wb") as out:
        for line in lines_of(path, encoding):
            place = line.number - 1
            if most and place >= most:
                break
            if mapping.rearranged and place < head_from + head_rows:
                if place >= head_from:
                    head.append(line.text)
                elif line.text.strip():
                    made.other_lines["before_head"] += 1
                out.write(b"\n")
                continue
            kind = furniture(line.text, head, mapping.skip) if mapping.rearranged else ""
            if kind:
                made.other_lines[kind] += 1
                out.write(b"\n")
            else:
                text = line.text.translate(swap) if swap else line.text
                first = first or line.text.strip()
                out.write(text.encode("utf-8", "backslashreplace") + (b"\n" if line.good else MARK + b"\n"))
    if mapping.rearranged and not mapping.header and not mapping.header_names:
        if not first:
            raise LogError("file_empty")
        made.names = [str(place) for place, _ in enumerate(fields_of(first, delimiter, mapping.quote), 1)]
    elif mapping.rearranged:
        made.names = names_of(head, delimiter, mapping)
    return made


def restored(data: bytes, quote: str) -> bytes:
    """A record, taken apart already, with the signs that its file has."""
    if quote == "none":
        return data.replace(NO_QUOTE.encode(), b'"')
    return data.translate(bytes.maketrans(b"'\"", b"\"'")) if quote else data


def fields_of(line: str, delimiter: str, quote: str) -> list[str]:
    """The fields of one line, for the names of columns."""
    if quote == "none":
        return line.split(delimiter)
    try:
        [fields] = csv.reader([line], delimiter=delimiter, quotechar=quote or '"')
    except (csv.Error, ValueError):
        return line.split(delimiter)
    return fields


def names_of(head: Sequence[str], delimiter: str, mapping: LogMapping) -> list[str]:
    """The names of the columns: as given, or from the lines of the head, one name over the other."""
    if mapping.header_names:
        return list(mapping.header_names)
    if not head:
        raise LogError("file_empty")
    return joined_heads(
        [[cell.strip().strip('\u3000"') for cell in fields_of(line, delimiter, mapping.quote)] for line in head]
    )


def joined_heads(rows: Sequence[Sequence[str]]) -> list[str]:
    """Several head rows as one: an empty cell of an upper row belongs to the cell on its left."""
    width = max(len(row) for row in rows)
    levels = []
    for depth, row in enumerate(rows):
        cells = [*row, *[""] * (width - len(row))]
        if depth < len(rows) - 1:
            for place in range(1, width):
                if not cells[place] and any(below[place : place + 1] != [""] for below in rows[depth + 1 :]):
                    cells[place] = cells[place - 1]
        levels.append(cells)
    names: list[str] = []
    for place in range(width):
        parts = list(dict.fromkeys(level[place] for level in levels if level[place]))
        names.append(" ".join(parts) or str(place + 1))
    return names


def furniture(text: str, head: Sequence[str], skip: Sequence[str]) -> str:
    """What a line is that is no record: a repeated head, or one of the lines to leave out; "" for a record."""
    if text and text in head:
        return "repeated_head"
    bare = text.lstrip(' \t\u3000\f"')
    for sign in skip:
        if bare.startswith(sign[1:]) if sign.startswith("^") else sign in text:
            return "left_out"
    return ""


def is_wide(sign: str) -> bool:
    """Whether a sign takes two columns on a host's print-out."""
    return unicodedata.east_asian_width(sign) in "WFA" and not "\ud800" <= sign <= "\udfff"


def by_columns(text: str) -> str:
    """The text with a NUL after each wide sign, so that places are columns."""
    return text if text.isascii() else "".join(f"{sign}\x00" if is_wide(sign) else sign for sign in text)


def cut(text: str, layout: Sequence[tuple[str, int, int]]) -> list[str]:
    """The fields of a line of fixed columns."""
    wide = by_columns(text)
    return [wide[start - 1 : start - 1 + width].replace("\x00", "").strip(" \u3000") for _, start, width in layout]
