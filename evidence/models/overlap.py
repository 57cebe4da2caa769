"""Two files of one source that cover some of the same time, and what an officer decides about their equal rows."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import StoredFile
from evidence.models.log import LogFile


class Counting(models.TextChoices):
    """How equal rows of two files count."""

    ONCE = "once", _("The same extract: count once")
    BOTH = "both", _("Two happenings: count both")


class FileOverlap(models.Model):
    """As computed when the later file was read in; it never changes. `rows` names the later file's rows of `same`.

    `default` holds until somebody decides: files that share more than a moment were extracted twice for that time; two
    that meet in one moment follow each other, and equal rows of that moment are two happenings.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    earlier = models.ForeignKey(LogFile, on_delete=models.PROTECT, related_name="overlaps_later")
    later = models.ForeignKey(LogFile, on_delete=models.PROTECT, related_name="overlaps_earlier")
    rows = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    same = models.BigIntegerField()
    contradicting = models.BigIntegerField()
    only_earlier = models.BigIntegerField()
    only_later = models.BigIntegerField()
    default = models.CharField(max_length=4, choices=Counting.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="file_overlap_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="file_overlap_of_two"),
            models.CheckConstraint(condition=Q(same=0) | Q(rows__isnull=False), name="file_overlap_has_rows"),
        ]


class OverlapPairs(models.Model):
    """The contradicting rows of both files side by side, as Parquet. `basis` is a hash of the rows that were compared."""

    overlap = models.ForeignKey(FileOverlap, on_delete=models.CASCADE, related_name="pairs")
    rows = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["overlap", "basis"], name="overlap_pairs_once")]


class OverlapDecision(models.Model):
    """The newest one holds."""

    overlap = models.ForeignKey(FileOverlap, on_delete=models.CASCADE, related_name="decisions")
    counting = models.CharField(max_length=4, choices=Counting.choices)
    reason = models.TextField()
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="overlap_decision_has_reason")]
