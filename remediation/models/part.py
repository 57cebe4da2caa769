from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from remediation.enums import PART_STATES, MeasureState
from remediation.models.measure import Measure


class SubAction(models.Model):
    """A part of a measure with its own day and state. The measure's state follows, done on the last day of its parts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="parts")
    no = models.PositiveSmallIntegerField()
    text = models.TextField()
    timing_text = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.label) for state in PART_STATES],
        default=MeasureState.NOT_STARTED,
    )
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "no"],
                name="sub_action_no_once",
                violation_error_message=_("There is a sub-action with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(state=MeasureState.DONE),
                name="sub_action_done_on_when_done",
                violation_error_message=_("Only a sub-action that is done has a day of completion."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.text}"
