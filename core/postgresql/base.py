"""The connection to PostgreSQL (settings.DATABASES)."""

from __future__ import annotations

import select
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import BaseTzLoader


class InUtc(BaseTzLoader):  # type: ignore[misc]  # not in the stubs
    """The times that Django's own reads, in a tenth of the time; a person's rows are full of them."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(bytes(data).decode())
        except ValueError:  # what Python has no time for
            moment = None
        return moment if moment is not None and moment.tzinfo is UTC else super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks a kept connection `SELECT 1` only when there is reason to doubt it.

    Django does so before the first statement of each request, which takes as long as the shortest pages do. But between
    requests a server says nothing, except that it hangs up: then there is something to read, if only the end.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            connection.adapters.register_loader("timestamptz", InUtc)
        return connection

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        return bool(super().is_usable()) if self.errors_occurred or self._has_heard() else True

    def _has_heard(self) -> bool:
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return bool(line.poll(0))
