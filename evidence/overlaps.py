"""A file laid over the other files of its source, as the command tells it."""

from __future__ import annotations

from typing import Any

from evidence.models import LogFile
from evidence.twice.queries import overlaps_of


def overlaps_json(log_file: LogFile) -> list[dict[str, Any]]:
    """Each other file of the source that covers some of the same time: rows the same, rows that contradict."""
    found = []
    for standing in overlaps_of(log_file):
        overlap = standing.overlap
        first = overlap.later_id == log_file.pk
        other = overlap.earlier if first else overlap.later
        only = (overlap.only_earlier, overlap.only_later)
        found.append(
            {
                "file": other.name,
                "sha256": other.sha256,
                "window": [at.isoformat() for at in (overlap.starts_at, overlap.ends_at)],
                "same": overlap.same,
                "contradicting": overlap.contradicting,
                "only_earlier": only[0] if first else only[1],
                "only_this": only[1] if first else only[0],
                "counting": str(standing.counting),
            }
        )
    return found
