"""CSV and TSV: strict in what it takes for a row, plain about what it took for an encoding.

Guessing libraries mis-read CP932 (measured with charset-normalizer), so encodings are tried in a fixed order
with strict decoding, the result is shown to the person, and the person may choose another.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import IO

from engines.sheets.archive import check_size
from engines.sheets.errors import SheetError
from engines.sheets.model import Cell, Limits, Row, Sheet, SheetFile

ENCODINGS = ("utf-8-sig", "utf-8", "cp932", "utf-16", "euc_jp")
"""What a person may choose. The first three are tried in this order; UTF-16 is known by its mark."""

DELIMITERS = (",", "\t", ";", "|")

_TRIED = ("utf-8", "cp932")
_SAMPLE_RECORDS = 50
_SAMPLE_CHARACTERS = 200_000

_NO_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")  # the codec takes five unassigned bytes without complaint

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # also: several quotes before it, so that reading back is exact


def read_csv(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
    ours: bool = False,
) -> SheetFile:
    """Reads a delimited file whole; one sheet without a name, its cells text or None.

    With `ours` the quote that `write_csv` sets before formula-looking text is taken off again.
    Raises SheetError: a ragged row or an unclosed quote is refused with its line.
    """
    limits = limits or Limits()
    data = _bytes(path, limits)
    used, text = decode(data, encoding)
    if "\0" in text:
        raise SheetError("nul_character", {"line": text.count("\n", 0, text.index("\0")) + 1})
    if delimiter is not None and delimiter not in DELIMITERS:
        raise SheetError("unknown_delimiter", {"delimiter": delimiter[:5]})
    chosen = delimiter or sniff_delimiter(text)
    rows, numbers, width = _rows(text, chosen, limits, ours=ours)
    return SheetFile("delimited", (Sheet("", rows, width, numbers=numbers),), encoding=used, delimiter=chosen)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The encoding used and the text. Raises SheetError with the line of the first byte that does not fit."""
    if encoding is not None and encoding not in ENCODINGS:
        raise SheetError("unknown_encoding", {"encoding": encoding[:20]})
    if encoding is not None:
        tried: tuple[str, ...] = (encoding,)
    elif data.startswith(b"\xef\xbb\xbf"):
        tried = ("utf-8-sig",)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ("utf-16",)
    else:
        tried = _TRIED
    furthest = 0
    for name in tried:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as wrong:
            furthest = max(furthest, wrong.start)
            continue
        if name != "cp932" or not (strange := _NO_CP932.search(text)):
            return name, text
        furthest = max(furthest, len(text[: strange.start()].encode(name)))
    raise SheetError("wrong_encoding", {"encoding": ", ".join(tried), "line": data.count(b"\n", 0, furthest) + 1})


def sniff_delimiter(text: str) -> str:
    """The sign that divides the first records most evenly; a comma when none does."""
    sample = text[:_SAMPLE_CHARACTERS]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        counts = _sample_counts(sample, delimiter)
        if not counts or counts[0] < 2:
            continue
        score = (counts.count(counts[0]) / len(counts), counts[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_counts(sample: str, delimiter: str) -> list[int]:
    counts: list[int] = []
    try:
        for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                counts.append(len(row))
            if len(counts) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass  # the strict reading will say what is wrong and where
    return counts


def _bytes(path: Path, limits: Limits) -> bytes:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise SheetError("too_large", {"megabytes": size >> 20, "limit": limits.file_bytes >> 20})
    data = path.read_bytes()
    if not data.strip(b"\r\n\t \xef\xbb\xbf"):
        raise SheetError("empty_file")
    return data


def _rows(text: str, delimiter: str, limits: Limits, *, ours: bool) -> tuple[list[Row], list[int], int]:
    rows: list[Row] = []
    numbers: list[int] = []
    width = cells = 0
    for line, record in _records(text, delimiter):
        if not record:
            continue
        if not rows:
            width = len(record)
            check_size("", 1, width, limits)
        if len(record) != width:
            raise SheetError("ragged_row", {"line": line, "found": len(record), "expected": width})
        cells += width
        if cells > limits.cells:
            raise SheetError("too_many_cells", {"sheet": "", "limit": limits.cells})
        if len(rows) == limits.rows:
            raise SheetError("too_many_rows", {"sheet": "", "limit": limits.rows})
        rows.append(tuple((_without_prefix(value) if ours else value) or None for value in record))
        numbers.append(line)
    return rows, numbers, width


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise _csv_error(str(broken), line, several_lines=reader.line_num > line) from broken
        yield line, record
        line = reader.line_num + 1


def _csv_error(message: str, line: int, *, several_lines: bool) -> SheetError:
    if "unexpected end of data" in message or ("field limit" in message and several_lines):
        return SheetError("unclosed_quote", {"line": line})
    if "field limit" in message:
        return SheetError("field_too_long", {"line": line, "limit": csv.field_size_limit()})
    return SheetError("broken_quote", {"line": line})


def write_csv(target: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",") -> None:
    """UTF-8 with its mark, CRLF; text that a spreadsheet would take for a formula gets a quote before it."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    target.write(b"\xef\xbb\xbf")
    writer.writerow([_as_text(value) for value in head])
    for row in rows:
        writer.writerow([_as_text(value) for value in row])
        if buffer.tell() > _SAMPLE_CHARACTERS:
            _drain(buffer, target)
    _drain(buffer, target)


def _drain(buffer: StringIO, target: IO[bytes]) -> None:
    target.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()


def _as_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, str):
        text = value.replace("\0", "�")
        return as_text(text)
    return str(value)


def as_text(text: str) -> str:
    """Text that a spreadsheet would compute is marked with an apostrophe."""
    return f"'{text}" if looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could compute it: begins with = + - @, a control sign, or a full-width one."""
    return _FORMULA.match(text.lstrip(" \u3000")) is not None and (text[:1] != "'" or _FORMULA.match(text) is not None)


def _without_prefix(text: str) -> str:
    return text[1:] if text.startswith("'") and looks_like_formula(text[1:]) else text
