"""After opening, nobody makes an anonymous wave a named one, not even with SQL: a trigger on both databases.

SQLite drops a table's triggers when Django remakes the table, so a migration that alters the table of waves ends with a
new WaveIdentityKept operation.
"""

from __future__ import annotations

from core.triggers import Triggers

KEPT = "how a wave treats names is kept once it has been opened"
FORBIDDEN = (
    "OLD.state <> 'draft' AND (NEW.identity <> OLD.identity OR NEW.state = 'draft' AND OLD.identity <> 'identified')"
)


class WaveIdentityKept(Triggers):
    """A migration operation; a trigger that is there already is replaced."""

    def install(self, vendor: str) -> list[str]:
        """The trigger, and on PostgreSQL the function it calls."""
        if vendor == "sqlite":
            return [
                *self.remove(vendor),
                f"CREATE TRIGGER wave_identity_kept BEFORE UPDATE ON surveys_wave WHEN {FORBIDDEN} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
            ]
        return [
            *self.remove(vendor),
            "CREATE FUNCTION wave_identity_kept() RETURNS trigger AS $$ BEGIN "
            f"RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation'; END; $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER wave_identity_kept BEFORE UPDATE ON surveys_wave FOR EACH ROW WHEN ({FORBIDDEN}) "
            "EXECUTE FUNCTION wave_identity_kept()",
        ]

    def remove(self, vendor: str) -> list[str]:
        """Both again."""
        if vendor == "sqlite":
            return ["DROP TRIGGER IF EXISTS wave_identity_kept"]
        return [
            "DROP TRIGGER IF EXISTS wave_identity_kept ON surveys_wave",
            "DROP FUNCTION IF EXISTS wave_identity_kept()",
        ]

    def describe(self) -> str:
        """For the list of steps that `migrate --plan` prints."""
        return "Keep what a wave keeps of who answered"
