"""A file with people, log-in ids or terminals, as it was received, and what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.roster import Roster
from core import clock
from core.models import StoredFile


class PeopleFileKind(models.TextChoices):
    """What the rows of the file are."""

    ROSTER = "roster", _("Roster of people")
    LOGINS = "logins", _("Log-in ids")
    TERMINALS = "terminals", _("Terminals")


class PeopleFileState(models.TextChoices):
    """Whether the rows are in the case."""

    RECEIVED = "received", _("Received, not yet imported")
    IMPORTED = "imported", _("Imported")


class PeopleFile(models.Model):
    """`mapping` is head text → meaning, remembered for the next file of the kind; counts are rows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PeopleFileKind.choices)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=PeopleFileState.choices, default=PeopleFileState.RECEIVED)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    by_label = models.CharField(max_length=300)
    received_at = models.DateTimeField(default=clock.now)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="imported", imported_at__isnull=False)
                | Q(state="received", imported_at__isnull=True),
                name="people_file_imported_with_time",
            )
        ]
