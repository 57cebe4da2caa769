"""Lay a file over the others of its source, and keep what is counted of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction

from audit import trail
from core import files
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from engines.columnar.overlap import overlap
from engines.columnar.twice import rows_twice, without_rows
from evidence.models import FileOverlap, LogFile, OverlapPairs
from evidence.models.overlap import Counting
from evidence.twice.queries import overlaps_of, unlaid


def lay_over(log_file: LogFile, *, by: Actor) -> None:
    """Find the rows that other files of the source hold too, and keep what is counted. A second time changes nothing.

    Of two files the one that was read in later leaves out what both hold.
    """
    laid = [sorted((other, log_file), key=lambda one: (one.imported_at, one.pk)) for other in unlaid(log_file)]
    for earlier, later in laid:
        _find(earlier, later, by)
    for later in {later.pk: later for _earlier, later in laid}.values():
        keep_counted(later, by=by)


def _find(earlier: LogFile, later: LogFile, by: Actor) -> None:
    assert earlier.parquet is not None  # noqa: S101 -- only read files are laid over
    assert later.parquet is not None  # noqa: S101 -- the same
    assert earlier.first_at is not None and earlier.last_at is not None  # noqa: PT018, S101 -- the same
    assert later.first_at is not None and later.last_at is not None  # noqa: PT018, S101 -- the same
    starts_at, ends_at = max(earlier.first_at, later.first_at), min(earlier.last_at, later.last_at)
    rows: StoredFile | None = None
    same = 0
    with files.scratch_dir() as folder:
        found = overlap(earlier.parquet.path, later.parquet.path, pairs=folder / "pairs.parquet")
        if found.same:
            same = rows_twice(earlier.parquet.path, later.parquet.path, folder / "twice.parquet")
            rows = files.store_path(folder / "twice.parquet", name=f"{later.name}.twice.parquet", by=by)
        pairs = store_pairs(folder / "pairs.parquet", later, by) if found.contradicting else None
    facts = {
        "rows": rows,
        "same": same,
        "contradicting": found.contradicting,
        "only_earlier": found.only_first,
        "only_later": found.only_second,
        "default": Counting.ONCE if starts_at < ends_at else Counting.BOTH,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    with transaction.atomic():
        made, new = FileOverlap.objects.get_or_create(earlier=earlier, later=later, defaults=facts)
        if new and pairs is not None:
            OverlapPairs.objects.create(overlap=made, rows=pairs, basis=basis_of(made))
        if new and (same or found.contradicting):
            detail = {"same": same, "contradicting": made.contradicting, "default": made.default}
            record_overlap("evidence.overlap_found", made, by, detail)


def basis_of(found: FileOverlap) -> str:
    """A hash of the rows of both files: pairs of other rows are not shown."""
    compared = [one.parquet.sha256 if one.parquet else "" for one in (found.earlier, found.later)]
    return hashlib.sha256(" ".join(compared).encode()).hexdigest()


def store_pairs(path: Path, later: LogFile, by: Actor) -> StoredFile:
    """Keep the contradicting rows."""
    return files.store_path(path, name=f"{later.name}.pairs.parquet", by=by)


def keep_counted(log_file: LogFile, *, by: Actor) -> int:
    """Write the file's rows without those that are counted in an earlier file; returns how many are left out."""
    assert log_file.parquet is not None  # noqa: S101 -- only of read files
    own = [one for one in overlaps_of(log_file) if one.overlap.later_id == log_file.pk and one.once]
    marks = [one.overlap.rows for one in own if one.overlap.rows is not None and one.overlap.same]
    counted: StoredFile | None = None
    left_out = 0
    if marks:
        with files.scratch_dir() as folder:
            target = folder / "counted.parquet"
            remaining = without_rows(log_file.parquet.path, [mark.path for mark in marks], target)
            left_out = (log_file.accepted or 0) - remaining
            counted = files.store_path(target, name=f"{log_file.name}.counted.parquet", by=by)
    LogFile.objects.filter(pk=log_file.pk).update(counted=counted, twice=left_out)
    return left_out


def record_overlap(kind: str, found: FileOverlap, by: Actor, detail: dict[str, Any]) -> None:
    """A line of the trail: which files by their hashes, how many rows."""
    trail.record(
        kind,
        by=by,
        chain=found.later.case.chain,
        subject=Ref("file_overlap", str(found.public_id)),
        detail={"earlier": found.earlier.sha256, "later": found.later.sha256, **detail},
    )
