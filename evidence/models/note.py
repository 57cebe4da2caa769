"""A difference that somebody follows up. It never edits an answer or a log row."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from casework.models import Case, Incident
from core import clock
from evidence.enums import NoteState, NoteType, Resolution
from evidence.models.run import ReconciliationRun


class DiscrepancyNote(models.Model):
    """One question about one person and incident (or, in `about`, one log-in id of a system), with an owner and an end.

    `ground` is what it was opened on, as computed then by the comparison `seen_in`; `gone` says that the newest one no
    longer finds it. `led_to` names what came of it: interviews, proposed amendments.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="discrepancy_notes")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="discrepancy_notes")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="discrepancy_notes"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seen_in = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=30, choices=NoteType.choices)
    state = models.CharField(max_length=12, choices=NoteState.choices, default=NoteState.OPEN)
    automatic = models.BooleanField(default=False)
    gone = models.BooleanField(default=False)
    ground = models.JSONField(default=dict)
    led_to = models.JSONField(default=list)
    reason = models.CharField(max_length=30, choices=Resolution.choices, blank=True)
    resolution = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person", "type"],
                condition=Q(person__isnull=False) & ~Q(state="closed"),
                name="discrepancy_note_open_once",
            ),
            models.UniqueConstraint(
                fields=["incident", "about", "type"],
                condition=Q(person__isnull=True) & ~Q(state="closed"),
                name="discrepancy_note_of_id_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="discrepancy_note_closed_with_time",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(about=""),
                name="discrepancy_note_about_somebody",
                violation_error_message=_("A note is about a person or about a log-in id."),
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="discrepancy_note_state")]

    @property
    def login(self) -> tuple[str, str]:
        """(code of the system, log-in id) of a note that is about an id."""
        system, _sign, login = self.about.partition(":")
        return system, login


class NoteEntry(models.Model):
    """One entry of a note's thread."""

    note = models.ForeignKey(DiscrepancyNote, on_delete=models.CASCADE, related_name="entries")
    by_label = models.CharField(max_length=300)
    text = models.TextField()
    state = models.CharField(max_length=12, choices=NoteState.choices)
    at = models.DateTimeField(default=clock.now)
