"""Files with a password: opened into a copy, and a wrong password opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from pathlib import Path

import msoffcrypto
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from engines.columnar.formats.locked import unlock
from engines.columnar.formats.unpack import parts_of
from engines.columnar.logs import LogError
from tests.engines.columnar.formats.files import text, workbook, zipped


def aes_zip(data: bytes, password: str, *, name: bytes = "ログ.csv".encode("cp932")) -> bytes:
    """A ZIP with one member as WinZip locks it (AE-2, AES-256)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    salt = bytes(range(16))
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, 66)
    block = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()  # noqa: S305 -- the counter mode is made of it
    stream = b"".join(block.update((n + 1).to_bytes(16, "little")) for n in range(len(packed) // 16 + 1))
    closed = bytes(one ^ two for one, two in zip(packed, stream, strict=False))
    body = salt + keys[64:] + closed + hmac.new(keys[32:64], closed, "sha1").digest()[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)
    common = struct.pack("<HHHHHIIIHH", 51, 1, 99, 0, 0x5621, 0, len(body), len(data), len(name), len(extra))
    local = b"PK\x03\x04" + common + name + extra + body
    central = b"PK\x01\x02" + struct.pack("<H", 51) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + extra
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def locked_workbook(path: Path, password: str) -> bytes:
    workbook(path)
    with path.open("rb") as stream:
        out = io.BytesIO()
        msoffcrypto.OfficeFile(stream).encrypt(password, out)
    return out.getvalue()


def zipcrypto(data: bytes, password: str) -> bytes:
    """A ZIP with one stored member under the old ZipCrypto."""
    crc_table = []
    for n in range(256):
        value = n
        for _ in range(8):
            value = (value >> 1) ^ 0xEDB88320 if value & 1 else value >> 1
        crc_table.append(value)
    k = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        k[0] = (k[0] >> 8) ^ crc_table[(k[0] ^ byte) & 0xFF]
        k[1] = ((k[1] + (k[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        k[2] = (k[2] >> 8) ^ crc_table[(k[2] ^ (k[1] >> 24)) & 0xFF]

    for byte in password.encode("cp932"):
        update(byte)
    crc = zlib.crc32(data)
    closed = bytearray()
    for byte in b"\x00" * 11 + bytes([crc >> 24]) + data:
        temporary = (k[2] | 2) & 0xFFFF
        closed.append(byte ^ ((temporary * (temporary ^ 1) >> 8) & 0xFF))
        update(byte)
    name = b"log.csv"
    common = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 0x5621, crc, len(closed), len(data), len(name), 0)
    local = b"PK\x03\x04" + common + name + bytes(closed)
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


@pytest.mark.parametrize("make", [aes_zip, zipcrypto])
def test_a_locked_zip_opens_with_its_password(tmp_path: Path, make: object) -> None:
    path, target = tmp_path / "locked.zip", tmp_path / "open.zip"
    path.write_bytes(make(text().encode(), "ひみつ12"))  # type: ignore[operator]

    with pytest.raises(LogError) as first:
        parts_of(path, tmp_path)
    with pytest.raises(LogError) as wrong:
        unlock(path, "himitsu", target)
    unlock(path, "ひみつ12", target)

    assert (first.value.code, wrong.value.code) == ("password_needed", "password_wrong")
    with zipfile.ZipFile(target) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [text().encode()]


def test_the_name_inside_an_opened_zip_is_readable(tmp_path: Path) -> None:
    path, target = tmp_path / "locked.zip", tmp_path / "open.zip"
    path.write_bytes(aes_zip(b"x", "pw"))

    unlock(path, "pw", target)

    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["ログ.csv"]


def test_a_changed_locked_zip_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "locked.zip"
    data = bytearray(aes_zip(text().encode(), "pw"))
    data[90] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(LogError) as caught:
        unlock(path, "pw", tmp_path / "open.zip")

    assert caught.value.code == "archive_broken"


def test_a_locked_workbook_opens_with_its_password(tmp_path: Path) -> None:
    path, target = tmp_path / "locked.xlsx", tmp_path / "open.xlsx"
    path.write_bytes(locked_workbook(tmp_path / "plain.xlsx", "ひみつ"))

    with pytest.raises(LogError) as first:
        parts_of(path, tmp_path)
    with pytest.raises(LogError) as wrong:
        unlock(path, "other", target)
    unlock(path, "ひみつ", target)

    assert (first.value.code, wrong.value.code) == ("password_needed", "password_wrong")
    assert [part.form for part in parts_of(target, tmp_path)] == ["workbook"]


def test_what_is_not_locked_needs_no_password(tmp_path: Path) -> None:
    path = tmp_path / "open.zip"
    path.write_bytes(zipped({"a.csv": b"x"}, flagged=True))

    with pytest.raises(LogError) as caught:
        unlock(path, "pw", tmp_path / "target")

    assert caught.value.code == "not_locked"
