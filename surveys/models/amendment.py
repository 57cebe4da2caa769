"""A proposed change of answers. It never edits: accepted, it becomes a further version; refused, nothing changes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from surveys.models.answer_query import AnswerQuery
from surveys.models.interview import Interview
from surveys.models.response import ResponseVersion


class AmendmentState(models.TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", _("Waiting for the person")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Amendment(models.Model):
    """`changes` is {question: new value}; everything else stays as in `base`.

    It came of an interview, of a query, or of something that another room follows up: `ground` is its reference.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    base = models.ForeignKey(ResponseVersion, on_delete=models.PROTECT, related_name="amendments")
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, null=True, related_name="amendments")
    query = models.ForeignKey(AnswerQuery, on_delete=models.PROTECT, null=True, related_name="amendments")
    ground = models.CharField(max_length=80, blank=True)
    changes = models.JSONField()
    reason = models.CharField(max_length=500)
    evidence_shown = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=AmendmentState.choices, default=AmendmentState.PROPOSED)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    proposed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_with_reason"),
            models.CheckConstraint(
                condition=Q(interview__isnull=False, query__isnull=True, ground="")
                | Q(interview__isnull=True, query__isnull=False, ground="")
                | (Q(interview__isnull=True, query__isnull=True) & ~Q(ground="")),
                name="amendment_of_one_source",
            ),
            models.UniqueConstraint(fields=["base"], condition=Q(state="proposed"), name="amendment_waiting_once"),
        ]


class Decider(models.TextChoices):
    """Who had the last word."""

    PERSON = "person", _("The person")
    SECOND_OFFICER = "second_officer", _("A second officer, because the person could not")


class AmendmentDecision(models.Model):
    """Append-only: who decided, when, why, and the version it became. A second officer's word is marked for ever."""

    amendment = models.OneToOneField(Amendment, on_delete=models.PROTECT, related_name="decision")
    version = models.OneToOneField(
        ResponseVersion, on_delete=models.PROTECT, null=True, related_name="amendment_decision"
    )
    accepted = models.BooleanField()
    decider = models.CharField(max_length=14, choices=Decider.choices)
    reason = models.CharField(max_length=500, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=True, version__isnull=False) | Q(accepted=False, version__isnull=True),
                name="amendment_decision_has_version",
            ),
            models.CheckConstraint(
                condition=Q(decider="person") | ~Q(reason=""),
                name="amendment_decision_second_with_reason",
            ),
        ]
