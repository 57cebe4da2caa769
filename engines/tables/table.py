"""A computed table: numbers with their base, as printed, with its notes and what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engines.tables.words import MISSING, NOTHING, Words


@dataclass(frozen=True)
class Cell:
    """`n` is None only for «—»; `p` is None where the table prints no percentage."""

    n: int | None
    p: Decimal | None
    base_n: int | None
    printed: Words = MISSING
    emphasised: bool = False


@dataclass(frozen=True)
class TableRow:
    id: str
    label: Words
    cells: tuple[Cell, ...]
    details: tuple[Words, ...] = ()
    is_base: bool = False
    is_total: bool = False


@dataclass(frozen=True)
class TableColumn:
    id: str
    label: Words
    group: Words = NOTHING
    short: Words = NOTHING
    is_total: bool = False


@dataclass(frozen=True)
class TableBase:
    id: str
    sentence: Words


@dataclass(frozen=True)
class Check:
    id: str
    ok: bool
    message: Words


@dataclass(frozen=True)
class Table:
    id: str
    title: Words
    unit: Words
    base: TableBase
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Words, ...] = ()
    rules: tuple[Words, ...] = ()
    checks: tuple[Check, ...] = ()
    section: Words = NOTHING
    kind: str = "survey"
    other_bases: tuple[TableBase, ...] = ()

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)

    def cell(self, row: str, column: str) -> Cell:
        """The cell by ids; raises KeyError."""
        index = {item.id: place for place, item in enumerate(self.columns)}[column]
        return {item.id: item for item in self.rows}[row].cells[index]

    def as_json(self, lang: str = "ja") -> dict[str, Any]:
        """The documented shape, in one language (docs/reference)."""
        return {
            "id": self.id,
            "title": self.title.in_language(lang),
            "section": self.section.in_language(lang),
            "kind": self.kind,
            "unit": self.unit.in_language(lang),
            "base": _base(self.base, lang),
            "other_bases": [_base(base, lang) for base in self.other_bases],
            "columns": [
                {"id": column.id, "label": column.label.in_language(lang), "group": column.group.in_language(lang)}
                for column in self.columns
            ],
            "rows": [
                {
                    "id": row.id,
                    "label": row.label.in_language(lang),
                    "details": [detail.in_language(lang) for detail in row.details],
                    "cells": [_cell(cell, lang) for cell in row.cells],
                }
                for row in self.rows
            ],
            "notes": [note.in_language(lang) for note in self.notes],
            "rules": [rule.in_language(lang) for rule in self.rules],
            "checks": [
                {"id": check.id, "ok": check.ok, "message": check.message.in_language(lang)} for check in self.checks
            ],
        }


def _base(base: TableBase, lang: str) -> dict[str, str]:
    return {"id": base.id, "sentence": base.sentence.in_language(lang)}


def _cell(cell: Cell, lang: str) -> dict[str, Any]:
    return {
        "n": cell.n,
        "p": None if cell.p is None else str(cell.p),
        "base_n": cell.base_n,
        "printed": cell.printed.in_language(lang),
    }
