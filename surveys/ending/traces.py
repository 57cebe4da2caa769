"""What a database leaves of deleted rows in its files, and how that goes too."""

from __future__ import annotations

import time

from django.db import OperationalError, connection, transaction
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


DRAFTS = f'"{Draft._meta.db_table}"'  # noqa: SLF001 -- the documented API
VACUUM = f"VACUUM FULL {DRAFTS}"


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
        if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            _find_unlocked(cursor)
            cursor.execute(VACUUM)
            return
        cursor.execute(f"SET lock_timeout = '{WAIT}s'")
        try:
            cursor.execute(VACUUM)
        finally:
            cursor.execute("RESET lock_timeout")


def _find_unlocked(cursor: CursorWrapper) -> None:
    """Behind a pooler a setting would stay on whichever connection it reached, so the lock is tried on its own."""
    with transaction.atomic():
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}s'")
        cursor.execute(f"LOCK TABLE {DRAFTS} IN ACCESS EXCLUSIVE MODE")


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
