"""Invented Windows event logs (EVTX): blocks of records made from one template, as Windows writes them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
TEXT, NUMBER, LONG, MOMENT = 0x01, 0x06, 0x0A, 0x11  # types of values
VALUES = (TEXT, NUMBER, MOMENT, LONG, TEXT, TEXT, TEXT, TEXT)  # of the places in the template, in their order
Tree = tuple[str, dict[str, "str | int"], Sequence["Tree | int"]]  # name, attributes, content; a number is a place
TEMPLATE: Tree = (
    "Event",
    {"xmlns": NAMESPACE},
    [
        (
            "System",
            {},
            [
                ("Provider", {"Name": 0}, []),
                ("EventID", {}, [1]),
                ("TimeCreated", {"SystemTime": 2}, []),
                ("EventRecordID", {}, [3]),
                ("Channel", {}, [4]),
                ("Computer", {}, [5]),
            ],
        ),
        ("EventData", {}, [("Data", {"Name": "TargetUserName"}, [6]), ("Data", {"Name": "IpAddress"}, [7])]),
    ],
)


class Block:
    """One block of 65,536 bytes: names and the template are written where they are first used."""

    def __init__(self) -> None:
        self.data = bytearray(512)
        self.names: dict[str, int] = {}
        self.template = 0
        self.numbers: list[int] = []

    def add(self, number: int, at: datetime, *, login: str, computer: str = "PC07", event: int = 4624) -> None:
        """One event: who signed in from where."""
        start, moment = len(self.data), int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
        self.data += b"**\x00\x00" + struct.pack("<IQQ", 0, number, moment)
        self.data += b"\x0f\x01\x01\x00\x0c\x01" + b"\x01\x00\x00\x00"
        if self.template:
            self.data += struct.pack("<I", self.template)
        else:
            self.template = len(self.data) + 4
            self.data += struct.pack("<II", self.template, 0) + struct.pack("<I12x", 1)
            size = len(self.data)
            self.data += b"\x00" * 4 + b"\x0f\x01\x01\x00"
            self._element(TEMPLATE)
            self.data += b"\x00"
            struct.pack_into("<I", self.data, size, len(self.data) - size - 4)
        given: list[str | int] = ["Security", event, moment, number, "Security", computer, login, "10.0.0.7"]
        values = [_value(kind, value) for kind, value in zip(VALUES, given, strict=True)]
        self.data += struct.pack("<I", len(values))
        self.data += b"".join(
            struct.pack("<HBB", len(value), kind, 0) for kind, value in zip(VALUES, values, strict=True)
        )
        self.data += b"".join(values)
        self.data += struct.pack("<I", len(self.data) - start + 4)
        struct.pack_into("<I", self.data, start + 4, len(self.data) - start)
        self.numbers.append(number)

    def add_growing(self, number: int, *, width: int, depth: int) -> None:
        """An event whose template holds itself `width` times, `depth` levels deep: some bytes that become a library."""
        start = len(self.data)
        self.data += b"**\x00\x00" + struct.pack("<IQQ", 0, number, 133143119520000000)
        self.data += b"\x0f\x01\x01\x00\x0c\x01" + struct.pack("<I", 1)
        at = len(self.data) + 4
        self.data += struct.pack("<II", at, 0) + struct.pack("<I12x", 1)
        size = len(self.data)
        self.data += b"\x00" * 4 + b"\x0f\x01\x01\x00\x01\xff\xff"
        element = len(self.data)
        self.data += b"\x00" * 4
        self._name("e")
        self.data += b"\x02" + b"\x0d\x00\x00\x21" * width + b"\x04"
        struct.pack_into("<I", self.data, element, len(self.data) - element - 4)
        self.data += b"\x00"
        struct.pack_into("<I", self.data, size, len(self.data) - size - 4)
        instance = b"\x0f\x01\x01\x00\x0c\x01" + struct.pack("<III", 1, at, 1)
        inner = instance + struct.pack("<HBB", 2, TEXT, 0) + b"x\x00"
        for _ in range(depth):
            inner = instance + struct.pack("<HBB", len(inner), 0x21, 0) + inner
        self.data += struct.pack("<IHBB", 1, len(inner), 0x21, 0) + inner
        self.data += struct.pack("<I", len(self.data) - start + 4)
        struct.pack_into("<I", self.data, start + 4, len(self.data) - start)
        self.numbers.append(number)

    def _element(self, tree: Tree) -> None:
        name, attributes, content = tree
        self.data += (b"\x41" if attributes else b"\x01") + b"\xff\xff"
        size = len(self.data)
        self.data += b"\x00" * 4
        self._name(name)
        if attributes:
            listed = len(self.data)
            self.data += b"\x00" * 4
            for place, (key, value) in enumerate(attributes.items(), 1):
                self.data += b"\x06" if place == len(attributes) else b"\x46"
                self._name(key)
                self._content(value)
            struct.pack_into("<I", self.data, listed, len(self.data) - listed - 4)
        self.data += b"\x02"
        for inner in content:
            if isinstance(inner, tuple):
                self._element(inner)
            else:
                self._content(inner)
        self.data += b"\x04"
        struct.pack_into("<I", self.data, size, len(self.data) - size - 4)

    def _name(self, name: str) -> None:
        if name in self.names:
            self.data += struct.pack("<I", self.names[name])
            return
        self.names[name] = len(self.data) + 4
        summed = 0
        for sign in name:
            summed = (summed * 65599 + ord(sign)) & 0xFFFFFFFF
        self.data += struct.pack("<IIHH", self.names[name], 0, summed & 0xFFFF, len(name))
        self.data += name.encode("utf-16-le") + b"\x00\x00"

    def _content(self, value: str | int) -> None:
        if isinstance(value, str):
            self.data += b"\x05\x01" + struct.pack("<H", len(value)) + value.encode("utf-16-le")
        else:
            self.data += b"\x0d" + struct.pack("<HB", value, VALUES[value])

    def whole(self) -> bytes:
        """The block with its head and checksums."""
        first, last = self.numbers[0], self.numbers[-1]
        used = len(self.data)
        struct.pack_into("<8sQQQQ", self.data, 0, b"ElfChnk", first, last, first, last)
        struct.pack_into("<IIII", self.data, 40, 128, 512, used, zlib.crc32(self.data[512:]))
        struct.pack_into("<I", self.data, 124, zlib.crc32(self.data[128:512], zlib.crc32(self.data[:120])))
        return bytes(self.data).ljust(65536, b"\x00")


def _value(kind: int, value: str | int) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-16-le")
    return value.to_bytes(2 if kind == NUMBER else 8, "little")


def log_of(blocks: Iterable[bytes], *, flags: int = 0) -> bytes:
    """A file of such blocks."""
    parts = list(blocks)
    head = bytearray(4096)
    struct.pack_into("<8sQQQIHHHH", head, 0, b"ElfFile", 0, max(len(parts) - 1, 0), 1, 128, 1, 3, 4096, len(parts))
    struct.pack_into("<II", head, 120, flags, zlib.crc32(head[:120]))
    return bytes(head) + b"".join(parts)


def event_log(*logins: str, per_block: int = 2) -> bytes:
    """One event for each login at 2022-11-30 23:59:12 UTC, numbered from 101; `per_block` of them in each block."""
    blocks: list[Block] = []
    for place, login in enumerate(logins):
        if place % per_block == 0:
            blocks.append(Block())
        blocks[-1].add(101 + place, datetime(2022, 11, 30, 23, 59, 12, tzinfo=UTC), login=login)
    return log_of(block.whole() for block in blocks)
