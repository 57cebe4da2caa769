"""A question about one answer: unclear, contradictory, please explain. A thread with an owner and an end."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from surveys.models.response import ResponseVersion


class QueryKind(models.TextChoices):
    """Why an answer is asked about."""

    UNCLEAR = "unclear", _("Unclear")
    CONTRADICTORY = "contradictory", _("Contradicts another answer")
    EXPLAIN = "explain", _("Please explain")


class QueryState(models.TextChoices):
    """Whose turn it is."""

    OPEN = "open", _("Waiting for the person")
    ANSWERED = "answered", _("Waiting for the officer")
    CLOSED = "closed", _("Closed")


class AnswerQuery(models.Model):
    """About one question of one version of somebody's answers. `text` is what the person reads first."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answer_queries")
    version = models.ForeignKey(ResponseVersion, on_delete=models.PROTECT, related_name="queries")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    no = models.PositiveIntegerField()
    question = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=QueryKind.choices)
    state = models.CharField(max_length=10, choices=QueryState.choices, default=QueryState.OPEN)
    due_on = models.DateField(null=True, blank=True)
    resolution = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "no"], name="answer_query_no_once"),
            models.UniqueConstraint(
                fields=["version", "question", "kind"], condition=~Q(state="closed"), name="answer_query_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(resolution="")
                | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="answer_query_closed_with_time",
            ),
        ]
        indexes = [models.Index(fields=["case", "state", "due_on"], name="answer_query_by_state")]


class QueryEntry(models.Model):
    """One contribution to the thread. Append-only by trigger."""

    query = models.ForeignKey(AnswerQuery, on_delete=models.PROTECT, related_name="entries")
    by_kind = models.CharField(max_length=12)
    by_label = models.CharField(max_length=300)
    text = models.TextField()
    for_office = models.BooleanField(default=False)  # a note that the person does not see
    at = models.DateTimeField(default=clock.now)
