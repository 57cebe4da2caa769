"""A query that thousands ask at once: written with the ORM, turned into SQL once, asked with other values.

Making SQL from a queryset costs more than most of these queries do. One hole, a text: the value to look for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

HOLE = "\ufdd0 the value"  # a sign that no text may hold


class PreparedRow:
    """`make(hole)` gives the queryset as `values_list`; `get(value)` its first row, or None."""

    def __init__(self, make: Callable[[str], QuerySet[Any, Any]]) -> None:
        self.make = make
        self.made: dict[str, tuple[str, list[Any], dict[int, tuple[list[Any], Any]]]] = {}

    def get(self, value: str) -> list[Any] | None:
        """One statement."""
        sql, params, converters = self.made.get(connection.vendor) or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if param == HOLE else param for param in params])
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for place, (steps, expression) in converters.items():
            for step in steps:
                values[place] = step(values[place], expression, connection)
        return values

    def _compile(self) -> tuple[str, list[Any], dict[int, tuple[list[Any], Any]]]:
        compiler = self.make(HOLE).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        made = self.made[connection.vendor] = (sql, list(params), converters)
        return made
