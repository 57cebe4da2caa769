"""Names and paths inside SQL, where nothing can be bound."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}\Z")


class UnknownIdentifierError(ValueError):
    """A column or table name that is not on the allow-list."""


def identifier(name: str, allowed: Collection[str]) -> str:
    """Return `name` quoted for SQL, if it is on the allow-list; values are bound, never written into SQL."""
    if name not in allowed:
        raise UnknownIdentifierError(name)
    return '"' + name.replace('"', '""') + '"'


def literal_path(path: Path) -> str:
    """A path as an SQL string literal, for the places where no parameter can be bound (COPY … TO)."""
    return "'" + str(path).replace("'", "''") + "'"
