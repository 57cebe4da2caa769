"""Archives opened in bounded pieces: what unpacks to far more than it should is refused on the way."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from engines.columnar.formats.recognise import CONTAINERS, form_of
from engines.columnar.logs import LogError

CHUNK = 1 << 20
ZSTD_PIECE = 2048
NEEDED_WHOLE = (b"PK", b"\xd0\xcf\x11\xe0", b"PAR1")
MAX_MEMBERS = 1000
NOT_LOGS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Budget:
    """How much an archive may become: `bytes` in all, and `ratio` times its own size once it passes `free` bytes."""

    bytes: int = 200 << 30
    ratio: int = 250
    free: int = 64 << 20
    sample: int = 0  # for looking only: text members end after so many bytes


@dataclass(frozen=True)
class Part:
    """One file to read, with the name it has inside the archive (for showing only)."""

    path: Path
    name: str
    form: str


def parts_of(path: Path, folder: Path, *, name: str = "", budget: Budget | None = None) -> list[Part]:
    """The file itself, or the files inside gzip, zstd or ZIP, unpacked below `folder` under names of our own.

    A gzip or zstd inside a ZIP is opened too; an archive inside an archive is refused. Raises LogError.
    """
    budget = budget or Budget()
    form = form_of(path)
    if form == "locked_workbook":
        raise LogError("password_needed")
    if form not in CONTAINERS:
        return [Part(path, name or path.name, form)]
    meter = _Meter(budget, path.stat().st_size)
    if form != "zip":
        target = folder / "part-0"
        _stream(path, form, target, meter)
        inner = form_of(target)
        if inner in CONTAINERS:
            raise LogError("archive_nested")
        return [Part(target, _stem(name or path.name), inner)]
    return _members(path, folder, meter)


def _members(path: Path, folder: Path, meter: _Meter) -> list[Part]:
    found: list[Part] = []
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if is_log(entry)]
        if not entries:
            raise LogError("archive_empty")
        if len(entries) > MAX_MEMBERS:
            raise LogError("archive_too_many", limit=str(MAX_MEMBERS))
        if any(entry.flag_bits & 1 for entry in entries):
            raise LogError("password_needed")
        for number, entry in enumerate(sorted(entries, key=member_name)):
            target = folder / f"part-{number}"
            try:
                with archive.open(entry) as stream:
                    _copy(stream, target, meter)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
                raise LogError("archive_broken") from error
            form = form_of(target)
            if form in ("gzip", "zstd"):
                opened = folder / f"part-{number}-open"
                _stream(target, form, opened, meter)
                target.unlink()
                target, form = opened, form_of(opened)
            if form in CONTAINERS:
                raise LogError("archive_nested")
            if form == "locked_workbook":
                raise LogError("password_needed")
            found.append(Part(target, member_name(entry), form))
    return found


def is_log(entry: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that somebody meant to send."""
    last = entry.filename.rstrip("/").rsplit("/", 1)[-1]
    return not entry.is_dir() and not any(word in entry.filename for word in NOT_LOGS) and not last.startswith("._")


def member_name(entry: zipfile.ZipInfo) -> str:
    """The member's name: Windows in Japan writes CP932 without saying so, and Python then shows CP437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _stream(path: Path, form: str, target: Path, meter: _Meter) -> None:
    try:
        if form == "gzip":
            with gzip.open(path, "rb") as stream:
                _copy(cast("IO[bytes]", stream), target, meter)
            return
        with path.open("rb") as packed, target.open("wb") as out:
            _zstd(packed, out, meter)
    except (gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        raise LogError("archive_broken") from error


def _zstd(packed: IO[bytes], out: IO[bytes], meter: _Meter) -> None:
    """Small pieces in, so that no piece can come out large; an unfinished last frame is a broken file, not an end."""
    import zstandard  # noqa: PLC0415 -- seldom needed

    opener = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    frame, fresh = opener.decompressobj(), False
    try:
        while piece := packed.read(ZSTD_PIECE):
            while piece:
                block = frame.decompress(piece)
                meter.take(len(block))
                out.write(block)
                piece = frame.unused_data if frame.eof else b""
                fresh = frame.eof and not piece
                if frame.eof:
                    frame = opener.decompressobj()
    except zstandard.ZstdError as error:
        raise LogError("archive_broken") from error
    if not fresh:
        raise LogError("archive_broken")


def _copy(stream: IO[bytes], target: Path, meter: _Meter) -> None:
    with target.open("wb") as out:
        written, whole = 0, False
        for block in _blocks(stream):
            if not written:
                whole = block.startswith(NEEDED_WHOLE)
            meter.take(len(block))
            out.write(block)
            written += len(block)
            if meter.sample and written >= meter.sample and not whole:
                return


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(CHUNK):
        yield block


class _Meter:
    """Counts what comes out; the archive's own word about its size is not believed."""

    def __init__(self, budget: Budget, packed: int) -> None:
        self.sample = budget.sample
        self.limit = min(budget.bytes, max(budget.free, budget.ratio * packed))
        self.taken = 0

    def take(self, count: int) -> None:
        self.taken += count
        if self.taken > self.limit:
            raise LogError("archive_bomb", megabytes=str(self.limit >> 20))


def _stem(name: str) -> str:
    for ending in (".gz", ".zst", ".zstd"):
        if name.lower().endswith(ending):
            return name[: -len(ending)]
    return name
