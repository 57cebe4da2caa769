"""An invitation to one person, and the draft that nobody but this person reads."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Person
from core import clock
from surveys.enums import InvitationState, WaveMode
from surveys.models.wave import Wave


class Invitation(models.Model):
    """Only the SHA-256 of the link's token is kept; the token follows from the key file, the public id, the generation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    generation = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)  # null: no link was made
    state = models.CharField(max_length=12, choices=InvitationState.choices, default=InvitationState.PREPARED)
    reason = models.CharField(max_length=300, blank=True)  # why it was withdrawn, or how we know that nobody is reached
    late_until = models.DateTimeField(null=True, blank=True)  # this person may answer although the wave has ended
    late_reason = models.CharField(max_length=300, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # withdrawn, or reached the wrong person

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "person"], name="invitation_once"),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False) | ~Q(state="submitted"),
                name="invitation_submitted_with_time",
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(reason=""), name="invitation_withdrawn_why"),
            models.CheckConstraint(
                condition=Q(late_until__isnull=True) | ~Q(late_reason=""), name="invitation_late_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["wave", "state"], name="invitation_by_state")]

    def takes_answers(self, moment: datetime) -> bool:
        """Whether the wave is open, or this person was allowed to come late."""
        return self.wave.takes_answers(moment) or self.comes_late(moment)

    def comes_late(self, moment: datetime) -> bool:
        """Whether this person was allowed to answer after the end, and still may."""
        return self.late_until is not None and moment <= self.late_until and self.wave.mode == WaveMode.WEB

    @property
    def closes_at(self) -> datetime | None:
        """Until when this person can answer."""
        return self.late_until or self.wave.closes_at


class Draft(models.Model):
    """Answers not submitted yet: read by nobody else, counted nowhere.

    `base_ordinal` is the version that a correction starts from (0: nothing submitted yet). `furthest` is how many of the
    questions that everybody is asked have been passed, `active_seconds` the time between saves without long breaks: both
    only feed the wave's counts (`ProgressCount`) and go with the draft.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="draft")
    answers = models.JSONField(default=dict)
    sealed = models.JSONField(default=list)  # questions whose answer goes to the designated people
    base_ordinal = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    furthest = models.PositiveSmallIntegerField(null=True)
    active_seconds = models.PositiveIntegerField(null=True)
    saved_at = models.DateTimeField(null=True, blank=True)
