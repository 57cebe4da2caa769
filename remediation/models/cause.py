from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Incident
from remediation.models.measure import Measure


class Cause(models.Model):
    """A cause may stand without a measure, and then this is said.

    `heading` is the grouping, `axes` are further ones by the name of their axis (ハード／ソフト beside 機会／動機／正当化).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="causes")
    incidents = models.ManyToManyField(Incident, related_name="causes", blank=True)
    measures = models.ManyToManyField(Measure, through="CauseMeasure", related_name="causes")
    no = models.CharField(max_length=20)
    position = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True)
    axes = models.JSONField(default=dict, blank=True)
    text = models.TextField()
    situation = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "no"],
                name="cause_no_once",
                violation_error_message=_("There is a cause with this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.text}"


class CauseMeasure(models.Model):
    """The measure answers the cause; `by_group` when it answers the whole group under its heading."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="links")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="links")
    by_group = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause", "measure"], name="cause_measure_once")]
