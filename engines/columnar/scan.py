"""Reading a delimited log block by block, strictly: which records are clean, and why the others are not.

DuckDB reads an unclosed quote or a ragged row without a word, so it never sees the file as received. This
module looks at every record first and hands on lines in one form that no dialect can misread: line number and
fields joined by U+001F, without quoting. A record that may not be handed on is kept with its line and reason.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from engines.columnar.logs import DELIMITERS, LogError

BLOCK = 16 * 1024 * 1024
MAX_LINE = 256 * 1024  # bytes; a log line longer than this is not a log line
MAX_SPAN = 20  # lines that one quoted field may run over before its quote counts as not closed
RAW_KEPT = 2000  # characters of a rejected line that the rejects file keeps; the original keeps all
SEPARATOR = b"\x1f"
NEWLINE_MARK = "\x1e"  # stands for a line break inside a quoted field
RETURN_MARK = "\x1d"
FORBIDDEN = (b"\x00", b"\x1c", b"\x1d", b"\x1e", b"\x1f")


@dataclass(frozen=True)
class BadLine:
    """A record that was not accepted: its first line in the file (the header is line 1), reason code, raw text."""

    line: int
    reason: str
    raw: str


@dataclass
class Segment:
    """Clean records of one block, ready for the columnar engine, and the bad ones."""

    lines: list[bytes] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    blank: int = 0
    bytes_read: int = 0
    marks: bool = False

    def text(self) -> bytes:
        """The clean records as the bytes of one file."""
        return b"\n".join(self.lines) + b"\n" if self.lines else b""


SAMPLE = 1 << 20


def marked_encoding(start: bytes) -> str:
    """The encoding that the first bytes show beyond doubt (a mark, NULs beside ASCII, shift signs), or ""."""
    if start[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    if start[:2] == b"\xff\xfe":
        return "utf-16-le"
    if start[:2] == b"\xfe\xff":
        return "utf-16-be"
    pairs = len(start) // 2
    if pairs >= 4 and b"\x00" in start[:4096]:
        sample = start[: min(len(start), 4096) // 2 * 2]
        if b"\n\x00" in sample and sample[1::2].count(0) * 2 > len(sample[1::2]) and 0 not in sample[0::2]:
            return "utf-16-le"
        if b"\x00\n" in sample and sample[0::2].count(0) * 2 > len(sample[0::2]) and 0 not in sample[1::2]:
            return "utf-16-be"
    if b"\x1b$" in start or b"\x1b(J" in start or b"\x1b(I" in start:
        return "iso2022_jp"
    return ""


def detect_encoding(path: Path) -> str:
    """The encoding by marks, else by strict decoding of the whole file: UTF-8, EUC-JP, CP932.

    EUC-JP comes before CP932, because CP932 takes most of EUC-JP for half-width kana, while EUC-JP refuses nearly
    all of CP932; where both decode, `_likelier` decides and the profile asks.
    A file that none decodes wholly gets the one with the fewest undecodable lines, if those are under one per
    cent (they are rejected one by one); otherwise LogError encoding_unknown.
    """
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    if marked := marked_encoding(start):
        return marked
    failures: dict[str, int] = {}
    total = 0
    for encoding in ("utf-8", "euc_jp", "cp932"):
        bad, total = _undecodable_lines(path, encoding)
        if bad == 0:
            return _likelier(start) if encoding == "euc_jp" else encoding
        failures[encoding] = bad
    best = min(failures, key=lambda name: failures[name])
    if failures[best] * 100 > total:
        raise LogError("encoding_unknown")
    return best


def first_guess(path: Path) -> str:
    """The encoding that the first megabyte suggests; only a whole pass decides."""
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    if marked := marked_encoding(start):
        return marked
    for encoding in ("utf-8", "euc_jp"):
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(start)
        except UnicodeDecodeError:
            continue
        return _likelier(start) if encoding == "euc_jp" else encoding
    return "cp932"


def readable_as(path: Path) -> dict[str, str]:
    """Each encoding that reads the first megabyte without an error, with the first line that is not plain ASCII."""
    with path.open("rb") as stream:
        start = stream.read(SAMPLE)
    marked = marked_encoding(start)
    found = {}
    for encoding in [marked] if marked else ["utf-8", "euc_jp", "cp932"]:
        try:
            text = codecs.getincrementaldecoder(CODECS.get(encoding, encoding))("strict").decode(start)
        except UnicodeDecodeError:
            continue
        line = next((line for line in text.lstrip("\ufeff").splitlines() if not line.isascii()), "")
        found[encoding] = line[:120]
    return found


def _likelier(start: bytes) -> str:
    """Of EUC-JP and CP932, when both read the bytes: EUC-JP if it then has kana beside kana."""
    euc, other = (codecs.getincrementaldecoder(name)("ignore").decode(start) for name in ("euc_jp", "cp932"))
    kana = sum(1 for first, second in pairwise(euc) if "ぁ" <= first <= "ヶ" and "ぁ" <= second <= "ヶ")
    half = sum(1 for sign in other if "｡" <= sign <= "ﾟ")
    return "euc_jp" if kana or not half else "cp932"


CODECS = {"iso2022_jp": "iso2022_jp_ext"}


@dataclass(frozen=True)
class Plain:
    """A file whose records are its lines: no quoting, no bad record. It may be read as it stands."""

    path: Path
    rows: int
    new_line: str
    private_use: Counter[str] = field(default_factory=Counter)


def plain_file(
    path: Path,
    *,
    encoding: str,
    delimiter: str,
    width: int,
    header: bool,
    transcoded: Path,
    seen: Callable[[int, int], None],
) -> Plain | None:
    """Is each record a line with `width` fields, without quotes or control characters? None: no, scan it.

    Only the delimiters and line ends of a block are kept and compared with the pattern they must have, so this
    runs at some 300 MB/s. A CP932 file is written to `transcoded` as UTF-8 on the way. seen(rows, bytes).
    """
    kept = delimiter.encode() + b'\n\r"' + b"".join(FORBIDDEN)
    discard = bytes(value for value in range(256) if value not in kept)
    patterns = {end: delimiter.encode() * (width - 1) + end.encode() for end in ("\n", "\r\n")}
    codec = encoding if encoding in ("cp932", "euc_jp") else "utf-8"
    rows = position = 0
    new_line = ""
    private_use: Counter[str] = Counter()
    with ExitStack() as stack:
        out = stack.enter_context(transcoded.open("wb")) if codec != "utf-8" else None
        for read in _blocks(path):
            if isinstance(read, int):
                return None
            block = read
            try:
                text = block.decode(codec)
            except UnicodeDecodeError:
                return None
            if out is not None:
                block = text.encode()
                out.write(block)
            if b"\xee" in block:
                private_use += count_private_use(block)
            body = _body(block, header=header) if position == 0 else block
            position += len(read)
            if not body:
                continue
            new_line = new_line or ("\r\n" if body.endswith(b"\r\n") else "\n")
            if not body.endswith(b"\n"):
                body += new_line.encode()
            ends = body.count(b"\n")
            if body.translate(None, discard) != patterns[new_line] * ends or _has_long_line(body):
                return None
            if width == 1 and new_line.encode() * 2 in body:
                return None
            rows += ends
            seen(rows, position)
    return Plain(path if codec == "utf-8" else transcoded, rows, new_line or "\n", private_use)


PRIVATE_USE = re.compile(b"\xee[\x80-\xbf][\x80-\xbf]")


def count_private_use(data: bytes) -> Counter[str]:
    """Signs that only their maker's font shows (gaiji; U+E000 to U+EFFF), by code point, in UTF-8 text."""
    return Counter(f"U+{ord(sign.decode()):04X}" for sign in PRIVATE_USE.findall(data))


