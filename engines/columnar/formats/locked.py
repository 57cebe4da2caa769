"""Files that came with a password: opened once into a copy, the password is kept nowhere.

ZIP: the old ZipCrypto through the standard library, AES (WinZip AE-1 and AE-2) here. Workbooks: msoffcrypto.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from engines.columnar.formats.recognise import OLE
from engines.columnar.formats.unpack import MAX_MEMBERS, Budget, is_log, member_name
from engines.columnar.logs import LogError

AES_METHOD = 99
CHUNK = 1 << 20
KEY_BYTES = {1: 16, 2: 24, 3: 32}


def unlock(path: Path, password: str, target: Path, budget: Budget | None = None) -> None:
    """Write the opened file to `target`: a workbook as it is inside, a ZIP with the same members without lock.

    Raises LogError: password_wrong, not_locked, archive_broken, archive_bomb.
    """
    budget = budget or Budget()
    with path.open("rb") as stream:
        start = stream.read(8)
    if start == OLE:
        _workbook(path, password, target)
    elif start.startswith(b"PK"):
        _archive(path, password, target, min(budget.bytes, max(budget.free, budget.ratio * path.stat().st_size)))
    else:
        raise LogError("not_locked")


def _workbook(path: Path, password: str, target: Path) -> None:
    import msoffcrypto  # noqa: PLC0415 -- slow import
    from msoffcrypto import exceptions  # noqa: PLC0415 -- the same

    with path.open("rb") as stream:
        try:
            book = msoffcrypto.OfficeFile(stream)
            if not book.is_encrypted():
                raise LogError("not_locked")
            book.load_key(password=password, verify_password=True)
            with target.open("wb") as out:
                book.decrypt(out, verify_integrity=False)
        except exceptions.InvalidKeyError as error:
            raise LogError("password_wrong") from error
        except (exceptions.FileFormatError, exceptions.DecryptionError, exceptions.ParseError) as error:
            raise LogError("archive_broken") from error
        except (OSError, ValueError, KeyError, struct.error, IndexError, AttributeError) as error:
            raise LogError("archive_broken") from error


def _archive(path: Path, password: str, target: Path, limit: int) -> None:
    taken = 0
    try:
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
            entries = [entry for entry in archive.infolist() if is_log(entry)]
            if len(entries) > MAX_MEMBERS:
                raise LogError("archive_too_many", limit=str(MAX_MEMBERS))
            if not any(entry.flag_bits & 1 for entry in entries):
                raise LogError("not_locked")
            for entry in entries:
                fresh = zipfile.ZipInfo(member_name(entry), date_time=entry.date_time)
                fresh.compress_type = zipfile.ZIP_DEFLATED
                with opened.open(fresh, "w", force_zip64=True) as out:
                    for block in _opened(archive, entry, password, path):
                        taken += len(block)
                        if taken > limit:
                            raise LogError("archive_bomb", megabytes=str(limit >> 20))
                        out.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error, NotImplementedError) as error:
        raise LogError("archive_broken") from error


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: str, path: Path) -> Iterator[bytes]:
    if entry.compress_type == AES_METHOD:
        yield from _aes(entry, password, path)
        return
    if not entry.flag_bits & 1:
        with archive.open(entry) as stream:
            yield from _blocks(stream)
        return
    try:
        with archive.open(entry, pwd=_old_password(password)) as stream:
            yield from _blocks(stream)
    except (RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        # One password in 256 passes ZipCrypto's own check; then the data or its check sum do not fit.
        raise LogError("password_wrong") from error


def _old_password(password: str) -> bytes:
    """ZipCrypto knows bytes only; Windows in Japan takes them from CP932."""
    try:
        return password.encode("cp932")
    except UnicodeEncodeError:
        return password.encode()


def _aes(entry: zipfile.ZipInfo, password: str, path: Path) -> Iterator[bytes]:
    """The member's data: PBKDF2 key, AES in counter mode (little-endian), HMAC over what was encrypted."""
    strength, method = _aes_facts(entry)
    size = KEY_BYTES[strength]
    salt_size = size // 2
    with path.open("rb") as stream:
        stream.seek(entry.header_offset)
        head = stream.read(30)
        name_size, extra_size = struct.unpack("<HH", head[26:30])
        stream.seek(entry.header_offset + 30 + name_size + extra_size)
        salt, check = stream.read(salt_size), stream.read(2)
        keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, size * 2 + 2)
        if keys[size * 2 :] != check:
            raise LogError("password_wrong")
        left = entry.compress_size - salt_size - 2 - 10
        seal = hmac.new(keys[size : size * 2], digestmod="sha1")
        yield from _inflated(_decrypted(stream, left, keys[:size], seal), method)
        if not hmac.compare_digest(seal.digest()[:10], stream.read(10)):
            raise LogError("archive_broken")


def _aes_facts(entry: zipfile.ZipInfo) -> tuple[int, int]:
    extra, place = entry.extra, 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[place : place + 4])
        if kind == 0x9901 and size >= 7:
            strength, method = extra[place + 8], struct.unpack("<H", extra[place + 9 : place + 11])[0]
            if strength in KEY_BYTES and method in (0, 8):
                return strength, method
        place += 4 + size
    raise LogError("archive_broken")


def _decrypted(stream: IO[bytes], left: int, key: bytes, seal: hmac.HMAC) -> Iterator[bytes]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 -- slow import

    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 -- the counter mode is made of it
    counter = 1
    while left > 0:
        data = stream.read(min(CHUNK, left))
        if not data:
            raise LogError("archive_broken")
        left -= len(data)
        seal.update(data)
        count = (len(data) + 15) // 16
        stream_key = block.update(b"".join(n.to_bytes(16, "little") for n in range(counter, counter + count)))
        counter += count
        size = len(data)
        yield (int.from_bytes(data, "big") ^ int.from_bytes(stream_key[:size], "big")).to_bytes(size, "big")


def _inflated(blocks: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == 0:
        yield from blocks
        return
    opener = zlib.decompressobj(-15)
    for block in blocks:
        piece = block
        while piece:
            yield opener.decompress(piece, CHUNK)
            piece = opener.unconsumed_tail
    while rest := opener.decompress(opener.unconsumed_tail, CHUNK):
        yield rest
    if not opener.eof:
        raise LogError("archive_broken")


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(CHUNK):
        yield block
