"""Which options are held to mean the same, across versions and modules."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from surveys.logic import Pooling


class PoolingVersion(models.Model):
    """Append-only by database trigger: the whole mapping of a case, each time it changed. The highest ordinal counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="poolings")
    ordinal = models.PositiveIntegerField()
    pools = models.JSONField()
    reason = models.CharField(max_length=500)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "ordinal"],
                name="pooling_version_once",
                violation_error_message=_("Somebody else has just changed the pooled options. Look and try again."),
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="pooling_version_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="pooling_version_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.ordinal}"

    @property
    def pooling(self) -> Pooling:
        """For looking options up."""
        return Pooling.from_json(self.pools)
