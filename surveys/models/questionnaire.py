"""A questionnaire and its versions, each addressed by the hash of its content."""

from __future__ import annotations

import uuid

from django.db import models

from casework.models import Case
from core import clock
from core.models import StoredFile


class Questionnaire(models.Model):
    """`code` is what files and tables use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questionnaires")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="questionnaire_code_once")]

    def __str__(self) -> str:
        return self.title or self.code


class QuestionnaireVersion(models.Model):
    """The definition never changes; another content is another version. Frozen when a wave opens with it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="versions")
    source = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_number_once"),
            models.UniqueConstraint(fields=["questionnaire", "content_hash"], name="questionnaire_content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} v{self.number}"
