"""Tables that only grow: triggers on both databases refuse UPDATE, DELETE and TRUNCATE.

SQLite drops a table's triggers when Django remakes the table, so a migration that alters such a table ends
with a new AppendOnly operation.

A table may have one exception: a condition over OLD and NEW, in the SQL of each database, under which an UPDATE
passes. Whoever needs it says in the migration why nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from core.triggers import Triggers

PREFIX = "append_only_"
FUNCTION = """
CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the table % only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END;
$$ LANGUAGE plpgsql
"""
EXCEPTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND ({unless}) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the table % only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql
"""


def install_statements(vendor: str, table: str, unless: str = "") -> list[str]:
    """The SQL that makes the table append-only; `unless` is the one condition under which an UPDATE passes."""
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER IF NOT EXISTS {PREFIX}{table}_{deed} BEFORE {deed} ON "{table}" '
            + (f"WHEN NOT ({unless}) " if unless and deed == "update" else "")
            + f"BEGIN SELECT RAISE(ABORT, 'the table {table} only grows'); END"
            for deed in ("update", "delete")
        ]
    function = "append_only_refuse"
    statements = [FUNCTION, *remove_statements(vendor, table)]
    if unless:
        function = f"append_only_{table}"
        statements.append(EXCEPTION.format(function=function, unless=unless))
    return [
        *statements,
        f'CREATE TRIGGER {PREFIX}{table}_row BEFORE UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        f'CREATE TRIGGER {PREFIX}{table}_truncate BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only_refuse()",
    ]


def remove_statements(vendor: str, table: str) -> list[str]:
    """The SQL that lifts the protection."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {PREFIX}{table}_{deed}" for deed in ("update", "delete")]
    return [f'DROP TRIGGER IF EXISTS {PREFIX}{table}_{part} ON "{table}"' for part in ("row", "truncate")]


class AppendOnly(Triggers):
    """A migration operation: `AppendOnly("audit_auditevent")`; `unless` is by database vendor."""

    def __init__(self, table: str, unless: Mapping[str, str] | None = None) -> None:
        self.table, self.unless = table, dict(unless or {})

    def install(self, vendor: str) -> list[str]:
        """The triggers; an earlier exception is replaced."""
        before = remove_statements(vendor, self.table) if self.unless else []
        return [*before, *install_statements(vendor, self.table, self.unless.get(vendor, ""))]

    def remove(self, vendor: str) -> list[str]:
        """The triggers again."""
        return remove_statements(vendor, self.table)

    def describe(self) -> str:
        """For the list of steps that `migrate --plan` prints."""
        return f"Let {self.table} only grow"

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """For Django's migration writer."""
        arguments: list[object] = [self.table]
        return (type(self).__name__, [*arguments, self.unless] if self.unless else arguments, {})


def protected_tables(database: BaseDatabaseWrapper) -> list[str]:
    """The tables whose triggers are in place now."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute(
                "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
            )
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'append_only_%'")
        return [str(row[0]) for row in cursor.fetchall()]


@contextmanager
def suspended() -> Iterator[None]:
    """Lift the protection of every table for a while. For test databases only: refuses any other."""
    if not str(connection.settings_dict["NAME"]).rsplit("/", 1)[-1].startswith("test"):
        raise RuntimeError("Append-only tables may be opened in a test database only.")
    before = list(_lifted(connection))
    _run(connection, [lift for lift, _again in before])
    try:
        yield
    finally:
        _run(connection, [again for _lift, again in before])


def _run(database: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    """PostgreSQL alters no table while checks of its rows are still due, so they are made first."""
    with database.cursor() as cursor:
        checks = database.vendor == "postgresql" and bool(statements)
        if checks:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
        if checks:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _lifted(database: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """For each trigger in place: the SQL that lifts it, and the SQL that puts it back as it was."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'")
            for name, sql in cursor.fetchall():
                yield f"DROP TRIGGER {name}", sql
            return
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'append_only_%'")
        for name, table in cursor.fetchall():
            yield f"ALTER TABLE {table} DISABLE TRIGGER {name}", f"ALTER TABLE {table} ENABLE TRIGGER {name}"
