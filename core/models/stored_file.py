"""A received or made file, kept by the SHA-256 of its bytes."""

from __future__ import annotations

import uuid
from io import BufferedReader
from pathlib import Path

from django.conf import settings
from django.db import models

from core import clock


class StoredFile(models.Model):
    """Names are text only; the place on disk follows from the hash, so no name can lead outside the store."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=120, default="application/octet-stream")
    by_label = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return Path(settings.FILES_DIR) / self.sha256[:2] / self.sha256

    def open(self) -> BufferedReader:
        """The bytes for reading; the caller closes."""
        return self.path.open("rb")

    def read_bytes(self) -> bytes:
        """All bytes, for small files."""
        return self.path.read_bytes()
