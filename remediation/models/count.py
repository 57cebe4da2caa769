"""Things lent and returned, counted by both companies: two counts of the same day, laid side by side."""

from __future__ import annotations

from django.db import models

from core import clock
from remediation.models.measure import Measure


class CrossCount(models.Model):
    """One mutual check of an inventory (terminals, tokens). Rows only grow: a later count is a new row."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="cross_counts")
    item = models.CharField(max_length=200)
    counterpart = models.CharField(max_length=200)
    counted_on = models.DateField()
    ours_lent = models.PositiveIntegerField()
    ours_returned = models.PositiveIntegerField()
    theirs_lent = models.PositiveIntegerField()
    theirs_returned = models.PositiveIntegerField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "item", "counted_on", "at"], name="cross_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.counted_on}"

    @property
    def agrees(self) -> bool:
        """Both companies counted the same."""
        return (self.ours_lent, self.ours_returned) == (self.theirs_lent, self.theirs_returned)

    @property
    def out_by_us(self) -> int:
        """What is still out, by our count; negative when more came back than went out."""
        return self.ours_lent - self.ours_returned

    @property
    def out_by_them(self) -> int:
        """The same by the counterpart's count."""
        return self.theirs_lent - self.theirs_returned
