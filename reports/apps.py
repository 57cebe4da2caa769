"""Tables, editions, snapshots, the executive overview."""

from django.apps import AppConfig


class ReportsApp(AppConfig):
    """Registers what the room gives to others."""

    name = "reports"
