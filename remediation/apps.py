"""Causes and measures."""

from django.apps import AppConfig


class RemediationApp(AppConfig):
    """Registers what the room gives to others."""

    name = "remediation"
