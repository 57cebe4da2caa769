"""What somebody answered: one response a wave, and versions that only grow."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Person
from core import clock
from core.models import Job, StoredFile
from surveys.enums import AnswerMode, ImportState
from surveys.models.wave import Wave


class Response(models.Model):
    """Unique per wave and person: that constraint is what makes a submission happen once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="responses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="responses")
    current = models.ForeignKey("ResponseVersion", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "person"], name="response_once")]


class ResponseVersion(models.Model):
    """Append-only by database trigger. The first version stays; a later one says why it was made.

    `periods` is what was asked about, as it was shown: {"": [from, to], "<system>": [from, to]} with ISO days; «until
    today» is the day of the answer. Null: nobody knows what was shown (answers from files).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="versions")
    source = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    ordinal = models.PositiveIntegerField()
    answers = models.JSONField()
    periods = models.JSONField(null=True)
    mode = models.CharField(max_length=12, choices=AnswerMode.choices)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    reason = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=2, blank=True)
    evidence_shown = models.BooleanField(default=False)
    receipt_code = models.CharField(max_length=20, db_index=True)
    content_hash = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "ordinal"], name="response_version_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="response_version_from_one"),
            models.CheckConstraint(
                condition=Q(ordinal=1) | ~Q(reason=""),
                name="response_version_change_has_reason",
            ),
        ]


class ResponseImport(models.Model):
    """A received file with answers: kept as it came, imported at most once. `mapping` is column index → meaning."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="imports")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    mapping = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.RECEIVED)
    result = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    imported_at = models.DateTimeField(null=True, blank=True)
