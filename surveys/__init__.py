"""Questionnaires, waves, answers."""
