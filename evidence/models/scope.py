"""Which rows of the log belong to an incident: a saved selection. A change is a new version."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Incident
from core import clock


class ScopeOrigin(models.TextChoices):
    """Whether a version follows the facts of the incident or was set by somebody."""

    INCIDENT = "incident", _("Follows the facts of the incident")
    PERSON = "person", _("Set by hand")


class IncidentScope(models.Model):
    """Empty lists ask for everything, but for `systems`: an incident without systems has no rows.

    `minus` are the kinds of explanation whose rows do not count; `minutes` is how far apart two rows of one view may
    lie (0: every row is a view). Both days of the window are included.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="scopes")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=ScopeOrigin.choices, default=ScopeOrigin.PERSON)
    systems = models.JSONField(default=list)
    screens = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    minus = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=0)
    log_from = models.DateField(null=True, blank=True)
    log_to = models.DateField(null=True, blank=True)
    reason = models.TextField()
    content_hash = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_scope_number_once"),
            models.CheckConstraint(
                condition=Q(log_from__isnull=True) | Q(log_to__isnull=True) | Q(log_to__gte=F("log_from")),
                name="incident_scope_window",
                violation_error_message=_("The window ends before it begins."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="incident_scope_has_reason"),
        ]
