"""Named columns of a row as JSON and back: days and times as ISO text, empty ones left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models


def facts_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The columns that say something."""
    found = {}
    for name in names:
        value = getattr(row, name)
        if value not in (None, "", [], False):
            found[name] = value.isoformat() if isinstance(value, date | datetime) else value
    return found


def values_of(model: type[models.Model], facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The reverse, for those of the columns that the facts name."""
    return {name: _value(model, name, facts[name]) for name in names if name in facts}


def _value(model: type[models.Model], name: str, text: Any) -> Any:
    column = model._meta.get_field(name)  # noqa: SLF001 -- Django's documented API
    return column.to_python(text) if isinstance(column, models.DateField) and text else text
