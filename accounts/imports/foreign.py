"""A file given as a list of people that is none: an access log, a list of customers. Nobody needs to read its values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from core.sheets import Table
from core.sheets.cells import as_text
from core.sheets.table import fold_head
from engines.columnar.profiling.words import canonical_name, customer_class, mask

if TYPE_CHECKING:
    from engines.sheets import Cell

_DATA = re.compile(r"\d{4}|@")
_DONE = {"contract", "screen", "action"}
_CUSTOMERS = {"identifier", "name", "contact"}
_WHOSE = re.compile(r"お客|顧客|契約者|需要家|customer", re.IGNORECASE)


class Foreign(StrEnum):
    """What the file looks like instead."""

    LOG = "log"
    CUSTOMERS = "customers"


def foreign_kind(table: Table) -> Foreign | None:
    """By its heads: a log says when and what was done, a list of customers has their numbers, names or addresses."""
    heads = table.heads
    meanings = {canonical_name(head) for head in heads}
    if "at" in meanings and meanings & _DONE:
        return Foreign.LOG
    for index, head in enumerate(heads):
        meaning = canonical_name(head)
        whose = meaning == "contract" or _WHOSE.search(head)
        if index not in table.mapping and whose and customer_class(head, meaning) in _CUSTOMERS:
            return Foreign.CUSTOMERS
    return None


def shown_heads(table: Table) -> list[str]:
    """The heads; covered where the file has none and its first row stands in their place."""
    heads = table.heads
    words = {word for column in table.columns for word in column.known_as()}
    known = table.mapping or any(fold_head(head) in words or canonical_name(head) for head in heads)
    if known or not any(_DATA.search(head) for head in heads):
        return heads
    return [mask(head) for head in heads]


def shown_values(values: Sequence[Cell], *, own: bool) -> list[Cell]:
    """The values of a column as they are, or covered where the column is not one that the import takes."""
    return [value if own or value is None else mask(as_text(value)) for value in values]
