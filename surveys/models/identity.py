"""Attempts to prove who one is: counted in the database, so that several processes cannot be played off."""

from __future__ import annotations

import uuid

from django.db import models

from core import clock
from surveys.models.invitation import Invitation


class TryKind(models.TextChoices):
    """What was tried."""

    WRONG = "wrong", "wrong"
    CODE = "code", "code"


class IdentityTry(models.Model):
    """A wrong number or code, or a code that was mailed.

    A mailed code is never stored: it follows from the key file and `public_id`, so the row says only that it exists.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="identity_tries")
    kind = models.CharField(max_length=8, choices=TryKind.choices)
    at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["invitation", "kind", "at"], name="identity_try_newest")]
