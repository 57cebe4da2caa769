"""Cases, members, incidents, systems, populations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.labels import name_types


class CaseworkApp(AppConfig):
    """Owns what a case is and who may enter it."""

    name = "casework"

    def ready(self) -> None:
        """Tell the core how a case decides who sees its jobs."""
        from casework.access import may_see_case_scope  # noqa: PLC0415 -- models must be loaded
        from core.registries import registries  # noqa: PLC0415 -- the same

        registries.scope_rules["case"] = may_see_case_scope
        name_types(
            {
                "casework.case_opened": _("Case opened"),
                "casework.member_set": _("Member added or role changed"),
                "casework.member_removed": _("Member removed"),
                "casework.hold_placed": _("Hold placed"),
                "casework.hold_lifted": _("Hold lifted"),
                "casework.user_excluded": _("User excluded"),
                "casework.exclusion_lifted": _("Exclusion lifted"),
                "casework.trail_taken_out": _("Trail taken out as a file"),
                "casework.system_added": _("System added"),
                "casework.system_changed": _("System changed"),
                "casework.incident_recorded": _("Incident recorded"),
                "casework.incident_changed": _("Incident changed"),
                "casework.population_defined": _("Population defined"),
                "casework.population_frozen": _("Population frozen"),
                "casework.population_member_added": _("Person added to a frozen population"),
                "casework.unit_spells_imported": _("Stays in departments imported"),
                "casework.emergency_declared": _("Emergency written down"),
                "casework.terminals_imported": _("Terminals imported"),
            }
        )
