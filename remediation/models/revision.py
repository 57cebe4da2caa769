from __future__ import annotations

from django.db import models

from core import clock
from remediation.models.measure import Measure


class DeadlineRevision(models.Model):
    """A timing that was written anew: from what to what, why, and who agreed. Rows only grow."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="revisions")
    ordinal = models.PositiveSmallIntegerField()
    timing_before = models.CharField(max_length=400, blank=True)
    timing_after = models.CharField(max_length=400, blank=True)
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)
    corrects = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    by_id = models.CharField(max_length=60)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "ordinal"], name="deadline_revision_once")]

    @property
    def puts_off(self) -> bool:
        """Whether the due day became later, not by mending a slip."""
        before, after = self.due_before, self.due_after
        return not self.corrects and before is not None and after is not None and after > before
