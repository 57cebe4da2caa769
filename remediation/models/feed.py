"""Addresses under which a calendar program finds deadlines."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models import Case
from core import clock


class CalendarFeed(models.Model):
    """Whoever knows the address reads the feed, as long as its owner may: of the token only the hash is kept.

    Without a case it holds the owner's own deadlines, with one all deadlines of that case.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(case__isnull=True, revoked_at__isnull=True), name="feed_of_person_once"
            ),
            models.UniqueConstraint(
                fields=["user", "case"], condition=Q(revoked_at__isnull=True), name="feed_of_case_once"
            ),
        ]
