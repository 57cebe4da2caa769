"""A wave: one questionnaire version put to one population in one period."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Population
from core import clock
from surveys.enums import DisciplinaryUse, Duty, Identity, Proof, WaveMode, WaveState
from surveys.models.questionnaire import QuestionnaireVersion

DRAFTS_KEPT_DAYS = 14


class Wave(models.Model):
    """`code` is what files use. The landing facts are what a respondent is told before pressing «Start»."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="waves")
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="waves")
    population = models.ForeignKey(Population, on_delete=models.PROTECT, related_name="waves")
    no = models.PositiveIntegerField()
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=12, choices=WaveMode.choices, default=WaveMode.WEB)
    proof = models.CharField(max_length=20, choices=Proof.choices, default=Proof.LINK_ONLY)
    state = models.CharField(max_length=8, choices=WaveState.choices, default=WaveState.DRAFT)

    identity = models.CharField(max_length=12, choices=Identity.choices, default=Identity.IDENTIFIED)
    allows_proxy = models.BooleanField(default=False)
    allows_interview = models.BooleanField(default=False)

    asker = models.CharField(max_length=120, blank=True)
    purpose = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    duty = models.CharField(max_length=12, choices=Duty.choices, blank=True)
    duty_ground = models.CharField(max_length=300, blank=True)
    duty_ground_en = models.CharField(max_length=300, blank=True)
    disciplinary_use = models.CharField(max_length=12, choices=DisciplinaryUse.choices, blank=True)
    paid_time = models.BooleanField(null=True, blank=True)
    readers = models.CharField(max_length=300, blank=True)
    readers_en = models.CharField(max_length=300, blank=True)
    supervisor_reads = models.BooleanField(null=True, blank=True)
    employer_reads = models.BooleanField(null=True, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    contact_en = models.CharField(max_length=300, blank=True)
    independent_contact = models.CharField(max_length=300, blank=True)
    independent_contact_en = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    drafts_kept_days = models.PositiveSmallIntegerField(default=DRAFTS_KEPT_DAYS)  # unsubmitted answers, after the end

    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"],
                name="wave_code_once",
                violation_error_message=_("There is a wave with this code already."),
            ),
            models.UniqueConstraint(fields=["case", "no"], name="wave_no_once"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="wave_closes_after_opening",
                violation_error_message=_("The wave would close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="wave_period_in_order",
                violation_error_message=_("The period asked about ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(drafts_kept_days__gte=1, drafts_kept_days__lte=365),
                name="wave_drafts_kept_a_year_at_most",
                violation_error_message=_("Unsubmitted answers are kept for 1 to 365 days."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True) | ~Q(state="draft") & Q(opened_at__isnull=False),
                name="wave_opened_with_time",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="wave_closed_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.in_language("title")

    def in_language(self, field: str) -> str:
        """A fact in the reader's language; the Japanese one when there is no English."""
        english = str(getattr(self, f"{field}_en", "")) if (get_language() or "").startswith("en") else ""
        return english or str(getattr(self, field))

    def takes_answers(self, moment: datetime) -> bool:
        """Whether a personal link works at this moment."""
        return (
            self.state == WaveState.OPEN
            and self.mode == WaveMode.WEB
            and (self.opens_at is None or self.opens_at <= moment)
            and (self.closes_at is None or moment <= self.closes_at)
        )
