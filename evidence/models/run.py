"""Computed once and never edited: facts and classes are Parquet files; these rows name them and what they were made of."""

from __future__ import annotations

import uuid

from django.db import models

from casework.models import Case, Incident
from core import clock
from core.models import StoredFile
from evidence.models.explanation import ExplanationKind


class FactRun(models.Model):
    """Who was where: views (one row per log row × incident) and facts (one row per person × incident)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="fact_runs")
    views = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    facts = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    inputs_hash = models.CharField(max_length=64)
    summary = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="fact_run_ordinal_once"),
            models.UniqueConstraint(fields=["case", "inputs_hash"], name="fact_run_inputs_once"),
        ]


class ReconciliationRun(models.Model):
    """Every person of the population × incident with a class.

    `summary` holds the counts per incident and class, `parts` one hash per input (log, claims, scope, asked …), so that
    two runs can be told apart by what went into them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reconciliation_runs")
    facts = models.ForeignKey(FactRun, on_delete=models.PROTECT, related_name="reconciliations")
    result = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    inputs_hash = models.CharField(max_length=64)
    summary = models.JSONField(default=dict)
    parts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="reconciliation_run_ordinal_once"),
            models.UniqueConstraint(fields=["case", "inputs_hash"], name="reconciliation_run_inputs_once"),
        ]


class ViewingMap(models.Model):
    """Which waves, question and codes say yes, no or unsure about an incident. A change is a new version.

    `question` may name several questions, parted by spaces; a yes to any of them is a yes.
    Three more questions may be named: when it was (`period_question`, a date), in which system (`system_question`, with
    `systems`: answer → code of the system), and why (`reason_question`; `emergency_reasons` are the answers that name an
    emergency, `other_reasons` leads from answers to another kind of explanation; a log shows no further reason).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="viewing_maps")
    number = models.PositiveIntegerField()
    waves = models.JSONField(default=list)
    question = models.CharField(max_length=80)
    yes = models.JSONField(default=list)
    no = models.JSONField(default=list)
    unsure = models.JSONField(default=list)
    period_question = models.CharField(max_length=80, blank=True)
    system_question = models.CharField(max_length=80, blank=True)
    systems = models.JSONField(default=dict)
    reason_question = models.CharField(max_length=80, blank=True)
    emergency_reasons = models.JSONField(default=list)
    other_reasons = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="viewing_map_number_once")]

    @property
    def questions(self) -> list[str]:
        return self.question.split()

    @property
    def reason_kinds(self) -> dict[str, str]:
        """Answer → the kind of explanation that it names."""
        return {**self.other_reasons, **dict.fromkeys(self.emergency_reasons, ExplanationKind.EMERGENCY.value)}
