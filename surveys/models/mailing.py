"""When mails of a wave go out, with which words, and what became of each."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import OutboxMail
from surveys.enums import ReminderKind
from surveys.models.invitation import Invitation
from surveys.models.wave import Wave


class MailRules(models.Model):
    """Hours and days on which reminders may go out, in the case's time zone; at most so many mails a day."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="mail_rules")
    from_hour = models.TimeField(default=time(9))
    until_hour = models.TimeField(default=time(18))
    business_days_only = models.BooleanField(default=True)
    most_per_day = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_hour__gt=F("from_hour")),
                name="mail_hours_in_order",
                violation_error_message=_("The hours for mails end before they begin."),
            )
        ]


class ReminderPlan(models.Model):
    """One kind of reminder: its own words, its own days. `text` goes above the link; empty: the standard sentence."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="reminder_plans")
    kind = models.CharField(max_length=12, choices=ReminderKind.choices)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    after_days = models.PositiveSmallIntegerField(default=5)
    every_days = models.PositiveSmallIntegerField(default=5)
    most = models.PositiveSmallIntegerField(default=2)
    is_active = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "kind"], name="reminder_plan_once"),
            models.CheckConstraint(
                condition=Q(after_days__gte=1, every_days__gte=1),
                name="reminder_plan_days",
                violation_error_message=_("Between two mails there is at least one day."),
            ),
        ]


class InvitationMail(models.Model):
    """One mail to one person; what became of it stands in the outbox row. `kind` is empty for the first mail."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    mail = models.OneToOneField(OutboxMail, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ReminderKind.choices, blank=True)
    queued_at = models.DateTimeField(default=clock.now)
