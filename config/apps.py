"""The composition room: it alone knows all the others."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Commands that span rooms live here."""

    name = "config"
