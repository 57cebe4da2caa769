"""Which systems a wave asks about: one that came later, or that a person used later, has a period of its own."""

from __future__ import annotations

from django.db import models

from casework.models import System
from surveys.models.wave import Wave


class AskedSystem(models.Model):
    """`questions` are the names of those that speak of the system; the period is told beside them."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="asked_systems")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "system"], name="asked_system_once")]
