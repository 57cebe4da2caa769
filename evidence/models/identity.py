"""Ids whose owner is only guessed: proposals that two people check. Nothing ambiguous is settled by the software."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from casework.models import Case
from core import clock


class DoubtKind(models.TextChoices):
    """Why the software thinks of somebody."""

    NAME_VARIANT = "name_variant", _("Written with a variant of the id's or the name's signs")
    OUTSIDE_PERIOD = "outside_period", _("On the list, but used outside its period")


class DoubtState(models.TextChoices):
    """How far the second check is."""

    OPEN = "open", _("To be checked")
    ACCEPTED = "accepted", _("Accepted by two people")
    REJECTED = "rejected", _("Turned down")


class IdentityDoubt(models.Model):
    """The id of a log might be this person's. `confidence` is a percentage, always under 100."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="identity_doubts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identity_doubts")
    system_code = models.CharField(max_length=40)
    login = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=DoubtKind.choices)
    state = models.CharField(max_length=10, choices=DoubtState.choices, default=DoubtState.OPEN)
    confidence = models.PositiveSmallIntegerField()
    candidates = models.PositiveSmallIntegerField(default=1)
    known_as = models.CharField(max_length=200, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()
    found_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "system_code", "login", "person", "kind"], name="identity_doubt_once"
            ),
            models.CheckConstraint(condition=Q(confidence__gte=1, confidence__lte=99), name="identity_doubt_is_doubt"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="identity_doubt_settled_with_time",
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="identity_doubt_state")]


class IdentityOpinion(models.Model):
    """One person's view of a doubt, with the reason; each person gives one."""

    doubt = models.ForeignKey(IdentityDoubt, on_delete=models.CASCADE, related_name="opinions")
    accepts = models.BooleanField()
    reason = models.TextField()
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["doubt", "by_label"], name="identity_opinion_once_each"),
            models.CheckConstraint(condition=~Q(reason=""), name="identity_opinion_has_reason"),
        ]
