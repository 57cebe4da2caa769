"""Signing in with the company's account: on the way there, and sign-ins that let nobody in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core import clock
from surveys.models.invitation import Invitation
from surveys.models.wave import Wave


class SignInAttempt(models.Model):
    """Somebody is at the company's sign-in page; deleted when they come back, so that it works once.

    Only hashes stand here. What the sign-in service has to send back with its answer (nonce, verifier) follows from the
    key file and the state. `invitation` is empty for those who came by the wave's common address.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64)
    shared = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["began_at"], name="sign_in_attempt_oldest")]


class SignInMismatch(models.TextChoices):
    """Why an account that the company vouches for did not fit."""

    OTHER_PERSON = "other_person", _("Signed in as another person on the roster")
    NOT_ASKED = "not_asked", _("Signed in as a person who is not asked in this wave")
    UNKNOWN = "unknown", _("Signed in with an account of nobody on the roster")
    SEVERAL = "several", _("Several people on the roster have what the account says")
    NO_CLAIM = "no_claim", _("The account says nothing to compare with the roster")
    NOT_VERIFIED = "not_verified", _("The account's e-mail address is not verified")


class SignInRefusal(models.Model):
    """A sign-in that did not fit, for the officer. Of the account it keeps the person of the roster, and nothing else."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="sign_in_refusals")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    mismatch = models.CharField(max_length=14, choices=SignInMismatch.choices)
    signed_in_as = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="sign_in_refusal_seen_by_somebody",
            )
        ]
