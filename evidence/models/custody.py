"""Who had a file, when, and whether its bytes were still the same. These tables only grow, but for the openings."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from core.models import StoredFile
from evidence.models.log import LogFile


class CustodyKind(models.TextChoices):
    """What happened to a file."""

    RECEIVED = "received", _("Received")
    RECEIVED_AGAIN = "received_again", _("Received again")
    SEALED = "sealed", _("Sealed")
    UNLOCKED = "unlocked", _("Opened with a password")
    USED = "used", _("Used")
    DERIVED = "derived", _("Something was made of it")
    CHECKED = "checked", _("Hash checked")
    DAMAGED = "damaged", _("Hash differs")
    HANDED_OVER = "handed_over", _("Handed over")
    OPENING_ASKED = "opening_asked", _("Opening asked for")
    OPENING_GRANTED = "opening_granted", _("Opening granted")
    OPENING_REFUSED = "opening_refused", _("Opening refused")
    OPENED = "opened", _("Original taken")


class CustodyEvent(models.Model):
    """One line of a file's custody record. `sha256` is what the bytes had at that moment, as far as they were read."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="custody_events")
    log_file = models.ForeignKey(LogFile, on_delete=models.PROTECT, related_name="custody_events")
    kind = models.CharField(max_length=20, choices=CustodyKind.choices)
    sha256 = models.CharField(max_length=64, blank=True)
    tool = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["log_file", "at"], name="custody_event_of_file")]


class Seal(models.Model):
    """An original that holds customers' names or contacts: only two people together open it."""

    log_file = models.OneToOneField(LogFile, on_delete=models.PROTECT, related_name="seal")
    columns = models.JSONField(default=list)
    sealed_at = models.DateTimeField(default=clock.now)


class UnlockedCopy(models.Model):
    """What a file that came with a password holds. The password is kept nowhere; both hashes are."""

    log_file = models.OneToOneField(LogFile, on_delete=models.PROTECT, related_name="unlocked")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    unlocked_at = models.DateTimeField(default=clock.now)


class OpeningState(models.TextChoices):
    """How far a request to open a sealed original is."""

    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class Opening(models.Model):
    """One officer asks to take a sealed original, another one decides."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    log_file = models.ForeignKey(LogFile, on_delete=models.PROTECT, related_name="openings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=OpeningState.choices, default=OpeningState.ASKED)
    reason = models.TextField()
    answer = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="opening_by_two_people",
                violation_error_message=_("Whoever asks cannot decide. Another officer has to."),
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="opening_decided_with_time",
            ),
            models.UniqueConstraint(
                fields=["log_file", "asked_by"], condition=Q(state="asked"), name="opening_asked_once"
            ),
        ]
