"""Prose whose numbers are bound to cells: `[[table.row.column]]`, or with `:n`, `:p`, `:base` a part of the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engines.tables import DASH, Cell, Table, printed_count

BOUND = re.compile(r"\[\[(?P<table>[\w-]+)\.(?P<row>[\w-]+)\.(?P<column>[\w-]+)(?::(?P<part>n|p|base))?\]\]")
LOOSE = re.compile(r"約?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?\s*(?:人|件|台|社|名|割|契約|%|％)")


@dataclass(frozen=True)
class Piece:
    """A run of text: plain, bound to a cell, unknown (the cell does not exist), or a number bound to nothing."""

    text: str
    kind: str = "plain"
    cell: str = ""


def paragraphs(text: str, tables: Mapping[str, Table], language: str) -> list[list[Piece]]:
    """The text's paragraphs (one a line) in pieces."""
    return [list(_pieces(line.strip(), tables, language)) for line in text.splitlines() if line.strip()]


def _pieces(line: str, tables: Mapping[str, Table], language: str) -> Iterator[Piece]:
    place = 0
    for match in BOUND.finditer(line):
        yield from _loose(line[place : match.start()])
        place = match.end()
        reference = match.group()[2:-2]
        value = value_of(reference, tables, language)
        yield Piece(reference, "unknown", reference) if value is None else Piece(value, "bound", reference)
    yield from _loose(line[place:])


def _loose(text: str) -> Iterator[Piece]:
    place = 0
    for match in LOOSE.finditer(text):
        if match.start() > place:
            yield Piece(text[place : match.start()])
        yield Piece(match.group(), "loose")
        place = match.end()
    if place < len(text):
        yield Piece(text[place:])


def value_of(reference: str, tables: Mapping[str, Table], language: str) -> str | None:
    """What the referenced cell prints; None when there is no such cell."""
    match = BOUND.fullmatch(f"[[{reference}]]")
    if match is None or match["table"] not in tables:
        return None
    try:
        cell = tables[match["table"]].cell(match["row"], match["column"])
    except KeyError:
        return None
    return _part(cell, match["part"], language)


def _part(cell: Cell, part: str | None, language: str) -> str:
    match part:
        case "n":
            return DASH if cell.n is None else printed_count(cell.n)
        case "p":
            return DASH if cell.p is None else f"{cell.p}%"
        case "base":
            return DASH if cell.base_n is None else printed_count(cell.base_n)
        case _:
            return cell.printed.in_language(language)
