"""The session of a respondent, apart from the sessions of the staff."""

from __future__ import annotations

from django.db import models

from surveys.models.invitation import Invitation


class AnsweringSession(models.Model):
    """Made when a link is exchanged for it. The browser holds the key; here stands its SHA-256 only.

    `shared`: the person says that others use this device too, so it locks sooner.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    generation = models.PositiveSmallIntegerField()
    confirmed = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["began_at"], name="answering_session_oldest")]
