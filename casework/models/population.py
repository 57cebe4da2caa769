"""Named sets of people, written down with their rule and frozen when used."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import Person
from casework.models.case import Case
from core import clock


class Population(models.Model):
    """Whom a wave asks or a comparison covers. `rule` says how it was made: {"affiliations": [...]}, {"all": true},
    {"listed": n} or {"by": {…}} (`casework.populations.rule`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="populations")
    people = models.ManyToManyField(Person, through="PopulationMember", related_name="populations")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    rule = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="population_code_once")]

    def __str__(self) -> str:
        return self.title


class PopulationMember(models.Model):
    """A person who belongs; `late` when added after the freeze."""

    population = models.ForeignKey(Population, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="population_memberships")
    late = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)  # why somebody was added after the freeze
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["population", "person"], name="population_member_once")]


class PopulationExclusion(models.Model):
    """Somebody the rule would include, left out with a reason (not at work, left; never an illness)."""

    population = models.ForeignKey(Population, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="population_exclusions")
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["population", "person"], name="population_exclusion_once")]
