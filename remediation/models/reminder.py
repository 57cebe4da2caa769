"""What somebody was told, once, and the mail in which it stood."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from core.models import OutboxMail
from remediation.models.deadline import StepTarget
from remediation.models.measure import Measure
from remediation.models.occurrence import Occurrence


class NoticeKind(models.TextChoices):
    """Why the line stands in the mail."""

    DUE = "due", _("Due soon")
    LATE = "late", _("Overdue")
    REVIEW = "review", _("To be looked at again")


class Role(models.TextChoices):
    """As what somebody is told."""

    OWNER = "owner", _("As owner")
    OFFICER = "officer", _("As officer, because no owner can be reached")
    MANAGER = "manager", _("As manager in the chain of escalation")
    EXECUTIVE = "executive", _("As executive in the chain of escalation")


class ReminderRun(models.Model):
    """The case's deadlines were looked at on this day: never again on the same or an earlier one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reminder_runs")
    day = models.DateField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "day"], name="reminder_run_once")]


class Digest(models.Model):
    """One mail of one morning to one person."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    mail = models.OneToOneField(OutboxMail, on_delete=models.SET_NULL, null=True, related_name="+")
    send_at = models.DateTimeField()
    part = models.PositiveSmallIntegerField(default=1)
    """Above 1 where a case joined after that morning's mail was sent."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "send_at", "part"], name="digest_once")]


class Notice(models.Model):
    """One line of a digest. `key` says what it is about, and holds each reminder and each step to once."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="notices")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="notices")
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, null=True, related_name="notices")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    role = models.CharField(max_length=10, choices=Role.choices)
    step = models.CharField(max_length=10, choices=StepTarget.choices, blank=True)
    days = models.SmallIntegerField()
    """Left until the due day when it is due, past it when it is late."""
    rule_days = models.PositiveSmallIntegerField()
    """The rule that fired: so many days before, or after."""
    due_on = models.DateField()
    day = models.DateField()
