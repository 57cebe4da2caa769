"""What a database leaves of deleted rows in its files, and how that goes too."""

from __future__ import annotations

import time

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from surveys.models import Draft

WAIT = 20.0  # seconds
LOOK = 0.05
# Writers of every database of the server: what they began before is as old as the oldest row VACUUM must keep.
OLDER = """
SELECT count(*) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND (age(backend_xid) >= age(%(now)s::xid8::xid)
  OR datname = current_database() AND age(backend_xmin) >= age(%(now)s::xid8::xid))
"""


def write_anew() -> None:
    """SQLite's whole file, or PostgreSQL's table of drafts, without the room that deleted rows had taken.

    Outside a transaction only. Raises OperationalError when the database is too busy; the caller tries again later.
    Backups, and PostgreSQL's write-ahead log until it is recycled, are not reached.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        _wait_for_older_readers(cursor)
        cursor.execute(f"SET lock_timeout = '{WAIT}s'")
        try:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(Draft._meta.db_table)}")  # noqa: SLF001
        finally:
            cursor.execute("RESET lock_timeout")


def _wait_for_older_readers(cursor: CursorWrapper) -> None:
    """Deleted rows are written on for whoever began before they were deleted, were it only an ANALYZE."""
    cursor.execute("SELECT pg_current_xact_id()::text")
    (now,) = cursor.fetchone()
    until = time.monotonic() + WAIT
    while True:
        cursor.execute(OLDER, {"now": now})
        if cursor.fetchone() == (0,):
            return
        if time.monotonic() > until:
            raise OperationalError("A transaction that began before the answers were deleted has not ended.")
        time.sleep(LOOK)
