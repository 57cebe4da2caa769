"""What a read file looks like: sheets of typed rows, and the limits within which it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
Row = tuple[Cell, ...]

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much one file may ask of us. Bytes, cells, characters and seconds."""

    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 300 * MEGABYTE
    zip_ratio: int = 250
    zip_parts: int = 5_000
    sheets: int = 200
    rows: int = 200_000
    columns: int = 2_000
    cells: int = 3_000_000
    text: int = 100_000_000
    memory_bytes: int = 512 * MEGABYTE
    seconds: int = 60


@dataclass(frozen=True)
class MergedRange:
    """Cells shown as one. Rows and columns count from 1; only the first cell holds a value."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        first = f"{column_letters(self.first_column)}{self.first_row}"
        return f"{first}:{column_letters(self.last_column)}{self.last_row}"


@dataclass(frozen=True)
class Sheet:
    """One sheet. Row i of `rows` stands in row `number(i)` of the file, as a person would count it.

    Every row is as wide as `width`; numbers that are whole come as int, since Excel knows no difference.
    """

    name: str
    rows: Sequence[Row]
    width: int
    merged: tuple[MergedRange, ...] = ()
    hidden: bool = False
    numbers: Sequence[int] | None = None

    def number(self, index: int) -> int:
        return index + 1 if self.numbers is None else self.numbers[index]


@dataclass(frozen=True)
class SheetFile:
    """A file as it was understood. Encoding and delimiter are those of delimited text, else None."""

    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
