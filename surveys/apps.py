"""Questionnaires, waves, answers."""

from django.apps import AppConfig


class SurveysApp(AppConfig):
    """Owns what people were asked and what they answered; knows nothing of logs."""

    name = "surveys"
