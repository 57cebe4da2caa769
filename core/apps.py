"""The foundation room: access, jobs, files, mail, clock. It names no app above it."""

from django.apps import AppConfig


class CoreApp(AppConfig):
    """Registers the system checks."""

    name = "core"

    def ready(self) -> None:
        """Load the checks, so that Django runs them."""
        from core import checks  # noqa: F401, PLC0415 -- after the apps are loaded
