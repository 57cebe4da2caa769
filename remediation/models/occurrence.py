"""One time of a measure that comes again and again."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from remediation.models.measure import Measure


class OccurrenceState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Still to be done this time")
    SNOOZED = "snoozed", _("Put off for a while")
    CHANGED = "changed", _("Moved to another day")
    DONE = "done", _("Done this time")


OWED = (OccurrenceState.OPEN, OccurrenceState.SNOOZED, OccurrenceState.CHANGED)


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def owed(self) -> OccurrenceQuerySet:
        return self.exclude(state=OccurrenceState.DONE)

    def overdue(self, today: date) -> OccurrenceQuerySet:
        """The day has passed. Putting off keeps the reminders away, not the day."""
        return self.owed().filter(due_on__lt=today)


class Occurrence(models.Model):
    """`planned_on` is the day by the measure's timing and never changes; `due_on` is the business day that follows from
    it, or the day it was moved to. While it is snoozed until a day, nobody is reminded."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="occurrences")
    planned_on = models.DateField()
    starts_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=OccurrenceState.choices, default=OccurrenceState.OPEN)
    snoozed_until = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "planned_on"], name="occurrence_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on__isnull=True)),
                name="occurrence_done_with_day",
            ),
            models.CheckConstraint(
                condition=Q(state="snoozed", snoozed_until__isnull=False)
                | (~Q(state="snoozed") & Q(snoozed_until__isnull=True)),
                name="occurrence_snoozed_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["snoozed", "changed"]) | ~Q(reason=""),
                name="occurrence_moved_with_reason",
                violation_error_message=_("Write why. The reason stands in the history."),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "state"], name="occurrence_due")]
