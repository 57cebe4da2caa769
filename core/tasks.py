"""Celery's side: wake-up signals only; the rows are the truth."""

from __future__ import annotations

from celery import shared_task

from core import files, jobs, outbox


@shared_task(name="core.run_job", acks_late=True, ignore_result=True)
def run_job(job_id: int) -> None:
    """Do one job if it is to be had."""
    jobs.execute(job_id)


@shared_task(name="core.sweep_jobs", ignore_result=True)
def sweep_jobs() -> None:
    """Wake up what was left behind, and clear what the dead left on the disk."""
    jobs.sweep()
    files.sweep_scratch()


@shared_task(name="core.send_outbox", ignore_result=True)
def send_outbox() -> None:
    """Send waiting mail."""
    outbox.send_waiting()
