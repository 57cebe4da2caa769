"""Systems, their terminals, and declared emergencies in which their use was permitted."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Affiliation, Person
from casework.models.case import Case


class LogIdentifies(models.TextChoices):
    """What one line of the system's log can name."""

    PERSON = "person", _("The person (by log-in id)")
    TERMINAL = "terminal", _("The terminal only")
    NOTHING = "none", _("Neither")


class System(models.Model):
    """An information system of the case; `code` is what files use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="systems")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    log_kept = models.BooleanField(default=True)
    log_identifies = models.CharField(max_length=10, choices=LogIdentifies.choices, default=LogIdentifies.PERSON)
    introduced_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="system_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Terminal(models.Model):
    """A terminal of the inventory; its holder decides the affiliation when a log names no person.

    `person` is whom it was given to, if it was given to one person.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="terminals")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="terminals")
    affiliation = models.ForeignKey(Affiliation, on_delete=models.PROTECT, related_name="terminals")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="terminals")
    no = models.CharField(max_length=80)
    kind = models.CharField(max_length=80, blank=True)
    site = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "no"], name="terminal_no_once")]


class EmergencyWindow(models.Model):
    """A declared emergency: an area, a time, and what was permitted in it (outages and disasters)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergency_windows")
    systems = models.ManyToManyField(System, related_name="emergency_windows", blank=True)
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=200, blank=True)
    items = models.TextField(blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="emergency_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            )
        ]
