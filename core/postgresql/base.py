"""The connection to PostgreSQL (settings.DATABASES)."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks a kept connection `SELECT 1` only when there is reason to doubt it.

    Django does so before the first statement of each request, which takes as long as the shortest pages do. But between
    requests a server says nothing, except that it hangs up: then there is something to read, if only the end.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        return bool(super().is_usable()) if self.errors_occurred or self._has_heard() else True

    def _has_heard(self) -> bool:
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return bool(line.poll(0))
