"""When a case reminds, whom it tells next, and which days do not count."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from casework.models import Case


class DayRule(models.TextChoices):
    """What happens to a due day that is no business day."""

    KEEP = "keep", _("It stays as it is")
    PREVIOUS = "previous", _("The business day before")
    NEXT = "next", _("The business day after")


def default_reminder_days() -> list[int]:
    return [30, 7, 1]


class DeadlineRules(models.Model):
    """The rules of one case; a case without a row has the defaults. Times are those of the case's own zone."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="deadline_rules")
    day_rule = models.CharField(max_length=10, choices=DayRule.choices, default=DayRule.KEEP)
    bank_days = models.BooleanField(default=False)
    reminder_days = models.JSONField(default=default_reminder_days)
    remind_at = models.TimeField(default=time(9))
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    only_business_days = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="deadline_rules_quiet_has_two_ends",
                violation_error_message=_("Quiet hours need a beginning and an end."),
            )
        ]


class StepTarget(models.TextChoices):
    """Who is told that something is late."""

    OWNER = "owner", _("The owner")
    MANAGER = "manager", _("The manager")
    EXECUTIVE = "executive", _("The executives")


class EscalationStep(models.Model):
    """One link of the chain: so many days after the due day, this person learns of it.

    A manager without a named user is the officers of the case; executives without one are all its executives.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalation_steps")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    target = models.CharField(max_length=10, choices=StepTarget.choices)
    after_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "target"],
                name="escalation_step_once",
                violation_error_message=_("Each link of the chain stands in it once."),
            ),
            models.CheckConstraint(
                condition=Q(after_days__gte=1),
                name="escalation_step_after_the_day",
                violation_error_message=_("Nobody is told before the day after the due day."),
            ),
        ]


class ClosedDay(models.Model):
    """A day of its own on which an organisation, or a single case, does not work."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="closed_days"
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="closed_days")
    day = models.DateField()
    label = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, case__isnull=False)
                | Q(organisation__isnull=False, case__isnull=True),
                name="closed_day_of_one",
            ),
            models.UniqueConstraint(fields=["organisation", "day"], name="closed_day_of_organisation_once"),
            models.UniqueConstraint(fields=["case", "day"], name="closed_day_of_case_once"),
        ]


class Absence(models.Model):
    """While somebody is on leave, another person receives what concerns their measures."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("The leave ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(user=models.F("delegate")),
                name="absence_delegates_to_another",
                violation_error_message=_("Choose somebody else for the time of the leave."),
            ),
        ]
