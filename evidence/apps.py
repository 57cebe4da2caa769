"""Access logs, facts, reconciliation."""

from django.apps import AppConfig


class EvidenceApp(AppConfig):
    """Registers what the room gives to others."""

    name = "evidence"
