"""The reading child: `python -m engines.columnar.formats.event_log_child PATH LIMITS`, one JSON document a line.

A file is a head of 4,096 bytes and blocks of 65,536 that each stand alone: a list of records, and the names and
templates these are made of, under a checksum. So the blocks are walked here, which says how many records there
are and what their numbers are, and each is given to the library by itself. What the library leaves out is known by
its number and told with a reason; a block that makes it fail takes nothing else along.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from engines.columnar.formats.structured import event_of
from engines.columnar.logs import LogError

HEAD, BLOCK, BLOCK_HEAD, RECORD_HEAD = 4096, 65536, 512, 28
NO_CHECKSUM = 4
MOST_HELD = 10_000
CONTROLS = [sign for sign in range(32) if sign not in (9, 10, 13)]  # which XML cannot hold
HIDDEN = {sign: 0xFDD0 + sign for sign in CONTROLS} | {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
SHOWN = {0xFDD0 + sign: sign for sign in CONTROLS}


def main(arguments: list[str]) -> int:
    path, limits = Path(arguments[0]), json.loads(arguments[1])
    try:
        import evtx  # noqa: PLC0415, F401 -- loaded before the memory limit is set
    except ImportError:
        _say({"error": "is_evtx"})
        return 0
    _confine(limits)
    try:
        for said in _read(path, limits["record"]):
            _say(said)
    except LogError as refused:
        _say({"error": refused.code})
    except BrokenPipeError:
        raise
    except BaseException as broken:  # noqa: BLE001 -- a panic of the reader is no Exception; this is the edge
        sys.stderr.write(f"{type(broken).__name__}\n")
        _say({"error": "evtx_reader_ended"})
    else:
        _say({"end": True})
    sys.stdout.flush()
    return 0


def _confine(limits: dict[str, int]) -> None:
    for what, value in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 2))  # the signal, then the end


def _say(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")


@dataclass(frozen=True)
class _Head:
    bytes: bytes
    whole: bool
    blocks: int  # that the head speaks of


def _head(data: bytes) -> _Head:
    if len(data) < HEAD:
        raise LogError("evtx_broken")
    blocks, flags, checksum = struct.unpack("<H76xII", data[42:128])
    whole = bool(flags & NO_CHECKSUM) or zlib.crc32(data[:120]) == checksum
    return _Head(data, whole, blocks if whole else 0)


def _read(path: Path, most: int) -> Iterator[dict[str, Any]]:
    """What is said of a file of which nothing can be read is held back: such a file is refused as a whole."""
    numbers, held, given = count(1), list[dict[str, Any]](), False
    for said in _pieces(path, most):
        held.append(said)
        given = given or "fields" in said or len(held) > MOST_HELD
        if given:
            yield from ({"number": next(numbers)} | one for one in held)
            held = []
    if not given:
        raise LogError("evtx_broken" if any("reason" in said for said in held) else "file_empty")


def _pieces(path: Path, most: int) -> Iterator[dict[str, Any]]:
    with path.open("rb") as stream:
        head = _head(stream.read(HEAD))
        if not head.whole:
            yield {"reason": "evtx_block", "raw": "file header"}
        place = 0
        while block := stream.read(BLOCK):
            place += 1
            yield from _block(head, block, place=place, most=most)
        if place < head.blocks:
            yield {"reason": "evtx_cut", "raw": f"blocks {place + 1} to {head.blocks}"}


def _block(head: _Head, block: bytes, *, place: int, most: int) -> Iterator[dict[str, Any]]:
    if not block.startswith(b"ElfChnk\x00"):
        if place <= head.blocks:
            yield {"reason": "evtx_block" if len(block) == BLOCK else "evtx_cut", "raw": f"block {place}"}
        elif block.strip(b"\x00"):
            yield {"other": "unused_block"}  # Windows makes logs larger beforehand, over whatever was on the disk
        return
    if len(block) < BLOCK:
        numbers = _walk(block, len(block))
        yield from ({"reason": "evtx_cut", "raw": _named(number)} for number in numbers or [None])
        return
    used, checksum, flags = struct.unpack("<II64xI", block[48:124])
    numbers = _walk(block, min(used, BLOCK))
    if not flags & NO_CHECKSUM and (used > BLOCK or zlib.crc32(block[BLOCK_HEAD:used]) != checksum):
        yield from ({"reason": "evtx_checksum", "raw": _named(number)} for number in numbers or [None])
        return
    yield from _records(head.bytes + block, numbers, most=most)


def _walk(block: bytes, end: int) -> list[int | None]:
    """The number of each record up to `end`; None for the rest of a block that goes on with something else."""
    found: list[int | None] = []
    at = BLOCK_HEAD
    while at + RECORD_HEAD <= end:
        magic, size, number = struct.unpack_from("<4sIQ", block, at)
        if magic == b"\x00\x00\x00\x00":
            break
        if magic != b"**\x00\x00" or size < RECORD_HEAD or at + size > end:
            return [*found, None]
        found.append(number)
        at += size
    return found


def _records(file: bytes, numbers: list[int | None], *, most: int) -> Iterator[dict[str, Any]]:
    """The records of one block in their order; those that the reader leaves out with the reason."""
    read = _given(file)
    ahead = next(read, None)
    for number in numbers:
        if ahead is None or ahead[0] != number:
            yield {"reason": "evtx_record", "raw": _named(number)}
            continue
        text = ahead[1]
        ahead = next(read, None)
        if len(text) > most:
            yield {"reason": "line_too_long", "raw": _named(number)}
        elif (fields := _fields(text)) is None:
            yield {"reason": "evtx_record", "raw": _named(number)}
        else:
            yield {"fields": fields}


def _fields(text: str) -> dict[str, str] | None:
    """Control characters stay what they are: whether a column may hold them is decided where columns are known."""
    fields = event_of(text.translate(HIDDEN))
    return fields and {name: value.translate(SHOWN) for name, value in fields.items()}


def _given(file: bytes) -> Iterator[tuple[int, str]]:
    """Number and XML of what the reader can read of a file of one block; it ends where the reader fails."""
    import evtx  # noqa: PLC0415 -- not on every platform

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # one for each record that it leaves out
        try:
            for record in evtx.PyEvtxParser(
                io.BytesIO(file), number_of_threads=1, indent=False, skip_errors=True
            ).records():
                if record is not None:
                    yield record["event_record_id"], record["data"]
        except (RuntimeError, ValueError, OSError):
            return
        except BaseException as panic:
            if type(panic).__name__ != "PanicException":
                raise


def _named(number: int | None) -> str:
    return "" if number is None else f"EventRecordID {number}"


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
