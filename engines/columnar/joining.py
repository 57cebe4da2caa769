"""Parquet files of one schema joined to one file: row groups are copied as they are, only the footer is written anew.

Nothing is decoded or sorted again, so a log of any size costs a copy of its bytes. The footer is Thrift in the
compact protocol (parquet-format, FileMetaData); every offset in it counts from the beginning of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from engines.columnar.thrift import LIST, Field, Struct, read_struct, write_struct

MAGIC = b"PAR1"
SCHEMA, ROWS, GROUPS = 2, 3, 4  # FileMetaData
COLUMNS, GROUP_OFFSET, ORDINAL = 1, 5, 7  # RowGroup
CHUNK_OFFSET, META, OFFSET_INDEX, COLUMN_INDEX = 2, 3, 4, 6  # ColumnChunk
DATA_PAGE, INDEX_PAGE, DICTIONARY_PAGE, BLOOM_FILTER = 9, 10, 11, 14  # ColumnMetaData
COPY_BYTES = 8 << 20


class SchemasDifferError(ValueError):
    """The files do not have the very same columns: names, types, and whether they may be NULL."""


def join(sources: Sequence[Path], target: Path) -> int:
    """Write the rows of `sources`, one file after the other, to `target`; returns their number.

    Raises SchemasDifferError: pages of a column that may be NULL are laid out in another way than those of one that may not.
    """
    whole: Struct | None = None
    groups: list[object] = []
    rows = 0
    with target.open("wb") as out:
        out.write(MAGIC)
        for source in sources:
            with source.open("rb") as stream:
                footer, end = _footer(stream)
                shift = out.tell() - len(MAGIC)
                stream.seek(len(MAGIC))
                _copy(stream, out, end - len(MAGIC))
            whole = whole or footer
            if footer[SCHEMA] != whole[SCHEMA]:
                raise SchemasDifferError(str(source))
            for group in footer[GROUPS].items:
                _moved(group, shift, len(groups))
                groups.append(group)
            rows += footer[ROWS].number
        if whole is None:
            raise ValueError("There is nothing to join.")
        whole[ROWS] = Field(whole[ROWS].kind, rows)
        whole[GROUPS] = Field(LIST, groups, whole[GROUPS].inner)
        data = write_struct(whole)
        out.write(data + len(data).to_bytes(4, "little") + MAGIC)
    return rows


def _footer(stream: BinaryIO) -> tuple[Struct, int]:
    """The footer, and where the row groups end."""
    size = stream.seek(0, 2)
    stream.seek(size - 8)
    tail = stream.read(8)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or length > size - 12:
        raise ValueError("This is not a Parquet file.")
    stream.seek(size - 8 - length)
    return read_struct(stream.read(length)), size - 8 - length


def _copy(source: BinaryIO, out: BinaryIO, length: int) -> None:
    while length > 0:
        data = source.read(min(COPY_BYTES, length))
        if not data:
            raise ValueError("The Parquet file ends too early.")
        out.write(data)
        length -= len(data)


def _moved(group: Struct, shift: int, ordinal: int) -> None:
    _shift(group, shift, GROUP_OFFSET)
    if ORDINAL in group:
        if ordinal < 1 << 15:
            group[ORDINAL] = Field(group[ORDINAL].kind, ordinal)
        else:
            del group[ORDINAL]
    for chunk in group[COLUMNS].items:
        _shift(chunk, shift, CHUNK_OFFSET, OFFSET_INDEX, COLUMN_INDEX)
        if META in chunk:
            _shift(chunk[META].struct, shift, DATA_PAGE, INDEX_PAGE, DICTIONARY_PAGE, BLOOM_FILTER)


def _shift(struct: Struct, shift: int, *names: int) -> None:
    for name in names:
        if name in struct and struct[name].number > 0:
            struct[name] = Field(struct[name].kind, struct[name].number + shift)
