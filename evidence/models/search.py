"""Questions put to the log: kept with their results, to be put again; and rows that somebody pinned."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from evidence.models.log import LogFile
from evidence.models.note import DiscrepancyNote
from evidence.models.run import FactRun


class SavedSearch(models.Model):
    """A question with the filter that answers it, for everybody who works on the case."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="saved_searches")
    question = models.CharField(max_length=300)
    filters = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=12)
    by_id = models.CharField(max_length=64, blank=True)
    by_label = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=clock.now)
    laid_aside_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.question


class SearchRun(models.Model):
    """What a search found on one state of the data, and what was concluded. Only grows.

    `data_hash` is the hash of everything the facts were made of, `rows_hash` that of the rows found.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="runs")
    fact_run = models.ForeignKey(FactRun, on_delete=models.PROTECT, related_name="+")
    data_hash = models.CharField(max_length=64)
    rows_hash = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    conclusion = models.TextField(blank=True)
    by_label = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["search", "at"], name="search_run_of_search")]


class RowPin(models.Model):
    """One log row that somebody keeps in view: for a search, for a note, or both. No column of a customer is copied."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="row_pins")
    log_file = models.ForeignKey(LogFile, on_delete=models.PROTECT, related_name="pins")
    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, null=True, related_name="pins")
    note = models.ForeignKey(DiscrepancyNote, on_delete=models.CASCADE, null=True, related_name="pins")
    file_row = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    by_label = models.CharField(max_length=300)
    row_at = models.DateTimeField()
    pinned_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note", "log_file", "file_row"],
                condition=Q(note__isnull=False),
                name="row_pinned_once_per_note",
                violation_error_message=_("This row is pinned to the note already."),
            ),
            models.UniqueConstraint(
                fields=["search", "log_file", "file_row"],
                condition=Q(search__isnull=False, note__isnull=True),
                name="row_pinned_once_per_search",
                violation_error_message=_("This row is pinned to the search already."),
            ),
        ]
