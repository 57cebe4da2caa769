"""Somebody at a contractor's site who helps to reach people, and is told nothing of what they answer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Person
from core import clock
from surveys.enums import CorrectionState
from surveys.models.wave import Wave


class Delegate(models.Model):
    """One wave, one site (an employer, perhaps one department of it): by a link of its own, or by signing in (`user`).

    The user is no member of the case, so nothing else of it exists for them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    employer = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True)
    generation = models.PositiveSmallIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)


class RosterCorrection(models.Model):
    """What a delegate says about the roster; it changes nothing until an officer accepts it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="corrections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    unit = models.CharField(max_length=200, blank=True)
    left_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="roster_correction_decided_with_time",
            )
        ]
