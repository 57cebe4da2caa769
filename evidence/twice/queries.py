"""Overlaps of files with what holds about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from casework.models import Case
from evidence.enums import LogFileState
from evidence.models import FileOverlap, LogFile, OverlapDecision
from evidence.models.overlap import Counting


@dataclass(frozen=True)
class Standing:
    """An overlap with its decisions, the newest first."""

    overlap: FileOverlap
    decisions: Sequence[OverlapDecision]

    @property
    def counting(self) -> Counting:
        """What holds: the newest decision, else the default."""
        return Counting(self.decisions[0].counting if self.decisions else self.overlap.default)

    @property
    def once(self) -> bool:
        return self.counting == Counting.ONCE

    @property
    def to_decide(self) -> bool:
        """Somebody should look: rows are the same or contradict each other, and nobody has decided."""
        return not self.decisions and bool(self.overlap.same or self.overlap.contradicting)


def _rows() -> QuerySet[FileOverlap]:
    found = FileOverlap.objects.select_related("earlier__source", "later__source", "rows")
    return found.prefetch_related("decisions").order_by("found_at", "pk")


def _standing(overlap: FileOverlap) -> Standing:
    return Standing(overlap, sorted(overlap.decisions.all(), key=lambda one: -one.pk))


def overlaps_of(log_file: LogFile) -> list[Standing]:
    """Those that the file has with earlier and with later ones."""
    return [_standing(one) for one in _rows().filter(Q(earlier=log_file) | Q(later=log_file))]


def overlap_between(one: LogFile, other: LogFile) -> FileOverlap | None:
    """What two files share, whichever was read in first."""
    pair = Q(earlier=one, later=other) | Q(earlier=other, later=one)
    return FileOverlap.objects.select_related("earlier", "later__case", "later__parquet").filter(pair).first()


def overlaps_in(case: Case) -> list[Standing]:
    """All of a case."""
    return [_standing(one) for one in _rows().filter(later__case=case)]


def unlaid(log_file: LogFile) -> list[LogFile]:
    """Other read files of the source that share some time with this one and were not laid over it yet."""
    if log_file.parquet_id is None or log_file.first_at is None or log_file.last_at is None:
        return []
    laid = FileOverlap.objects.filter(Q(earlier=log_file) | Q(later=log_file)).values_list("earlier_id", "later_id")
    known = {pk for pair in laid for pk in pair}
    others = LogFile.objects.filter(source=log_file.source_id, state=LogFileState.IMPORTED, parquet__isnull=False)
    shared = others.filter(first_at__lte=log_file.last_at, last_at__gte=log_file.first_at)
    return list(shared.exclude(pk__in={*known, log_file.pk}).select_related("parquet").order_by("received_at", "pk"))


def counted_once(case: Case) -> int:
    """Rows of the case that were received twice and are counted once."""
    return LogFile.objects.filter(case=case).aggregate(n=Sum("twice"))["n"] or 0
