"""An incident: what could be seen, where, and in which period."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models.case import Case
from casework.models.system import System


class IncidentNature(models.TextChoices):
    """A mistake in a system, or a permission by design that was later judged improper."""

    DEFECT = "defect", _("Could be viewed by mistake")
    PERMISSION = "permission", _("Was permitted, later judged improper")


class Incident(models.Model):
    """`category` is the customer category whose log rows belong to it; empty means every row of its systems.

    The viewable period and the log's window are separate facts: logs are kept for months, doors stood open for years.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="incidents")
    systems = models.ManyToManyField(System, related_name="incidents", blank=True)
    no = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    nature = models.CharField(max_length=12, choices=IncidentNature.choices, default=IncidentNature.DEFECT)
    category = models.CharField(max_length=40, blank=True)
    summary = models.TextField(blank=True)
    viewable_from = models.DateField(null=True, blank=True)
    viewable_to = models.DateField(null=True, blank=True)
    viewable_note = models.CharField(max_length=300, blank=True)
    log_from = models.DateField(null=True, blank=True)
    log_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "no"],
                name="incident_no_once",
                violation_error_message=_("There is an incident with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(viewable_from__isnull=True)
                | Q(viewable_to__isnull=True)
                | Q(viewable_to__gte=F("viewable_from")),
                name="incident_viewable_period",
                violation_error_message=_("The viewable period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(log_from__isnull=True) | Q(log_to__isnull=True) | Q(log_to__gte=F("log_from")),
                name="incident_log_window",
                violation_error_message=_("The log window ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title
