"""The bytes of a file in blocks that end at a line end, and the limits that hold for every line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 16 * 1024 * 1024
MAX_LINE = 256 * 1024  # bytes; a log line longer than this is not a log line
MAX_SPAN = 20  # lines that one quoted field may run over before its quote counts as not closed
RAW_KEPT = 2000  # characters of a rejected line that the rejects file keeps; the original keeps all
SEPARATOR = b"\x1f"
NEWLINE_MARK = "\x1e"  # stands for a line break inside a quoted field
RETURN_MARK = "\x1d"
SPACES = " \t\u3000\u00a0"  # what is cut off around a value
FORBIDDEN = (b"\x00", b"\x1c", b"\x1d", b"\x1e", b"\x1f")


PRIVATE_USE = re.compile(b"\xee[\x80-\xbf][\x80-\xbf]")


def count_private_use(data: bytes) -> Counter[str]:
    """Signs that only their maker's font shows (gaiji; U+E000 to U+EFFF), by code point, in UTF-8 text."""
    return Counter(f"U+{ord(sign.decode()):04X}" for sign in PRIVATE_USE.findall(data))


def body(block: bytes, *, header: bool) -> bytes:
    """The first block without byte order mark and header line."""
    block = block.removeprefix(b"\xef\xbb\xbf")
    return block[block.find(b"\n") + 1 :] if header and b"\n" in block else (b"" if header else block)


def has_long_line(block: bytes) -> bool:
    return any(block.find(b"\n", start, start + MAX_LINE) < 0 for start in range(0, len(block) - MAX_LINE, MAX_LINE))


def blocks(path: Path, size: int = BLOCK) -> Iterator[bytes | int]:
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