def _body(block: bytes, *, header: bool) -> bytes:
    """The first block without byte order mark and header line."""
    block = block.removeprefix(b"\xef\xbb\xbf")
    return block[block.find(b"\n") + 1 :] if header and b"\n" in block else (b"" if header else block)


def _has_long_line(block: bytes) -> bool:
    return any(block.find(b"\n", start, start + MAX_LINE) < 0 for start in range(0, len(block) - MAX_LINE, MAX_LINE))


def _undecodable_lines(path: Path, encoding: str) -> tuple[int, int]:
    bad = total = 0
    for block in _blocks(path):
        if isinstance(block, int):
            continue
        total += block.count(b"\n") + 1
        try:
            block.decode(encoding)
        except UnicodeDecodeError:
            for line in block.split(b"\n"):
                try:
                    line.decode(encoding)
                except UnicodeDecodeError:
                    bad += 1
    return bad, total


def _blocks(path: Path, size: int = BLOCK) -> Iterator[bytes | int]:
    """Blocks that end at a line end; a line too long to keep comes as the number of its bytes instead."""
    with path.open("rb") as stream:
        rest = b""
        while data := stream.read(size):
            data = rest + data
            cut = data.rfind(b"\n") + 1
            if cut:
                yield data[:cut]
                rest = data[cut:]
            else:
                rest = data
            if len(rest) > max(MAX_LINE * 4, size):
                yield _skip_line(stream, rest)
                rest = b""
        if rest:
            yield rest


def _skip_line(stream: BinaryIO, rest: bytes) -> int:
    skipped = len(rest)
    while piece := stream.readline(1 << 20):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


class Scanner:
    """Yields segments of clean records: `for segment in Scanner(path, encoding=…, delimiter=…): …`.

    `header` holds the first record's fields, or the `names` given for a file whose head was taken off. `offset` is
    added to each line's number. The whole file is never in memory.
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
        self.header = list(names) or self._read_header()
        if len(set(self.header)) != len(self.header):
            twice = next(name for name in self.header if self.header.count(name) > 1)
            raise LogError("column_twice", column=twice)
        self.width = len(self.header)
        self._delimiter = delimiter.encode()

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
        for read in _blocks(self.path, self.block_bytes):
            segment = Segment(bytes_read=read if isinstance(read, int) else len(read))
            if isinstance(read, int):
                number = self._flush(carry, number, segment)
                segment.bad.append(BadLine(number, "line_too_long", ""))
                number += 1
                first = False
                yield segment
                continue
            block = _body(read, header=self.has_header) if first else read
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
        block = block.replace(b"\r\n", b"\n")
        try:
            decoded = block.decode(self.encoding)
        except UnicodeDecodeError:
            return self._records(block.split(b"\n")[:-1], number, segment)
        if self.encoding != "utf-8":
            block = decoded.encode()
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
