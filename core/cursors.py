"""Cursors for the busiest statements: PostgreSQL keeps them prepared, SQLite reads their holes once."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.backends.utils import CursorWrapper


def the_database() -> BaseDatabaseWrapper:
    """The connection itself: `django.db.connection` looks it up again for each of its attributes."""
    return connections[DEFAULT_DB_ALIAS]


def cursor_on(database: BaseDatabaseWrapper) -> CursorWrapper:
    """Django's, counted and logged like any other.

    On PostgreSQL the server keeps its statements prepared, unless the next statement may reach another connection
    (DATABASE_POOLED); on SQLite the holes are rewritten once for each statement.
    """
    django: Any = database
    django.close_if_health_check_failed()
    django.ensure_connection()
    with django.wrap_database_errors:
        if django.vendor == "sqlite":
            return cast("CursorWrapper", django._prepare_cursor(django.connection.cursor(factory=_Converting)))  # noqa: SLF001
        if django.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return database.cursor()
        if django.connection.prepare_threshold is None:  # Django's own cursors never prepare, whatever stands here
            django.connection.prepare_threshold = 0
        return cast("CursorWrapper", django._prepare_cursor(_preparing()(django.connection)))  # noqa: SLF001


@lru_cache(maxsize=500)
def _with_question_marks(sql: str) -> str:
    return str(SQLiteCursorWrapper.convert_query(cast("SQLiteCursorWrapper", None), sql))


class _Converting(SQLiteCursorWrapper):
    """Django looks for the holes of every statement each time, which takes as long as a short statement does."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        return (
            _with_question_marks(query)
            if param_names is None
            else super().convert_query(query, param_names=param_names)
        )


class _Sent(NamedTuple):
    """What Django logs of a statement; psycopg does not keep a prepared one."""

    query: bytes


@cache
def _preparing() -> type[Any]:
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 -- only where it is installed

    class Preparing(ServerBindingCursor):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            found = super().execute(query, params, **{**options, "prepare": True})  # type: ignore[misc]  # psycopg's
            self._query = _Sent(query.encode())
            return found

    return Preparing
