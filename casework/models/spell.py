"""Who belonged to which department, and when."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person


class UnitSpell(models.Model):
    """One stay of a person in a department; `ends_on` empty: still there. The roster knows the present one only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unit_spells")
    unit = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "starts_on"], name="unit_spell_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="unit_spell_in_order",
                violation_error_message=_("The stay in the department ends before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["unit", "ends_on"], name="unit_spell_by_unit")]
