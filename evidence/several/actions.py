"""Read in all files of a source that nothing has to be asked about; stop the reading of one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from core import jobs
from core.actor import Actor
from core.models import Job
from core.ref import Ref
from core.verdict import Refused
from evidence.actions import start_ingest
from evidence.models import LogFile, LogSource
from evidence.several.readings import files_of


@transaction.atomic
def read_together(*, source: LogSource, by: Actor) -> list[Job]:
    """One job for each file, so that none waits for another's failure. Files with an open question stay as they are."""
    can_work(source.case).require()
    LogSource.objects.select_for_update().get(pk=source.pk)
    # What was said for one file alone comes first: the source goes on remembering what holds for all.
    ready = sorted(files_of(source).ready, key=lambda reading: not reading.is_prepared)
    if not ready:
        raise Refused(_("No file can be read in now. Answer what is asked about them."))
    return [start_ingest(log_file=one.log_file, mapping=one.mapping, by=by) for one in ready]


@transaction.atomic
def stop_reading(*, log_file: LogFile, by: Actor) -> None:
    """All rows of this attempt are discarded; the file stays and can be read in again."""
    can_work(log_file.case).require()
    if log_file.job is None or log_file.job.is_over:
        raise Refused(_("This file is not being read in."))
    jobs.cancel(log_file.job, by=by)
    trail.record(
        "evidence.ingest_stopped",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={"sha256": log_file.sha256},
    )
