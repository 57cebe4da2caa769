"""Exclusions that were lifted; one that stands is a row of its own in `case`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.case import Case
from core import clock


class LiftedExclusion(models.Model):
    """What once kept a user out of the case, and why it no longer does."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lifted_exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    added_by_label = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    lift_reason = models.CharField(max_length=300)
    lifted_by_label = models.CharField(max_length=300)
    lifted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(lift_reason=""), name="exclusion_lifted_why")]
        indexes = [models.Index(fields=["case", "-lifted_at"], name="exclusions_lifted_of_case")]
