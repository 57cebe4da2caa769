"""Looks at a workbook before a parser does: the zip directory first, then how far its cells reach.

A parser that builds a dense grid needs memory for the rectangle, not for the cells in it: a file of 1.7 KB
with one cell in XFD1048576 asks for seventeen thousand million. So the corners are measured beforehand.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from engines.sheets.errors import SheetError
from engines.sheets.model import Limits, column_letters, column_number

_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br=["\']([A-Z]{1,3})([0-9]{1,7})["\'][^<>]*?(/?)>')
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_NEGATIVE_STRING = re.compile(rb"""\bt=["']s["'][^<>]*>\s*<(?:\w+:)?v>\s*-""")
_CHUNK = 1 << 20
_OVERLAP = 4096
_SMALL = 10 * 1024 * 1024


def check_archive(stream: IO[bytes], limits: Limits) -> None:
    """Refuses archives that unpack to too much, and sheets whose cells lie too far apart."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_directory(parts, limits)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, part, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as broken:
        raise SheetError("unreadable") from broken
    except RuntimeError as locked:  # zipfile's word for a part that wants a password
        raise SheetError("encrypted") from locked


def _check_directory(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.zip_parts:
        raise SheetError("too_many_parts", {"parts": len(parts), "limit": limits.zip_parts})
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > limits.unpacked_bytes or (unpacked > _SMALL and unpacked > packed * limits.zip_ratio):
        raise SheetError("zip_bomb", {"megabytes": unpacked >> 20, "limit": limits.unpacked_bytes >> 20})
    if len({part.filename for part in parts}) != len(parts):
        raise SheetError("unreadable")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> None:
    corners = _Corners() if part.filename.lower().startswith("xl/worksheets/") else None
    with archive.open(part) as stream:
        for position, text in enumerate(_chunks(stream)):
            if _DECLARED.search(text):
                raise SheetError("unsafe_xml")
            if position == 0 and text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise SheetError("unsafe_xml")  # UTF-16 would hide what is looked for here
            if corners is not None:
                corners.take(text)
                if _NEGATIVE_STRING.search(text):
                    raise SheetError("unreadable")  # parsers answer with the last text of the book
    if corners is not None:
        corners.check(part.filename.rsplit("/", 1)[-1], limits)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Blocks that each begin with the last, unfinished tag of the one before."""
    rest = b""
    while block := stream.read(_CHUNK):
        text = rest + block
        cut = text.rfind(b"<")
        keep = cut if cut > 0 and len(text) - cut <= _OVERLAP else len(text)
        yield text[:keep]
        rest = text[keep:]
    if rest:
        yield rest


@dataclass
class _Corners:
    cells: int = 0
    top: int = 1 << 30
    bottom: int = 0
    left: int = 1 << 30
    right: int = 0

    def take(self, text: bytes) -> None:
        for letters, digits, empty in _CELL.findall(text):
            if empty:
                continue
            row, column = int(digits), column_number(letters.decode("ascii"))
            self.cells += 1
            self.top, self.bottom = min(self.top, row), max(self.bottom, row)
            self.left, self.right = min(self.left, column), max(self.right, column)

    def check(self, part: str, limits: Limits) -> None:
        if not self.cells:
            return
        height, width = self.bottom - self.top + 1, self.right - self.left + 1
        if height <= limits.rows and width <= limits.columns and height * width <= limits.cells:
            return
        if self.cells * 20 < height * width:
            raise SheetError("far_cell", {"part": part, "cell": f"{column_letters(self.right)}{self.bottom}"})
        check_size(part, height, width, limits)


def check_size(sheet: str, height: int, width: int, limits: Limits) -> None:
    if height > limits.rows:
        raise SheetError("too_many_rows", {"sheet": sheet, "limit": limits.rows})
    if width > limits.columns:
        raise SheetError("too_many_columns", {"sheet": sheet, "limit": limits.columns})
    if height * width > limits.cells:
        raise SheetError("too_many_cells", {"sheet": sheet, "limit": limits.cells})
