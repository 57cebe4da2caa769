"""Questionnaires, waves, answers."""

from django.apps import AppConfig


class SurveysApp(AppConfig):
    """Registers what the room gives to others."""

    name = "surveys"
