"""Codes for what people wrote in their own words: a frame per question, and who gave which codes to which answer.

Everything here only grows: a code is added, reworded, merged or retired by a further row, and a coder who changes
their mind adds a further row. An answer is named by the public id of its version, whatever table holds it.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from core import clock
from surveys.models.questionnaire import Questionnaire


class CodeChange(models.TextChoices):
    """What was done to a frame."""

    ADD = "add", "add"
    REWORD = "reword", "reword"
    MERGE = "merge", "merge"
    RETIRE = "retire", "retire"


class CodingFrame(models.Model):
    """The codes of one question of free text, over all versions of its questionnaire."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="frames")
    question = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "question"], name="coding_frame_once")]


class FrameChange(models.Model):
    """One step of a frame; its ordinal is the version of the frame that it makes. Append-only."""

    frame = models.ForeignKey(CodingFrame, on_delete=models.PROTECT, related_name="changes")
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=CodeChange.choices)
    code = models.SlugField(max_length=40)
    into = models.SlugField(max_length=40, blank=True)
    label_ja = models.CharField(max_length=200, blank=True)
    label_en = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    reason = models.CharField(max_length=500, blank=True)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frame", "ordinal"], name="frame_change_once"),
            models.CheckConstraint(
                condition=Q(kind="merge") & ~Q(into="") & ~Q(reason="") | ~Q(kind="merge") & Q(into=""),
                name="frame_merge_into_with_reason",
            ),
        ]


class CodeAssignment(models.Model):
    """The codes one coder gives to one answer; the highest ordinal counts. Append-only."""

    frame = models.ForeignKey(CodingFrame, on_delete=models.PROTECT, related_name="assignments")
    answer = models.UUIDField()
    coder_id = models.CharField(max_length=80)
    coder_label = models.CharField(max_length=300)
    ordinal = models.PositiveIntegerField()
    frame_version = models.PositiveIntegerField()
    codes = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frame", "answer", "coder_id", "ordinal"], name="code_assignment_once")
        ]
        indexes = [models.Index(fields=["frame", "coder_id"], name="code_assignment_coder")]


class CodeDecision(models.Model):
    """What was settled where two coders differed, and why; the highest ordinal counts. Append-only."""

    frame = models.ForeignKey(CodingFrame, on_delete=models.PROTECT, related_name="decisions")
    answer = models.UUIDField()
    ordinal = models.PositiveIntegerField()
    frame_version = models.PositiveIntegerField()
    codes = models.JSONField()
    reason = models.CharField(max_length=500)
    by_id = models.CharField(max_length=80)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frame", "answer", "ordinal"], name="code_decision_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="code_decision_why"),
        ]
