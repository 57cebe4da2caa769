"""A file laid over the earlier files of its source."""

from __future__ import annotations

from typing import Any

from engines.columnar.overlap import overlap
from evidence.enums import LogFileState
from evidence.models import LogFile


def overlaps_of(log_file: LogFile) -> list[dict[str, Any]]:
    """Each other imported file of the source that covers some of the same time: rows the same, rows that contradict."""
    if log_file.parquet is None or log_file.first_at is None or log_file.last_at is None:
        return []
    others = (
        LogFile.objects.filter(source=log_file.source_id, state=LogFileState.IMPORTED, parquet__isnull=False)
        .filter(first_at__lte=log_file.last_at, last_at__gte=log_file.first_at)
        .exclude(pk=log_file.pk)
        .select_related("parquet")
        .order_by("received_at", "pk")
    )
    found = []
    for other in others:
        assert other.parquet is not None  # noqa: S101 -- filtered above
        laid = overlap(other.parquet.path, log_file.parquet.path)
        found.append(
            {
                "file": other.name,
                "sha256": other.sha256,
                "window": [at.isoformat() if at else None for at in (laid.start, laid.end)],
                "same": laid.same,
                "contradicting": laid.contradicting,
                "only_earlier": laid.only_first,
                "only_this": laid.only_second,
            }
        )
    return found
