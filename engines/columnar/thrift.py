"""Thrift's compact protocol, as far as Parquet's footer uses it: any struct is read and written back unchanged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
MAX_DEPTH = 32


@dataclass(frozen=True)
class Field:
    """One value with its kind; for lists and sets `inner` is the kind of the elements."""

    kind: int
    value: Any
    inner: int = 0

    @property
    def number(self) -> int:
        """The value of an integer field."""
        return int(self.value)

    @property
    def items(self) -> list[Any]:
        """The elements of a list."""
        return cast("list[Any]", self.value)

    @property
    def struct(self) -> Struct:
        """The fields of a struct."""
        return cast("Struct", self.value)


Struct = dict[int, Field]


def read_struct(data: bytes) -> Struct:
    """The struct that `data` begins with; ValueError if it is broken off or of an unknown kind."""
    try:
        return _Reader(data).struct(0)
    except IndexError as error:
        raise ValueError("The struct is broken off.") from error


def write_struct(struct: Struct) -> bytes:
    """The bytes of a struct."""
    out = bytearray()
    _write_struct(out, struct)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7

    def signed(self) -> int:
        number = self.varint()
        return (number >> 1) ^ -(number & 1)

    def taken(self, length: int) -> bytes:
        if self.at + length > len(self.data):
            raise IndexError(length)
        self.at += length
        return self.data[self.at - length : self.at]

    def struct(self, depth: int) -> Struct:
        if depth > MAX_DEPTH:
            raise ValueError("The struct is nested too deeply.")
        found: Struct = {}
        name = 0
        while head := self.byte():
            kind = head & 15
            name = name + (head >> 4) if head >> 4 else self.signed()
            inner = 0
            if kind in (LIST, SET):
                inner, value = self.elements(depth)
            else:
                value = self.value(kind, depth)
            found[name] = Field(kind, value, inner)
        return found

    def elements(self, depth: int) -> tuple[int, list[Any]]:
        head = self.byte()
        count = head >> 4
        if count == 15:
            count = self.varint()
        inner = head & 15
        if inner in (TRUE, FALSE):
            return inner, [self.byte() for _ in range(count)]
        return inner, [self.value(inner, depth) for _ in range(count)]

    def value(self, kind: int, depth: int) -> Any:
        if kind in (TRUE, FALSE):
            return kind == TRUE
        if kind == BYTE:
            return self.byte()
        if kind in (I16, I32, I64):
            return self.signed()
        if kind == DOUBLE:
            return self.taken(8)
        if kind == BINARY:
            return self.taken(self.varint())
        if kind == STRUCT:
            return self.struct(depth + 1)
        raise ValueError(f"A field of kind {kind} is not known here.")


def _write_struct(out: bytearray, struct: Struct) -> None:
    before = 0
    for name, field in sorted(struct.items()):
        kind = field.kind
        if kind in (TRUE, FALSE):
            kind = TRUE if field.value else FALSE
        if 0 < name - before < 16:
            out.append((name - before) << 4 | kind)
        else:
            out.append(kind)
            _write_signed(out, name)
        before = name
        if kind in (LIST, SET):
            _write_elements(out, field)
        elif kind not in (TRUE, FALSE):
            _write_value(out, kind, field.value)
    out.append(0)


def _write_elements(out: bytearray, field: Field) -> None:
    count = len(field.items)
    if count < 15:
        out.append(count << 4 | field.inner)
    else:
        out.append(0xF0 | field.inner)
        _write_varint(out, count)
    for item in field.items:
        if field.inner in (TRUE, FALSE):
            out.append(item)
        else:
            _write_value(out, field.inner, item)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind == BYTE:
        out.append(value)
    elif kind in (I16, I32, I64):
        _write_signed(out, value)
    elif kind == DOUBLE:
        out += value
    elif kind == BINARY:
        _write_varint(out, len(value))
        out += value
    else:
        _write_struct(out, value)


def _write_signed(out: bytearray, number: int) -> None:
    _write_varint(out, number << 1 if number >= 0 else (-number << 1) - 1)


def _write_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
