"""Migration operations that put triggers in place and lift them again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class Triggers(Operation):
    """Runs the SQL of a subclass for the database at hand.

    It needs no models, so Django need not build them all as it must for RunPython.
    """

    category = OperationCategory.SQL

    def install(self, vendor: str) -> Sequence[str]:
        """The SQL that puts the triggers in place, also where earlier ones stand."""
        raise NotImplementedError

    def remove(self, vendor: str) -> Sequence[str]:
        """The SQL that lifts them."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, _before: ProjectState, _after: ProjectState
    ) -> None:
        """Put the triggers in place."""
        for statement in self.install(editor.connection.vendor):
            editor.execute(statement, None)

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, _before: ProjectState, _after: ProjectState
    ) -> None:
        """Lift the protection."""
        for statement in self.remove(editor.connection.vendor):
            editor.execute(statement, None)
