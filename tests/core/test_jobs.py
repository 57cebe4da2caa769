"""Jobs: claimed once, finished after a death, cancelled, given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from core import clock, jobs
from core.actor import Actor
from core.jobs import JobFailed, JobRun
from core.models import Job, JobState
from core.ref import Ref

pytestmark = pytest.mark.django_db
BY = Actor.system()


@pytest.fixture
def deeds() -> Iterator[list[str]]:
    """What the handlers of this module did."""
    done: list[str] = []

    @jobs.handler("test.count")
    def count(run: JobRun) -> dict[str, Any]:
        for step in range(3):
            run.progress(step, 3, force=True)
        done.append(run.payload["name"])
        return {"counted": 3}

    @jobs.handler("test.refuse")
    def refuse(_run: JobRun) -> None:
        raise JobFailed("The file is empty. Send another one.")

    @jobs.handler("test.break")
    def break_down(_run: JobRun) -> None:
        done.append("tried")
        raise RuntimeError("boom")

    yield done
    for kind in ("test.count", "test.refuse", "test.break"):
        jobs.handlers.pop(kind)


def add(kind: str = "test.count", name: str = "a") -> Job:
    with transaction.atomic():
        return jobs.enqueue(kind, payload={"name": name}, by=BY, scope=Ref("case", "x"), title="Counting")


def test_a_job_runs_to_its_result(deeds: list[str]) -> None:
    job = add()

    assert jobs.run_pending() == 1

    job.refresh_from_db()
    assert (job.state, job.result, job.percent, deeds) == (JobState.DONE, {"counted": 3}, 100, ["a"])


def test_a_job_of_an_unknown_kind_is_not_accepted() -> None:
    with pytest.raises(ValueError, match="no handler"):
        jobs.enqueue("test.nothing", payload={}, by=BY)


def test_a_job_left_by_a_dead_worker_is_done_again(deeds: list[str]) -> None:
    job = add()
    first = jobs.claim(job.pk)
    assert first is not None
    assert jobs.claim(job.pk) is None
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))

    jobs.run_pending()

    job.refresh_from_db()
    assert (job.state, job.attempts, deeds) == (JobState.DONE, 2, ["a"])


def test_a_worker_that_lost_its_lease_stops_and_changes_nothing(deeds: list[str]) -> None:
    job = add()
    slow = jobs.claim(job.pk)
    assert slow is not None
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    jobs.run_pending()

    with pytest.raises(jobs.LeaseLost):
        slow.progress(1, 3, force=True)

    job.refresh_from_db()
    assert (job.state, deeds) == (JobState.DONE, ["a"])


def test_a_refusal_is_shown_and_not_repeated(deeds: list[str]) -> None:
    job = add("test.refuse")

    jobs.run_pending()

    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "The file is empty. Send another one.", 1)


def test_an_unexpected_failure_is_tried_three_times(deeds: list[str]) -> None:
    job = add("test.break")

    jobs.run_pending()

    job.refresh_from_db()
    assert (job.state, deeds) == (JobState.FAILED, ["tried"] * 3)


def test_three_dead_workers_end_a_job_with_its_reason(deeds: list[str]) -> None:
    job = add()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=3, lease_until=clock.now() - timedelta(seconds=1)
    )

    jobs.sweep()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error


def test_a_waiting_job_is_cancelled_at_once(deeds: list[str]) -> None:
    job = add()

    jobs.cancel(job, by=BY)

    jobs.run_pending()
    job.refresh_from_db()
    assert (job.state, deeds) == (JobState.CANCELLED, [])


def test_a_running_job_stops_at_its_next_progress(deeds: list[str]) -> None:
    job = add()
    run = jobs.claim(job.pk)
    assert run is not None
    jobs.cancel(job, by=BY)

    with pytest.raises(jobs.Cancelled):
        run.progress(1, 3, force=True)


def test_a_job_is_not_written_when_its_action_fails(deeds: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 -- the transaction is the point
        jobs.enqueue("test.count", payload={"name": "a"}, by=BY)
        raise RuntimeError

    assert Job.objects.count() == 0
