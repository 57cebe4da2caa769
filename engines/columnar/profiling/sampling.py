"""The first rows of a text: its delimiter, its lines, its bytes."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from engines.columnar.logs import DELIMITERS, LogError
from engines.columnar.scan.encodings import CODECS

SAMPLE_BYTES = 1024 * 1024
SAMPLE_ROWS = 1000

# Header names seen in logs of Japanese and foreign systems, folded (NFKC, lower case, without spaces and signs).


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives the same number of fields, more than one, in most of the first lines.

    Lines before the head may have one field: a title says nothing about the table below it.
    """
    lines = [line for line in _text(path, encoding)[0].splitlines()[:200] if line.strip()]
    if not lines:
        raise LogError("file_empty")
    best, score = ",", 0.0
    for sign in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            continue
        for width, rows in Counter(width for width in widths if width > 1).most_common(1):
            value = rows / len(widths) + width / 1000
            if value > score:
                best, score = sign, value
    return best


def _text(path: Path, encoding: str) -> tuple[str, bool]:
    with path.open("rb") as stream:
        data = stream.read(SAMPLE_BYTES)
    data = data.removeprefix(b"\xef\xbb\xbf")
    codec = CODECS.get(encoding, "utf-8" if encoding == "utf-8-sig" else encoding)
    if not codec.startswith("utf-16"):
        if b"\x00" in data.split(b"\n", 1)[0]:
            raise LogError("not_text")
        if len(data) >= SAMPLE_BYTES:
            data = data[: data.rfind(b"\n") + 1] or data
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(data).removeprefix("\ufeff"), False
    except UnicodeDecodeError:
        return data.decode(codec, "replace").removeprefix("\ufeff"), True
    except LookupError as error:
        raise LogError("encoding_unsupported", encoding=encoding) from error


def sample_rows(path: Path, encoding: str, delimiter: str) -> tuple[list[list[str]], list[int], bool]:
    """The first rows that are not blank, the number of lines before each, and whether some bytes cannot be decoded."""
    text, mixed = _text(path, encoding)
    rows: list[list[str]] = []
    before: list[int] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 0
    try:
        for row in reader:
            if row:
                rows.append(row)
                before.append(line)
            line = reader.line_num
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        if not rows:
            raise LogError("header_unreadable") from None
    return rows, before, mixed
