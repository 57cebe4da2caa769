"""Records one by one: clean lines in one form, and the bad ones with their reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engines.columnar.logs import DELIMITERS, LogError
from engines.columnar.scan.blocks import (
    BLOCK,
    FORBIDDEN,
    MAX_LINE,
    MAX_SPAN,
    NEWLINE_MARK,
    RAW_KEPT,
    RETURN_MARK,
    SEPARATOR,
    SPACES,
    blocks,
    body,
)
from engines.columnar.scan.shape import Shape


@dataclass(frozen=True)
class BadLine:
    """A record that was not accepted: its first line in the file (the header is line 1), reason code, raw text."""

    line: int
    reason: str
    raw: str


class UndecodableError(Exception):
    """The encoding that was guessed does not read the whole file."""


@dataclass
class Segment:
    """Clean records of one block, ready for the columnar engine, and the bad ones.

    `plain` holds the lines as they stand when all of them are records, the first with the number `first`; otherwise
    `lines` holds what is clean, each with its own number. `spaces`: white space that the plain lines hold at all.
    """

    lines: list[bytes] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    blank: int = 0
    bytes_read: int = 0
    marks: bool = False
    plain: bytes = b""
    first: int = 0
    rows: int = 0
    delimiter: bytes = b","
    spaces: str = SPACES

    def text(self) -> bytes:
        """The clean records as the bytes of one file: number of the line and fields."""
        if self.plain:
            numbered = enumerate(self.plain.split(b"\n")[:-1], self.first)
            return b"\n".join([b"%d\x1f%b" % pair for pair in numbered]).replace(self.delimiter, SEPARATOR) + b"\n"
        return b"\n".join(self.lines) + b"\n" if self.lines else b""


class Scanner:
    """Yields segments of clean records: `for segment in Scanner(path, encoding=…, delimiter=…): …`.

    `header` holds the first record's fields, or the `names` given for a file whose head was taken off. `offset` is
    added to each line's number. The whole file is never in memory. An encoding that is only `guessed` must read
    every block: UndecodableError otherwise, instead of rejected lines.
    """

    def __init__(
        self,
        path: Path,
        *,
        encoding: str,
        delimiter: str,
        header: bool = True,
        block_bytes: int = BLOCK,
        names: Sequence[str] = (),
        offset: int = 0,
        max_span: int = 0,
        guessed: bool = False,
    ) -> None:
        if len(delimiter) != 1 or delimiter not in DELIMITERS:
            raise LogError("delimiter_unknown", delimiter=delimiter)
        if encoding not in ("utf-8", "utf-8-sig", "cp932", "euc_jp"):
            raise LogError("encoding_unsupported", encoding=encoding)
        self.path = path
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self.delimiter = delimiter
        self.block_bytes = block_bytes
        self.has_header = header and not names
        self.offset = offset
        self.max_span = max_span or MAX_SPAN
        self.guessed = guessed
        self.header = list(names) or self._read_header()
        if len(set(self.header)) != len(self.header):
            twice = next(name for name in self.header if self.header.count(name) > 1)
            raise LogError("column_twice", column=twice)
        self.width = len(self.header)
        self._delimiter = delimiter.encode()
        self._shape = Shape(delimiter, self.width)

    def _read_header(self) -> list[str]:
        with self.path.open("rb") as stream:
            line = stream.readline(MAX_LINE + 1)
        line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            raise LogError("file_empty")
        if len(line) > MAX_LINE:
            raise LogError("line_too_long", line="1")
        if b"\x00" in line:
            raise LogError("not_text")
        try:
            fields = next(
                csv.reader([line.decode(self.encoding).rstrip("\r\n")], delimiter=self.delimiter, strict=True)
            )
        except UnicodeDecodeError as error:
            raise LogError("encoding_wrong", encoding=self.encoding) from error
        except (csv.Error, StopIteration) as error:
            raise LogError("header_unreadable") from error
        if not self.has_header:
            return [str(number) for number in range(1, len(fields) + 1)]
        return [name.strip().strip("\u3000") for name in fields]

    def __iter__(self) -> Iterator[Segment]:
        number = self.offset + 1
        carry: list[bytes] = []
        first = True
        for read in blocks(self.path, self.block_bytes):
            segment = Segment(bytes_read=read if isinstance(read, int) else len(read))
            if isinstance(read, int):
                number = self._flush(carry, number, segment)
                segment.bad.append(BadLine(number, "line_too_long", ""))
                number += 1
                first = False
                yield segment
                continue
            block = body(read, header=self.has_header) if first else read
            if first:
                number = self.offset + (2 if self.has_header else 1)
                first = False
            if carry:
                block = b"\n".join(carry) + b"\n" + block
                carry = []
            if block:
                number, carry = self._segment(block, number, segment)
            yield segment
        if carry:
            segment = Segment()
            self._flush(carry, number, segment)
            yield segment

    def _flush(self, carry: list[bytes], number: int, segment: Segment) -> int:
        if carry:
            number, _ = self._records(carry, number, segment, last=True)
            carry.clear()
        return number

    def _segment(self, block: bytes, number: int, segment: Segment) -> tuple[int, list[bytes]]:
        """Sort one block into clean and bad; returns the next line number and the lines of an unfinished record."""
        if not block.endswith(b"\n"):
            block += b"\n"
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        try:
            decoded = block.decode(self.encoding)
        except UnicodeDecodeError:
            if self.guessed:
                raise UndecodableError from None
            return self._records(block.split(b"\n")[:-1], number, segment)
        if self.encoding != "utf-8":
            block = decoded.encode()
        found = self._shape.plain(block)
        if found is not None:
            segment.plain, segment.rows = found
            segment.first, segment.delimiter = number, self._delimiter
            segment.spaces = "".join(sign for sign in SPACES if sign in decoded)
            return number + segment.rows, []
        suspicious = b"\r" in block or any(sign in block for sign in FORBIDDEN)
        lines = block.split(b"\n")
        lines.pop()
        if suspicious or len(max(lines, key=len)) > MAX_LINE:
            return self._records(lines, number, segment, utf8=True)
        if b'"' in block:
            if self._quoted(decoded, len(lines), number, segment):
                return number + len(lines), []
            return self._records(lines, number, segment, utf8=True)
        self._plain(lines, number, segment)
        return number + len(lines), []

    def _plain(self, lines: list[bytes], number: int, segment: Segment) -> None:
        """No quote in the block: a record is a line, its fields are the delimiters plus one."""
        sign, wanted = self._delimiter, self.width - 1
        wrong = {index for index, line in enumerate(lines) if line.count(sign) != wanted or not line}
        for index in sorted(wrong):
            if lines[index].strip():
                segment.bad.append(_bad(number + index, "field_count", lines[index]))
            else:
                segment.blank += 1
        numbered = enumerate(lines, number)
        if wrong:
            numbered = ((line, text) for line, text in numbered if line - number not in wrong)  # type: ignore[assignment]
        joined = b"\n".join([b"%d\x1f%b" % pair for pair in numbered])
        if joined:
            segment.lines.append(joined.replace(sign, SEPARATOR))

    def _quoted(self, text: str, count: int, number: int, segment: Segment) -> bool:
        """A block with quotes in which each line is one whole record; False: look at it line by line."""
        try:
            rows = list(csv.reader(io.StringIO(text, newline="\n"), delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        width = self.width
        if len(rows) != count or any(len(row) != width for row in rows):
            return False
        joined = "\n".join([f"{line}\x1f" + "\x1f".join(row) for line, row in enumerate(rows, number)])
        if joined.count("\n") != count - 1:
            return False
        segment.lines.append(joined.encode())
        return True

    def _records(
        self, lines: list[bytes], number: int, segment: Segment, *, last: bool = False, utf8: bool = False
    ) -> tuple[int, list[bytes]]:
        """Line by line, with the reason for each line that is not accepted."""
        encoding = "utf-8" if utf8 else self.encoding
        index = 0
        while index < len(lines):
            raw = lines[index]
            if not raw.strip():
                segment.blank += 1
                index += 1
                continue
            taken, fields, reason = self._record(lines, index, encoding)
            if reason == "unfinished" and not last:
                rest = lines[index:]
                return number + index, [part.decode().encode(self.encoding) for part in rest] if utf8 else rest
            if fields is None:
                segment.bad.append(
                    _bad(number + index, "unclosed_quote" if reason == "unfinished" else reason, raw, encoding)
                )
            else:
                text = "\x1f".join(fields)
                if "\n" in text or "\r" in text:
                    text = text.replace("\n", NEWLINE_MARK).replace("\r", RETURN_MARK)
                    segment.marks = True
                segment.lines.append(b"%d\x1f%b" % (number + index, text.encode()))
            index += taken
        return number + len(lines), []

    def _record(self, lines: list[bytes], index: int, encoding: str) -> tuple[int, list[str] | None, str]:
        """(lines taken, fields or None, reason) of the record that begins at `index`."""
        reason = _unfit(lines[index])
        if reason:
            return 1, None, reason
        try:
            text = lines[index].decode(encoding)
        except UnicodeDecodeError:
            return 1, None, "encoding"
        fields, reason = self._parse(text)
        if reason != "unclosed_quote":
            return 1, fields, reason
        for taken in range(2, self.max_span + 1):
            position = index + taken - 1
            if position >= len(lines):
                return 1, None, "unfinished"
            if _unfit(lines[position]):
                break
            try:
                text += "\n" + lines[position].decode(encoding)
            except UnicodeDecodeError:
                break
            if len(text) > MAX_LINE:
                break
            fields, reason = self._parse(text)
            if fields is not None:
                return taken, fields, ""
            if reason != "unclosed_quote":
                break
        return 1, None, "unclosed_quote"

    def _parse(self, text: str) -> tuple[list[str] | None, str]:
        if "\r" in text and '"' not in text:
            return None, "control_character"
        try:
            rows = list(csv.reader(io.StringIO(text, newline="\n"), delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                return None, "unclosed_quote"
            if "field limit" in str(error):
                return None, "line_too_long"
            return None, "control_character" if "new-line" in str(error) else "malformed_quote"
        if len(rows) != 1:
            return None, "control_character"
        if len(rows[0]) != self.width:
            return None, "field_count"
        return rows[0], ""


def _unfit(line: bytes) -> str:
    if len(line) > MAX_LINE:
        return "line_too_long"
    if any(sign in line for sign in FORBIDDEN):
        return "control_character"
    return ""


def _bad(line: int, reason: str, raw: bytes, encoding: str = "utf-8") -> BadLine:
    return BadLine(line, reason, raw[: RAW_KEPT * 4].decode(encoding, "backslashreplace")[:RAW_KEPT])
