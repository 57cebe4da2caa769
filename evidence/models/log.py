"""Where log files come from, and each file as it was received."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, LogIdentifies, System
from core import clock
from core.models import Job, StoredFile
from evidence.enums import LogFileState


class LogSource(models.Model):
    """A kind of log file with its saved mapping (the JSON of engines.columnar.logs.LogMapping)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="log_sources")
    system = models.ForeignKey(System, on_delete=models.PROTECT, null=True, blank=True, related_name="log_sources")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    identifies = models.CharField(max_length=10, choices=LogIdentifies.choices, default=LogIdentifies.PERSON)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="log_source_code_once")]

    def __str__(self) -> str:
        return self.name


class LogFile(models.Model):
    """One received file: the original is kept, and every row is accounted for (rows in = accepted + rejected).

    `profile` is what was recognised on receipt (values that name customers masked).
    `parquet` holds the accepted rows; of these `twice` stand in an earlier file of the source too and count there:
    `counted` is the file without them.
    `revealable` holds the values of encrypted columns, by keyed hash.
    `window_from`/`window_to` are what the giver declared; `first_at`/`last_at` are what the rows say.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="log_files")
    source = models.ForeignKey(LogSource, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    parquet = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    counted = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    rejects = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    revealable = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    received_from = models.CharField(max_length=200, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=300, blank=True)
    profile = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=LogFileState.choices, default=LogFileState.RECEIVED)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    rows_in = models.BigIntegerField(null=True)
    accepted = models.BigIntegerField(null=True)
    rejected = models.BigIntegerField(null=True)
    twice = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    seconds = models.FloatField(null=True)

    window_from = models.DateField(null=True, blank=True)
    window_to = models.DateField(null=True, blank=True)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    imported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="log_file_once_per_source"),
            models.CheckConstraint(
                condition=Q(rows_in__isnull=True) | Q(rows_in=F("accepted") + F("rejected")),
                name="log_file_rows_accounted_for",
                violation_error_message=_("The accepted and rejected rows are not all rows of the file."),
            ),
            models.CheckConstraint(
                condition=Q(twice=0) | Q(counted__isnull=False, twice__gt=0, twice__lte=F("accepted")),
                name="log_file_twice_of_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="imported") | Q(parquet__isnull=False, imported_at__isnull=False),
                name="log_file_imported_has_rows",
            ),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True) | Q(window_to__isnull=True) | Q(window_to__gte=F("window_from")),
                name="log_file_window",
                violation_error_message=_("The window ends before it begins."),
            ),
        ]

    @property
    def rows(self) -> StoredFile | None:
        """The rows that count."""
        return self.counted or self.parquet
