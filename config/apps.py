"""The composition room: it alone knows all the others."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types
from engines.columnar.door import choose_engine


class ConfigApp(AppConfig):
    """Commands that span rooms live here."""

    name = "config"

    def ready(self) -> None:
        """Name this room's audit types; settle the engine that counts evidence."""
        choose_engine(settings.EVIDENCE_ENGINE, master=settings.SPARK_MASTER)
        name_types(
            {
                "config.case_import_begun": _("Import of the case begun"),
                "config.case_imported": _("Case imported from a folder"),
                "config.case_exported": _("Case exported to a folder"),
                "config.demo_user_made": _("User made for the demo"),
            }
        )
