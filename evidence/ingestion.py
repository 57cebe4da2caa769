"""The job that reads a log file in: staged in a scratch folder, published in one short action.

A worker may die at any moment: what was staged is swept away, the file stays «received», and the next attempt
begins anew. Nothing half done is ever visible.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from core import clock, files
from core.jobs import JobFailed, JobRun, handler
from core.verdict import Refused
from engines.columnar.logs import LogError, LogMapping
from evidence.actions import publish_log
from evidence.custody import actions as custody
from evidence.custody.revealing import write_revealable
from evidence.enums import LogFileState
from evidence.keys import contract_key
from evidence.messages import sentence_of
from evidence.models import LogFile
from evidence.twice.finding import lay_over


def aware(moment: datetime | None) -> datetime | None:
    """The engine's naive UTC as an aware time."""
    return moment.replace(tzinfo=UTC) if moment is not None else None


@handler("evidence.ingest")
def ingest_log(run: JobRun) -> dict[str, Any]:
    """Read the file with its mapping and publish the rows; a second run after publishing only reports."""
    from engines.columnar.ingest import ingest  # noqa: PLC0415 -- slow import

    log_file = LogFile.objects.select_related("stored", "case").get(pk=run.payload["log_file"])
    if log_file.state != LogFileState.IMPORTED:
        started = time.monotonic()
        hashing = contract_key()
        try:
            original = custody.used(log_file, purpose="ingest", by=run.by)
        except Refused as refusal:
            LogFile.objects.filter(pk=log_file.pk).update(state=LogFileState.FAILED)
            raise JobFailed(str(refusal.reason)) from refusal
        with files.scratch_dir() as folder:
            try:
                read = ingest(
                    original.path,
                    mapping=LogMapping.from_dict(log_file.mapping),
                    key=hashing.secret,
                    long_hashes=hashing.long,
                    directory=folder,
                    progress=run.progress,
                )
            except LogError as error:
                LogFile.objects.filter(pk=log_file.pk).update(state=LogFileState.FAILED)
                raise JobFailed(sentence_of(error)) from error
            parquet = files.store_path(read.parquet, name=f"{log_file.name}.parquet", by=run.by)
            rejects = files.store_path(
                read.rejects, name=f"{log_file.name}.rejects.csv", by=run.by, content_type="text/csv"
            )
            sealed = write_revealable(original.path, LogMapping.from_dict(log_file.mapping), folder)
            revealable = files.store_path(sealed, name=f"{log_file.name}.sealed", by=run.by) if sealed else None
        run.check()
        published = publish_log(
            log_file=log_file,
            by=run.by,
            facts={
                "parquet": parquet,
                "rejects": rejects,
                "revealable": revealable,
                "encoding": read.encoding,
                "delimiter": read.delimiter,
                "profile": log_file.profile
                | {
                    "read": {
                        "format": read.format,
                        "parts": list(read.parts),
                        "blank_lines": read.blank_lines,
                        "other_lines": dict(read.other_lines),
                        "private_use": dict(read.private_use),
                    }
                },
                "rows_in": read.rows_in,
                "accepted": read.accepted,
                "rejected": read.rejected,
                "reasons": dict(read.reasons),
                "first_at": aware(read.first_at),
                "last_at": aware(read.last_at),
                "seconds": round(time.monotonic() - started, 3),
                "imported_at": clock.now(),
            },
        )
        if published:
            made = [parquet, rejects, *([revealable] if revealable else [])]
            custody.derived(log_file, made, form=read.format, by=run.by)
        log_file.refresh_from_db()
    lay_over(log_file, by=run.by)
    return {"rows_in": log_file.rows_in, "accepted": log_file.accepted, "rejected": log_file.rejected}
