"""The sealed channel: reports of wrongdoing that came as answers, for designated people only.

What is kept here is encrypted with a key outside the database. Membership of a case gives no access to it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from surveys.models.response import ResponseVersion
from surveys.models.wave import Wave


class Designation(models.Model):
    """Somebody who handles reports, named in writing: who named them, on what ground, when it ended and why."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="designations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=300)
    appointed_by_id = models.CharField(max_length=80)
    appointed_by_label = models.CharField(max_length=300)
    appointed_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_label = models.CharField(max_length=300, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(ended_at__isnull=True),
                name="designation_once",
                violation_error_message=_("This person is designated already."),
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="designation_ground"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | Q(ended_at__isnull=False) & ~Q(end_reason=""),
                name="designation_ended_why",
            ),
        ]


class SealedHow(models.TextChoices):
    """Who had it moved."""

    RESPONDENT = "respondent", _("Marked by the person who wrote it")
    OFFICER = "officer", _("Moved by an officer")
    LATER = "later", _("Came again with a later version")


class SealedAnswer(models.Model):
    """One text that was moved; append-only. Of anonymous answers `anonymous` names the answer if an officer moved it.

    A text that its writer marked in an anonymous wave stands here alone: it was never part of an answer.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ResponseVersion, on_delete=models.PROTECT, null=True, related_name="+")
    anonymous = models.UUIDField(null=True)
    question = models.CharField(max_length=120)
    how = models.CharField(max_length=12, choices=SealedHow.choices)
    ciphertext = models.TextField()
    moved_by = models.CharField(max_length=300, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "question"], name="sealed_answer_once"),
            models.UniqueConstraint(fields=["anonymous", "question"], name="sealed_anonymous_once"),
        ]


class SealedStep(models.TextChoices):
    """What a designated person did with a report."""

    NOTE = "note", _("Note")
    RECEIVED = "received", _("Receipt confirmed to the person")
    INVESTIGATING = "investigating", _("Being looked into")
    CLOSED = "closed", _("Closed, the person has been told")


class SealedNote(models.Model):
    """What designated people write about a report; encrypted too, append-only."""

    sealed = models.ForeignKey(SealedAnswer, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=16, choices=SealedStep.choices, default=SealedStep.NOTE)
    ciphertext = models.TextField(blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
