"""Tables, editions, snapshots, the executive overview."""

from django.apps import AppConfig


class ReportsApp(AppConfig):
    """Registers what the room gives to others."""

    name = "reports"

    def ready(self) -> None:
        """Job handlers, and the panel of failing checks on the overview."""
        from django.urls import reverse  # noqa: PLC0415 -- the URLs load later

        from core.registries import Panel, registries  # noqa: PLC0415 -- models must be loaded
        from reports import tasks  # noqa: F401, PLC0415 -- registers its handlers

        registries.panels.append(
            Panel("case-overview", "checks", 70, lambda case: reverse("reports:checks-panel", args=[case.public_id]))
        )
