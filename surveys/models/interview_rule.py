"""Rules that say who is to be interviewed, written down before anybody is listed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Incident, Population
from core import clock
from surveys.models.wave import Wave


class RuleKind(models.TextChoices):
    """What makes somebody a person to be interviewed."""

    ANSWERS = "answers", _("By certain answers")
    WISH = "wish", _("Would rather explain in an interview")
    QUERIES = "queries", _("Answers marked unclear or contradictory, still open")
    CONTRADICTIONS = "contradictions", _("Answers that contradict each other")
    POPULATION = "population", _("Everybody of a population (a cause examined by interview only)")


class InterviewRule(models.Model):
    """Who is listed. `conditions` for kind «answers»: all of [{"question", "holds": "any"|"none", "values": […]}].

    Applying a rule twice lists nobody twice; each person keeps the reason.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interview_rules")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, null=True, blank=True, related_name="interview_rules")
    population = models.ForeignKey(Population, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=16, choices=RuleKind.choices)
    reason = models.CharField(max_length=300)
    conditions = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"],
                name="interview_rule_code_once",
                violation_error_message=_("There is a rule with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="population", population__isnull=False, wave__isnull=True)
                | ~Q(kind="population") & Q(population__isnull=True, wave__isnull=False),
                name="interview_rule_of_wave_or_population",
                violation_error_message=_("Choose the wave, or for a whole population the population."),
            ),
        ]
