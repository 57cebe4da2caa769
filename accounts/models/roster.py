"""The people a case speaks of: everyone who may be asked or stand in a log."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from core import clock


class Roster(models.Model):
    """One case's list of people."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rosters")
    created_at = models.DateTimeField(default=clock.now)


class Affiliation(models.Model):
    """A reporting column: it follows the place of work, not the employer (a secondee counts where they work)."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="affiliations")
    code = models.CharField(max_length=40)
    label_ja = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "code"], name="affiliation_code_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.label_en if self.label_en and (get_language() or "").startswith("en") else self.label_ja


class EmploymentKind(models.TextChoices):
    """How a person is employed."""

    STAFF = "staff", _("Employee")
    DISPATCHED = "dispatched", _("Dispatched worker")
    SECONDED = "seconded", _("Seconded employee")
    CONTRACTOR_STAFF = "contractor_staff", _("Contractor's employee")
    OTHER = "other", _("Other")


class Person(models.Model):
    """Somebody on the roster. `no` is the person id that files and commands use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="people")
    no = models.CharField(max_length=60)
    affiliation = models.ForeignKey(Affiliation, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="persons"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    employer = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)  # in the company's own words
    employment_kind = models.CharField(max_length=20, choices=EmploymentKind.choices, default=EmploymentKind.STAFF)
    search_text = models.TextField(blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "no"], name="person_no_once"),
            models.CheckConstraint(
                condition=Q(joined_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="person_left_after_joining",
                violation_error_message=_("The day of leaving lies before the day of joining."),
            ),
        ]
        indexes = [models.Index(fields=["roster", "affiliation"], name="person_by_affiliation")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Name and id."""
        return f"{self.name} {self.no}"


class LoginOrigin(models.TextChoices):
    """How it is known that a log-in id belongs to a person."""

    ROSTER = "roster", _("From the roster")
    FILE = "file", _("From a list of log-in ids")
    INTERVIEW = "interview", _("Found out in an interview")
    SECOND_CHECK = "second_check", _("Accepted in the second check")


class LoginId(models.Model):
    """A log-in id that a person used on a system in a period; a lent id stands with the person who borrowed it.

    `confidence` is a percentage; under 100 there is a reason.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="logins")
    system_code = models.CharField(max_length=40)
    login = models.CharField(max_length=120)
    login_folded = models.CharField(max_length=120, db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=12, choices=LoginOrigin.choices, default=LoginOrigin.ROSTER)
    confidence = models.PositiveSmallIntegerField(default=100)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "system_code", "login_folded", "valid_from"], name="login_once_since"
            ),
            models.UniqueConstraint(
                fields=["person", "system_code", "login_folded"],
                condition=Q(valid_from__isnull=True),
                name="login_once_always",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=1, confidence__lte=100), name="login_confidence_percent"
            ),
            models.CheckConstraint(
                condition=Q(confidence=100) | ~Q(reason=""),
                name="login_doubt_has_reason",
                violation_error_message=_("An assignment that is not certain needs a reason."),
            ),
        ]
