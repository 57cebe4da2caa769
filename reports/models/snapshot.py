"""The content-addressed bundle of an edition and the files made from it. Both only grow."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import StoredFile
from reports.models.edition import Edition


class Snapshot(models.Model):
    """`sha256` is the bundle's hash; the verification code is its short form for people."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="snapshot")
    bundle = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    verification_code = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.verification_code


class RenderingKind(models.TextChoices):
    """In which form."""

    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("Excel workbook")


class Rendering(models.Model):
    """A file made from a snapshot; made again it has the same bytes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="renderings")
    kind = models.CharField(max_length=6, choices=RenderingKind.choices)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "kind"], name="rendering_once")]

    def __str__(self) -> str:
        return self.sha256
