"""Somebody has taken note: of the overview as it stood, or of a wording that is no longer the promised one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock


class AcknowledgedKind(models.TextChoices):
    """What was seen."""

    OVERVIEW = "overview", _("The overview")
    WORDING = "wording", _("A changed wording")


class Acknowledgement(models.Model):
    """`fingerprint` is the hash of what was seen, so that a later change asks again. Rows only grow."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    kind = models.CharField(max_length=10, choices=AcknowledgedKind.choices)
    subject = models.CharField(max_length=60, blank=True)
    fingerprint = models.CharField(max_length=64)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "kind", "subject", "fingerprint"], name="acknowledgement_once"
            )
        ]
        indexes = [models.Index(fields=["case", "kind", "-at"], name="acknowledgement_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.by_label}"
