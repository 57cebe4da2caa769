"""After opening, nobody makes an anonymous wave a named one, not even with SQL: a trigger on both databases.

SQLite drops a table's triggers when Django remakes the table, so a migration that alters the table of waves ends with a
new WaveIdentityKept operation.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

KEPT = "how a wave treats names is kept once it has been opened"
FORBIDDEN = (
    "OLD.state <> 'draft' AND (NEW.identity <> OLD.identity OR NEW.state = 'draft' AND OLD.identity <> 'identified')"
)


class WaveIdentityKept(Operation):
    """A migration operation; a trigger that is there already is replaced."""

    category = OperationCategory.SQL

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, _before: ProjectState, _after: ProjectState
    ) -> None:
        """Put the trigger in place."""
        self._release(editor)
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER wave_identity_kept BEFORE UPDATE ON surveys_wave WHEN {FORBIDDEN} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
                None,
            )
            return
        editor.execute(
            "CREATE FUNCTION wave_identity_kept() RETURNS trigger AS $$ BEGIN "
            f"RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation'; END; $$ LANGUAGE plpgsql",
            None,
        )
        editor.execute(
            f"CREATE TRIGGER wave_identity_kept BEFORE UPDATE ON surveys_wave FOR EACH ROW WHEN ({FORBIDDEN}) "
            "EXECUTE FUNCTION wave_identity_kept()",
            None,
        )

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, _before: ProjectState, _after: ProjectState
    ) -> None:
        """Lift the protection."""
        self._release(editor)

    def describe(self) -> str:
        """For the list of steps that `migrate --plan` prints."""
        return "Keep what a wave keeps of who answered"

    @staticmethod
    def _release(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute("DROP TRIGGER IF EXISTS wave_identity_kept", None)
            return
        editor.execute("DROP TRIGGER IF EXISTS wave_identity_kept ON surveys_wave", None)
        editor.execute("DROP FUNCTION IF EXISTS wave_identity_kept()", None)
