"""Long work that survives a killed worker.

The Job row is written in the action's own transaction and is the truth. A worker claims it by an UPDATE that only one
can win, renews its lease while it lives, and a sweep wakes up whatever was left behind. A handler may therefore run
twice: it stages in files, publishes in one short action, and looks first whether it has published already.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.models import Job, JobState
from core.ref import Ref
from core.verdict import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)
Handler = Callable[["JobRun"], Mapping[str, Any] | None]
handlers: dict[str, Handler] = {}
PROGRESS_EVERY = 0.3  # seconds


class Cancelled(Exception):  # noqa: N818 -- a wish, not a fault
    """Somebody asked for the work to stop."""


class LeaseLost(Exception):  # noqa: N818 -- another worker goes on with it
    """This worker was too slow to renew; whatever it does now does not count."""


class JobFailed(Refused):
    """The work cannot succeed; the sentence is shown and there is no retry."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind."""

    def register(function: Handler) -> Handler:
        if kind in handlers and handlers[kind] is not function:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        handlers[kind] = function
        return function

    return register


class JobRun:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, job: Job, token: str) -> None:
        self.job, self.token = job, token
        self._shown_at = 0.0
        self._lost = threading.Event()

    @property
    def payload(self) -> dict[str, Any]:
        """What the action asked for: ids only."""
        return dict(self.job.payload)

    @property
    def by(self) -> Actor:
        """Who asked."""
        return self.job.by

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, lease_token=self.token, state=JobState.RUNNING)

    def renew(self) -> bool:
        """Prolong the lease; False when it is no longer ours."""
        until = clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        if self._mine().update(lease_until=until) == 1:
            return True
        self._lost.set()
        return False

    def check(self) -> None:
        """Raise Cancelled or LeaseLost when there is no reason to go on."""
        if self._lost.is_set():
            raise LeaseLost
        row = self._mine().values_list("cancel_asked", flat=True).first()
        if row is None:
            raise LeaseLost
        if row:
            raise Cancelled

    def progress(self, done: int, total: int | None = None, note: str = "", *, force: bool = False) -> None:
        """Say how far the work is. Cheap: written at most every 0.3 s. Raises Cancelled when a stop was asked for."""
        moment = time.monotonic()
        if not force and moment - self._shown_at < PROGRESS_EVERY:
            return
        self._shown_at = moment
        until = clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        facts: dict[str, Any] = {"done": done, "note": note[:300], "lease_until": until}
        if total is not None:
            facts["total"] = total
        if self._mine().update(**facts) != 1:
            raise LeaseLost
        self.check()


def enqueue(
    kind: str, *, payload: Mapping[str, Any], by: Actor, scope: Ref | None = None, title: StrOrPromise = ""
) -> Job:
    """Write the job in the present transaction and wake a worker when that commits."""
    if kind not in handlers:
        raise ValueError(f"no handler for jobs of kind {kind}")
    job = Job.objects.create(
        kind=kind,
        title=str(title),
        payload=dict(payload),
        scope_kind=scope.kind if scope else "",
        scope_id=scope.id if scope else "",
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
    )
    transaction.on_commit(lambda: wake(job.pk))
    return job


def wake(job_id: int) -> None:
    """Tell the workers. Lost messages do not matter: the sweep repeats them."""
    from core.tasks import run_job  # noqa: PLC0415 -- tasks import this module

    try:
        run_job.apply_async(args=(job_id,), retry=False)
    except Exception:
        logger.exception("The broker could not be reached; the sweep will start job %s", job_id)


def cancel(job: Job, *, by: Actor) -> None:
    """Ask the work to stop; a job that has not begun stops at once."""
    del by  # the caller's action writes the audit row
    now = clock.now()
    stopped = Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, cancel_asked=True, finished_at=now
    )
    if not stopped:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked=True)


def claim(job_id: int) -> JobRun | None:
    """Take the job for this worker, or None if it is not to be had."""
    token = uuid.uuid4().hex
    now = clock.now()
    won = (
        Job.objects.claimable()
        .filter(pk=job_id, attempts__lt=settings.JOB_ATTEMPTS)
        .update(
            state=JobState.RUNNING,
            lease_token=token,
            lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            attempts=F("attempts") + 1,
            started_at=now,
            done=0,
        )
    )
    return JobRun(Job.objects.get(pk=job_id), token) if won == 1 else None


def _finish(run: JobRun, state: str, **facts: Any) -> None:
    changed = Job.objects.filter(pk=run.job.pk, lease_token=run.token, state=JobState.RUNNING).update(
        state=state, finished_at=clock.now(), lease_until=None, **facts
    )
    if changed != 1:
        logger.warning("Job %s was finished by another worker", run.job.pk)


def _beat(run: JobRun, stop: threading.Event) -> None:
    pause = max(0.5, settings.JOB_LEASE_SECONDS / 4)
    try:
        while not stop.wait(pause):
            try:
                if not run.renew():
                    return
            except Exception:
                logger.exception("The lease of job %s could not be renewed now", run.job.pk)
    finally:
        connection.close()


def execute(job_id: int, *, heartbeat: bool = True) -> None:
    """Claim and do the job; every outcome ends in the row."""
    run = claim(job_id)
    if run is None:
        return
    stop = threading.Event()
    if heartbeat:
        threading.Thread(target=_beat, args=(run, stop), daemon=True).start()
    try:
        result = handlers[run.job.kind](run)
        done = Job.objects.values_list("total", "done").get(pk=job_id)
        _finish(run, JobState.DONE, result=dict(result or {}), done=done[0] if done[0] is not None else done[1])
    except Cancelled:
        _finish(run, JobState.CANCELLED)
    except LeaseLost:
        logger.warning("Job %s went on in another worker", job_id)
    except Refused as refusal:
        _finish(run, JobState.FAILED, error=str(refusal.reason))
    except Exception:
        logger.exception("Job %s of kind %s failed", job_id, run.job.kind)
        if run.job.attempts >= settings.JOB_ATTEMPTS:
            _finish(
                run,
                JobState.FAILED,
                error=_("The work failed three times for an unexpected reason. The details are in the server's log."),
            )
        else:
            Job.objects.filter(pk=job_id, lease_token=run.token).update(state=JobState.QUEUED, lease_until=None)
    finally:
        stop.set()


def sweep() -> int:
    """Wake up what waits or was left behind; give up on what failed three times. Returns how many were woken."""
    Job.objects.claimable().filter(attempts__gte=settings.JOB_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=clock.now(),
        error=_("The work was started three times and each time its worker died. The details are in the server's log."),
    )
    Job.objects.filter(state=JobState.RUNNING, lease_until__lt=clock.now(), cancel_asked=True).update(
        state=JobState.CANCELLED, finished_at=clock.now()
    )
    waiting = list(Job.objects.claimable().order_by("pk").values_list("pk", flat=True)[:50])
    for job_id in waiting:
        wake(job_id)
    return len(waiting)


def run_pending() -> int:
    """Do all waiting jobs here and now, without a worker: for commands and tests. Returns how many were done."""
    count = 0
    while (
        job_id := Job.objects.claimable()
        .filter(attempts__lt=settings.JOB_ATTEMPTS)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    ):
        execute(job_id, heartbeat=False)
        count += 1
    return count
