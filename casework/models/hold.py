"""Nothing is deleted while a hold stands: a court, an authority or a dispute may ask for it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from casework.models.case import Case
from core import clock


class Hold(models.Model):
    """On the whole case, or on one person in it. A hold keeps; it opens nothing to anybody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    reason = models.CharField(max_length=500)
    placed_by_label = models.CharField(max_length=300)
    placed_at = models.DateTimeField(default=clock.now)
    lift_reason = models.CharField(max_length=500, blank=True)
    lifted_by_label = models.CharField(max_length=300, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lift_reason="", lifted_by_label="")
                | Q(lifted_at__isnull=False) & ~Q(lift_reason="") & ~Q(lifted_by_label=""),
                name="hold_lifted_why",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(person__isnull=True, lifted_at__isnull=True), name="hold_of_case_once"
            ),
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(lifted_at__isnull=True), name="hold_of_person_once"
            ),
        ]
        indexes = [models.Index(fields=["case", "lifted_at"], name="hold_in_force")]

    def __str__(self) -> str:
        return self.person.label if self.person else str(_("The whole case"))
