"""The proof, at memory speed, that a file may be read as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from engines.columnar.scan.blocks import FORBIDDEN, blocks, body, count_private_use, has_long_line


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
        for read in blocks(path):
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
            lines = body(block, header=header) if position == 0 else block
            position += len(read)
            if not lines:
                continue
            new_line = new_line or ("\r\n" if lines.endswith(b"\r\n") else "\n")
            if not lines.endswith(b"\n"):
                lines += new_line.encode()
            ends = lines.count(b"\n")
            if lines.translate(None, discard) != patterns[new_line] * ends or has_long_line(lines):
                return None
            if width == 1 and new_line.encode() * 2 in lines:
                return None
            rows += ends
            seen(rows, position)
    return Plain(path if codec == "utf-8" else transcoded, rows, new_line or "\n", private_use)
