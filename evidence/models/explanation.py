"""Why rows of a log may have been looked at rightly: rules that one person proposes and another approves."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, EmergencyWindow
from core import clock


class ExplanationKind(models.TextChoices):
    """What explains a row. What none of them explains stays unexplained, which says nothing about anybody."""

    EMERGENCY = "emergency", _("Declared emergency")
    OWN_CUSTOMER = "own_customer", _("Own customers")
    ENTRUSTED = "entrusted", _("Entrusted task")
    TEST = "test", _("Test by system staff")


class ExplanationRule(models.Model):
    """What was proposed; it never changes. `order` decides which rule a row gets when several apply: the lowest.

    Empty lists ask for nothing. Lists of systems, people and affiliations hold codes and person ids. The end of the
    time is not included.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="explanations")
    window = models.ForeignKey(
        EmergencyWindow, on_delete=models.PROTECT, null=True, blank=True, related_name="explanations"
    )
    kind = models.CharField(max_length=14, choices=ExplanationKind.choices)
    title = models.CharField(max_length=200)
    order = models.PositiveIntegerField()
    ground = models.TextField()
    systems = models.JSONField(default=list)
    screens = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    retailers = models.JSONField(default=list)
    affiliations = models.JSONField(default=list)
    people = models.JSONField(default=list)
    logins = models.JSONField(default=list)
    terminals = models.JSONField(default=list)
    sites = models.JSONField(default=list)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=300)
    proposed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="explanation_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="emergency") | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="explanation_emergency_has_time",
                violation_error_message=_("An emergency has a beginning and an end."),
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="explanation_has_ground"),
        ]
        indexes = [models.Index(fields=["case", "order"], name="explanation_in_order")]


class StepKind(models.TextChoices):
    """What became of a proposal."""

    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Taken back")


class ExplanationStep(models.Model):
    """A decision about a rule. `proposed_by` repeats who proposed it, so that the database itself keeps the two apart."""

    rule = models.ForeignKey(ExplanationRule, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    reason = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=300)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "kind"], name="explanation_step_once"),
            models.CheckConstraint(
                condition=~Q(kind="approved") | ~Q(by_label=F("proposed_by")),
                name="explanation_by_two_people",
                violation_error_message=_("Whoever proposes a rule cannot approve it. Another officer has to."),
            ),
            models.CheckConstraint(condition=Q(kind="approved") | ~Q(reason=""), name="explanation_step_reason"),
        ]
