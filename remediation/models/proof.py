from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import StoredFile
from remediation.enums import DecisionKind, NoteKind
from remediation.models.measure import Measure


class Proof(models.Model):
    """A file that shows that something was done. `effective_on` is the day it speaks of, `at` the day it was filed.

    Rows only grow: a better file is the next revision of the same proof.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="proofs")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    part_no = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    revision = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    effective_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    by_id = models.CharField(max_length=60)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "title", "revision"], name="proof_revision_once"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=models.F("effective_on")),
                name="proof_expires_after_effect",
                violation_error_message=_("A proof cannot expire before the day from which it holds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.revision})"

    def has_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


class MeasureNote(models.Model):
    """How far it is, in the owner's words; or a remark of the independent monitor. Rows only grow."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    text = models.TextField()
    by_id = models.CharField(max_length=60)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)


class Decision(models.Model):
    """A claim, a confirmation, a return, an approval: pinned by hash to the facts of the measure at that moment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=15, choices=DecisionKind.choices)
    reason = models.TextField(blank=True)
    facts = models.JSONField()
    facts_hash = models.CharField(max_length=64)
    by_id = models.CharField(max_length=60)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)
