"""Cases, members, incidents, systems, populations."""

from django.apps import AppConfig


class CaseworkApp(AppConfig):
    """Owns what a case is and who may enter it."""

    name = "casework"

    def ready(self) -> None:
        """Tell the core how a case decides who sees its jobs."""
        from casework.access import may_see_case_scope  # noqa: PLC0415 -- models must be loaded
        from core.registries import registries  # noqa: PLC0415 -- the same

        registries.scope_rules["case"] = may_see_case_scope
