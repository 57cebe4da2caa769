"""What was said and shown in an interview. Everything here only grows (triggers on both databases)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import StoredFile
from surveys.models.interview import Interview


class InterviewExhibit(models.Model):
    """Something to be shown after free recall, placed by an officer from a room above.

    `content` has `lines` (sentences), `columns` and `rows` (a table), and `source` (where it comes from); all optional.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="exhibits")
    no = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    placed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "no"], name="interview_exhibit_no_once")]


class CourseKind(models.TextChoices):
    """What happened in the talk."""

    RECALL = "recall", _("Free recall")
    EXHIBIT = "exhibit", _("Exhibit shown")
    STATEMENT = "statement", _("Statement")
    BREAK = "break", _("Break")


class CourseEntry(models.Model):
    """One moment of the talk. `at` is the time in the room, `recorded_at` when it was written down."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="course")
    exhibit = models.ForeignKey(InterviewExhibit, on_delete=models.PROTECT, null=True, related_name="showings")
    kind = models.CharField(max_length=12, choices=CourseKind.choices)
    text = models.TextField(blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="exhibit", exhibit__isnull=False)
                | ~Q(kind="exhibit") & Q(exhibit__isnull=True) & (Q(kind="break") | ~Q(text="")),
                name="course_entry_says_something",
            )
        ]
        indexes = [models.Index(fields=["interview", "at"], name="course_of_interview")]


class InterviewRecord(models.Model):
    """A version of the written record; a later one says why, and the earlier ones stay."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="records")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=80, blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "ordinal"], name="interview_record_once"),
            models.CheckConstraint(condition=Q(ordinal=1) | ~Q(reason=""), name="interview_record_change_has_reason"),
        ]


class SignOff(models.TextChoices):
    """How the person stands to the record."""

    LINK = "link", _("Confirmed by personal link")
    PAPER = "paper", _("Confirmed on paper")
    REFUSED = "refused", _("Not confirmed")


class RecordSignOff(models.Model):
    """The person's word on one version of the record, or that it was refused and why."""

    record = models.OneToOneField(InterviewRecord, on_delete=models.PROTECT, related_name="sign_off")
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, choices=SignOff.choices)
    remark = models.CharField(max_length=1000, blank=True)
    by_kind = models.CharField(max_length=12)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="paper") | Q(scan__isnull=False),
                name="sign_off_paper_kept",
                violation_error_message=_("Attach the signed paper."),
            ),
            models.CheckConstraint(
                condition=~Q(how="refused") | ~Q(remark=""),
                name="sign_off_refused_with_reason",
                violation_error_message=_("Please give a reason."),
            ),
        ]


class InterviewFile(models.Model):
    """An attachment: kept by its bytes, described in words."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
