"""What every step of a load has at hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, System
from config.casefolder.folder import CaseFolder
from core import jobs
from core.actor import Actor
from core.files import store_path
from core.models import Job, JobState, StoredFile
from core.verdict import Refused

PATIENCE = 0.1  # seconds between looks at a job that another process does


@dataclass
class Load:
    """One folder on its way into one case. `say` tells people how far it is; `done` counts for the result."""

    folder: CaseFolder
    case: Case
    by: Actor
    say: Callable[[str], None]
    done: dict[str, int] = field(default_factory=dict)

    def store(self, path: Path, content_type: str = "text/csv") -> StoredFile:
        """Keep a file of the folder as received."""
        return store_path(path, by=self.by, content_type=content_type)

    def systems(self, codes: list[str]) -> list[System]:
        """The systems of these codes, in this order. Raises Refused for one that is not known."""
        known = {system.code: system for system in System.objects.filter(case=self.case)}
        if absent := [code for code in codes if code not in known]:
            raise Refused(_("There is no system %(codes)s in the case.") % {"codes": ", ".join(absent)})
        return [known[code] for code in codes]


def wait_for(*waiting: Job) -> list[dict[str, Any]]:
    """Do the jobs here, or let a running worker do them, and give their results. Raises Refused for a failed one."""
    keys = [job.pk for job in waiting]
    while True:
        jobs.run_pending()
        rows = {job.pk: job for job in Job.objects.filter(pk__in=keys)}
        if all(job.state not in {JobState.QUEUED, JobState.RUNNING} for job in rows.values()):
            break
        time.sleep(PATIENCE)
    for job in rows.values():
        if job.state != JobState.DONE:
            raise Refused(job.error or _("The work «%(title)s» was stopped.") % {"title": job.title})
    return [dict(rows[key].result or {}) for key in keys]
