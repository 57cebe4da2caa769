"""Access logs, facts, reconciliation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class EvidenceApp(AppConfig):
    """Registers the job handlers and the names of its audit types."""

    name = "evidence"

    def ready(self) -> None:
        """Load what registers itself."""
        from evidence import ingestion, reconciling  # noqa: F401, PLC0415 -- models must be loaded

        name_types(
            {
                "evidence.source_added": _("Log source added"),
                "evidence.source_changed": _("Log source changed"),
                "evidence.log_received": _("Log file received"),
                "evidence.ingest_started": _("Reading of a log file begun"),
                "evidence.log_imported": _("Log file read in"),
                "evidence.viewing_map_set": _("Reading of answers defined"),
                "evidence.reconciliation_started": _("Comparison of log and answers begun"),
                "evidence.reconciled": _("Log and answers compared"),
            }
        )
