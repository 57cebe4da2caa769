"""A difference that somebody follows up. It never edits an answer or a log row."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Person
from casework.models import Case, Incident
from core import clock
from evidence.enums import NoteState, NoteType


class DiscrepancyNote(models.Model):
    """One question about one person and incident, with an owner and an end."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="discrepancy_notes")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="discrepancy_notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="discrepancy_notes")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    type = models.CharField(max_length=30, choices=NoteType.choices)
    state = models.CharField(max_length=12, choices=NoteState.choices, default=NoteState.OPEN)
    resolution = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person", "type"], condition=~Q(state="closed"), name="discrepancy_note_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="discrepancy_note_closed_with_time",
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="discrepancy_note_state")]


class NoteEntry(models.Model):
    """One entry of a note's thread."""

    note = models.ForeignKey(DiscrepancyNote, on_delete=models.CASCADE, related_name="entries")
    by_label = models.CharField(max_length=300)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=NoteState.choices)
    at = models.DateTimeField(default=clock.now)
