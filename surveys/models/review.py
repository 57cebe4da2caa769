"""Questions that ask who reported, taught or told: a second person says why they may be asked, before a wave opens."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from surveys.models.questionnaire import QuestionnaireVersion


class QuestionReview(models.Model):
    """One flagged question of one version: who wants to ask it and why, and who else agreed and why."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.CASCADE, related_name="reviews")
    question = models.CharField(max_length=120)
    asked_by_id = models.CharField(max_length=80)
    asked_by_label = models.CharField(max_length=300)
    need = models.CharField(max_length=500)
    agreed_by_id = models.CharField(max_length=80, blank=True)
    agreed_by_label = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "question"], name="question_review_once"),
            models.CheckConstraint(condition=~Q(need=""), name="question_review_need"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by_id="", reason="")
                | Q(agreed_at__isnull=False) & ~Q(agreed_by_id="") & ~Q(reason=""),
                name="question_review_agreed_why",
            ),
            models.CheckConstraint(
                condition=~Q(agreed_by_id=F("asked_by_id")),
                name="question_review_second_person",
                violation_error_message=_("Somebody else has to agree."),
            ),
        ]
