"""Links that nobody knows, counted in the database so that every process counts the same ones."""

from __future__ import annotations

from django.db import models


class LinkMiss(models.Model):
    """How many unknown links came from one address in one minute (since 1970). The address is kept as a keyed hash."""

    minute = models.PositiveIntegerField()
    address = models.CharField(max_length=32)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minute", "address"], name="link_miss_once")]
