"""Whether a case's comparison follows every change by itself."""

from __future__ import annotations

from django.db import models

from casework.models import Case
from core import clock


class Upkeep(models.Model):
    """A case without a row follows by itself."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="upkeep")
    automatic = models.BooleanField(default=True)
    by_label = models.CharField(max_length=300)
    set_at = models.DateTimeField(default=clock.now)
