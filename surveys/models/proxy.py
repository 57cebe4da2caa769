"""Answers that somebody else wrote down for a person: declared beforehand, open to objection afterwards."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core import clock
from surveys.enums import AnswerMode, Relation
from surveys.models.response import ResponseVersion
from surveys.models.wave import Wave


class ProxyDeclaration(models.Model):
    """Who answers for whom, what they are to each other, and which conflict they declare (in words, «none» too).

    A direct supervisor needs a second officer, who gives a reason; `version` is what came of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="proxy_declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.OneToOneField(ResponseVersion, on_delete=models.PROTECT, null=True, related_name="declaration")
    mode = models.CharField(
        max_length=12,
        choices=[
            (AnswerMode.PROXY.value, AnswerMode.PROXY.label),
            (AnswerMode.INTERVIEW.value, AnswerMode.INTERVIEW.label),
        ],
    )
    giver = models.CharField(max_length=200)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    conflict = models.CharField(max_length=500)
    second_reason = models.CharField(max_length=500, blank=True)
    declared_at = models.DateTimeField(default=clock.now)
    second_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(conflict=""), name="proxy_conflict_declared"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True, second_at__isnull=True, second_reason="")
                | Q(second_by__isnull=False, second_at__isnull=False) & ~Q(second_reason=""),
                name="proxy_second_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("declared_by")),
                name="proxy_second_is_another",
                violation_error_message=_("The second officer must be somebody else."),
            ),
        ]


class Objection(models.Model):
    """The person says that answers written down for them are not theirs; the version stays, and this beside it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(ResponseVersion, on_delete=models.PROTECT, related_name="objection")
    text = models.TextField(blank=True)
    raised_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
