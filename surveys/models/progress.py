"""How far people come and how long they take: counts of a wave that lead back to nobody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.wave import Wave


class ProgressKind(models.TextChoices):
    """What is counted."""

    REACHED = "reached", _("Question reached")
    MINUTES = "minutes", _("Minutes of answering")


class ProgressCount(models.Model):
    """`key` is «2>5», from the second to the fifth question that everybody is asked, or whole minutes. No person, no
    answer and no time stands here.

    Several rows hold one number (`shard`), so that many people who answer at once do not wait for each other.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="progress_counts")
    kind = models.CharField(max_length=8, choices=ProgressKind.choices)
    key = models.CharField(max_length=20)
    shard = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "kind", "key", "shard"], name="progress_count_once")]
