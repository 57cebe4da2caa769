"""Tables, editions, snapshots, the executive overview."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class ReportsApp(AppConfig):
    """Registers what the room gives to others."""

    name = "reports"

    def ready(self) -> None:
        """Job handlers, and the panel of failing checks on the overview."""
        from django.urls import reverse  # noqa: PLC0415 -- the URLs load later

        from core.registries import Panel, registries  # noqa: PLC0415 -- models must be loaded
        from reports import tasks  # noqa: F401, PLC0415 -- registers its handlers
        from reports.counted_options import counted_options  # noqa: PLC0415 -- models must be loaded
        from reports.sealed_places import frozen_editions, notes_of_differences  # noqa: PLC0415 -- the same
        from surveys.sealed.copies import finders  # noqa: PLC0415 -- the same

        registries.counted_options.append(counted_options)
        finders.extend([frozen_editions, notes_of_differences])

        registries.panels.append(
            Panel("case-overview", "checks", 70, lambda case: reverse("reports:checks-panel", args=[case.public_id]))
        )
        registries.panels.append(
            Panel(
                "note",
                "effect",
                10,
                lambda note: reverse("reports:note-effect", args=[note.case.public_id, note.public_id]),
            )
        )
        name_types(
            {
                "reports.tables_set": _("Table specifications replaced"),
                "reports.comparison_tables_kept": _("Tables of the comparison added"),
                "reports.table_kept": _("Crossing kept as a table"),
                "reports.edition_added": _("Edition of the report begun"),
                "reports.edition_changed": _("Cover of an edition changed"),
                "reports.sections_changed": _("Sections of an edition changed"),
                "reports.freeze_asked": _("Freezing of an edition asked for"),
                "reports.edition_frozen": _("Edition frozen"),
                "reports.rendering_asked": _("File of an edition asked for again"),
                "reports.rendering_made": _("File of an edition made"),
                "reports.file_downloaded": _("File of an edition downloaded"),
                "reports.overview_acknowledged": _("Overview for executives taken note of"),
                "reports.wording_acknowledged": _("Changed wording of a measure taken note of"),
            }
        )
