"""A person's own page in a case after answering: records to read, changes to confirm, questions to answer."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import Person
from casework.models import Case
from core import clock


class PersonalLink(models.Model):
    """Only the hash of the token is kept, as for invitations. `tries` counts wrong employee numbers in a row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="personal_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="personal_links")
    generation = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    held_until = models.DateTimeField(null=True, blank=True)  # no further try before
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="personal_link_once")]
