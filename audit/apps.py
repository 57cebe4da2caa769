"""The append-only trail."""

from django.apps import AppConfig


class AuditApp(AppConfig):
    """No foreign keys: what is described here outlives its rows."""

    name = "audit"
