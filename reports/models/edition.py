"""One edition of a case's report: its sections while it is written, unchangeable once frozen."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock


class EditionState(models.TextChoices):
    """A draft shows the present data; a frozen edition shows its snapshot for ever."""

    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")


class Audience(models.TextChoices):
    """For whom the edition is meant."""

    INTERNAL = "internal", _("Within the company")
    REGULATOR = "regulator", _("The regulator")
    PUBLIC = "public", _("The public")


class SectionKind(models.TextChoices):
    """What a section puts in by itself, beside its text and tables."""

    OVERVIEW = "overview", _("Overview with key figures")
    METHOD = "method", _("Method of the survey")
    TABLES = "tables", _("Tables")
    RECONCILIATION = "reconciliation", _("Log beside answers")
    CAUSES = "causes", _("Causes")
    MEASURES = "measures", _("Measures")
    TEXT = "text", _("Text only")


class Edition(models.Model):
    """`sections` is a list of {kind, title, title_en, text, text_en, layout, tables, figures}.

    `suppress_below` hides counts of one to n−1 people (0: nothing is hidden).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="editions")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=200, blank=True)
    as_of = models.DateField()
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.INTERNAL)
    language = models.CharField(max_length=2, default="ja", choices=[("ja", _("Japanese")), ("en", _("English"))])
    suppress_below = models.PositiveSmallIntegerField(default=0)
    sections = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=EditionState.choices, default=EditionState.DRAFT)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "ordinal"],
                name="edition_ordinal_once",
                violation_error_message=_("There is an edition with this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} {self.title}"

    @property
    def label(self) -> str:
        """The title in the edition's own language."""
        return self.title_en if self.language == "en" and self.title_en else self.title

    @property
    def is_frozen(self) -> bool:
        """Nothing in it changes any more."""
        return self.state == EditionState.FROZEN
