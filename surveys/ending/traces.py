"""What a database leaves of deleted rows in its files, and how that goes too."""

from __future__ import annotations

from django.db import connection

from surveys.models import Draft

WAIT = "20s"


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
        cursor.execute(f"SET lock_timeout = '{WAIT}'")
        try:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(Draft._meta.db_table)}")  # noqa: SLF001
        finally:
            cursor.execute("RESET lock_timeout")
