"""Waves in which answers carry no name: who took part, what was answered, and nothing between the two."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from surveys.models.wave import Wave


def random_key() -> int:
    """A place in the table that tells nothing of the order in which answers came."""
    return secrets.randbelow(1 << 62) + 1


class AnonymousAnswer(models.Model):
    """Answers without a name: no person, no time, no number in a row. Their content never changes.

    `pseudonym` follows from the person and a key outside the database; it is empty in anonymous waves.

    The key is an integer on purpose: SQLite orders such a table by it, so that no hidden row number grows with time.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="anonymous_answers", db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pseudonym = models.CharField(max_length=20, blank=True)
    answers = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "pseudonym"], condition=~Q(pseudonym=""), name="pseudonymous_answer_once"
            )
        ]


class Participation(models.Model):
    """Who took part in an anonymous wave: one row a wave, the people sorted, so that nothing tells who came when."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="participation")
    people = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)


class PseudonymOpening(models.Model):
    """One pseudonym that two people open together, each for a reason of the case."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="pseudonym_openings")
    pseudonym = models.CharField(max_length=20)
    asked_by_id = models.CharField(max_length=80)
    asked_by_label = models.CharField(max_length=300)
    need = models.CharField(max_length=500)
    agreed_by_id = models.CharField(max_length=80, blank=True)
    agreed_by_label = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "pseudonym"], name="pseudonym_opening_once"),
            models.CheckConstraint(condition=~Q(need=""), name="pseudonym_opening_need"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by_id="", reason="")
                | Q(agreed_at__isnull=False) & ~Q(agreed_by_id="") & ~Q(reason=""),
                name="pseudonym_opening_agreed_why",
            ),
            models.CheckConstraint(
                condition=~Q(agreed_by_id=F("asked_by_id")),
                name="pseudonym_opening_second_person",
                violation_error_message=_("Somebody else has to agree."),
            ),
        ]
