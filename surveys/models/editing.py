"""A questionnaire being written on screen. What is kept as a version leaves the draft and never changes again."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from core import clock
from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion


class QuestionnaireDraft(models.Model):
    """At most one for each questionnaire, shared by all officers. `base` is the version it was begun from."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.OneToOneField(Questionnaire, on_delete=models.CASCADE, related_name="draft")
    base = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.questionnaire)


class DraftStep(models.Model):
    """The draft as it was after one change; the highest revision is the draft of now.

    That two officers cannot both write the same revision is what keeps one from overwriting the other.
    """

    draft = models.ForeignKey(QuestionnaireDraft, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField()
    definition = models.JSONField()
    what = models.CharField(max_length=24)
    subject = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="draft_step_once"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="draft_step_from_one"),
        ]
