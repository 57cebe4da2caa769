"""Copies of a text that was passed on: what they said before, and received files that held it. Encrypted, append-only."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from casework.models import Case
from core import clock
from core.models import StoredFile
from surveys.models.wave import Wave


class SealedCopy(models.Model):
    """One withdrawal. `place` is the table, `row_key` its key; `ciphertext` is what stood there, `remains` what stands there now.

    Tables that only grow let exactly this change through, and no other.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=60)
    row_key = models.BigIntegerField()
    ciphertext = models.TextField()
    remains = models.TextField()
    moved_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["place", "row_key"], name="sealed_copy_of_row")]


class SealedFile(models.Model):
    """A received file whose bytes lie encrypted in a folder of their own; the store no longer has them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="sealed")
    sealed_at = models.DateTimeField(default=clock.now)

    @property
    def path(self) -> Path:
        """Where the ciphertext is."""
        return Path(settings.VAR_DIR) / "sealed" / str(self.public_id)
