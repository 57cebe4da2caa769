"""What a table asks for, as frozen data.

A cell is a count of a relation under the conditions of the table, its row and its column; its percentage is a share
of the table's base under the condition of its group (the column, or the row when `groups` says so). Nothing here is
SQL, and nothing here knows the data: a specification can be read, kept and compared without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engines.tables.predicates import ALWAYS, Predicate
from engines.tables.words import NOTHING, Words


class Count(StrEnum):
    PEOPLE = "people"
    ROWS = "rows"
    CONTRACTS = "contracts"
    TERMINALS = "terminals"
    LOGINS = "logins"
    RETAILERS = "retailers"
    SELECTIONS = "selections"
    DIFFERENT = "different"  # distinct values of a column: sites, employers
    SUM = "sum"  # of a number that was answered


OF_A_COLUMN = frozenset({Count.SELECTIONS, Count.DIFFERENT, Count.SUM})
"""Counts that name a column as their `question`."""


class Form(StrEnum):
    NUMBER = "n"
    NUMBER_PERCENT = "n (p)"
    PERCENT = "p"


class Total(StrEnum):
    """How a total is made: each person once, the plain sum, or not at all («—»)."""

    DISTINCT = "distinct"
    SUM = "sum"
    NONE = "none"


@dataclass(frozen=True)
class Measure:
    """One number: how many of what, in which relation, under which condition, over which waves (all when empty)."""

    relation: str
    count: Count
    where: Predicate = ALWAYS
    waves: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Asks:
    """What a row or a column says about the measure; empty means: as the table says."""

    relation: str = ""
    count: Count | None = None
    question: str = ""
    waves: tuple[str, ...] | None = None
    where: Predicate = ALWAYS


@dataclass(frozen=True)
class Base:
    """The named set a share refers to; without a measure it is a sentence only."""

    id: str
    sentence: Words
    measure: Measure | None = None


@dataclass(frozen=True)
class Row:
    id: str
    label: Words
    asks: Asks = Asks()
    form: Form | None = None
    suffix: Words | None = None
    is_base: bool = False
    base: Base | None = None
    totals: Mapping[str, Total] = field(default_factory=dict)
    total: Total | None = None
    cells: Mapping[str, Measure | Words | None] = field(default_factory=dict)
    details: tuple[Words, ...] = ()

    @property
    def is_total(self) -> bool:
        return self.total is not None or bool(self.totals)

    def total_in(self, column: str) -> Total | None:
        return self.totals.get(column, self.total)


@dataclass(frozen=True)
class Column:
    id: str
    label: Words
    asks: Asks = Asks()
    form: Form | None = None
    suffix: Words | None = None
    base: Base | None = None
    without_base: bool = False
    total: Total | None = None
    of: tuple[str, ...] = ()
    group: Words = NOTHING
    short: Words = NOTHING


@dataclass(frozen=True)
class Options:
    """The rows are the options of this question."""

    question: str
    multiple: bool
    codes: tuple[str, ...]
    sorted_by_total: bool = False
    last: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """A sentence under the table, with numbers of its own."""

    text: Words
    values: tuple[tuple[str, Measure], ...] = ()


@dataclass(frozen=True)
class TableSpec:
    id: str
    title: Words
    unit: Words
    base: Base
    relation: str
    count: Count
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    form: Form = Form.NUMBER
    suffix: Words = NOTHING
    tight: bool = False
    whole_ends: bool = True
    places: int = 1
    groups_are_rows: bool = False
    exhaustive: bool = False
    where: Predicate = ALWAYS
    waves: tuple[str, ...] = ()
    question: str = ""
    options: Options | None = None
    section: Words = NOTHING
    kind: str = "survey"
    rules: tuple[Words, ...] = ()
    notes: tuple[Note, ...] = ()
    emphasis: frozenset[str] = frozenset()
