"""A case and the people who may enter it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Roster
from core import clock


class CaseState(models.TextChoices):
    """Whether work goes on."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Case(models.Model):
    """One investigation of one organisation. `number` is what files and commands use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    roster = models.OneToOneField(Roster, on_delete=models.PROTECT, related_name="case")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=60, default="Asia/Tokyo")
    language = models.CharField(max_length=2, default="ja", choices=[("ja", _("Japanese")), ("en", _("English"))])
    fiscal_year_start = models.PositiveSmallIntegerField(default=4)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fiscal_year_start__gte=1, fiscal_year_start__lte=12), name="case_fiscal_month"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at__isnull=True),
                name="case_closed_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title

    @property
    def chain(self) -> str:
        """The case's own audit chain."""
        return f"case:{self.public_id}"

    def get_absolute_url(self) -> str:
        """The overview."""
        return reverse("casework:case-show", args=[self.public_id])


class Role(models.TextChoices):
    """What a member does in the case."""

    OFFICER = "officer", _("Compliance officer")
    EXECUTIVE = "executive", _("Executive")
    AUDITOR = "auditor", _("Auditor")


class Membership(models.Model):
    """A user's place in a case, for a time."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    expires_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="membership_once")]


class Exclusion(models.Model):
    """An implicated user: for them the case does not exist (no page, no search hit, no mail, no hint)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_exclusions")
    reason = models.CharField(max_length=300)
    added_by_label = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="exclusion_once")]
