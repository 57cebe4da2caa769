"""What the clock starts in surveys."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import OperationalError

from core.actor import Actor
from surveys.actions import send_all_due
from surveys.clarifying.actions import remind_due_queries
from surveys.ending.actions import delete_unsubmitted
from surveys.ending.traces import write_anew
from surveys.sealed.received import remove_readable
from surveys.visits import forget_old_visits


@shared_task(name="surveys.send_due_reminders", ignore_result=True)
def send_due_reminders() -> None:
    """Reminders whose day has come."""
    send_all_due(by=Actor.system("reminder schedule"))


@shared_task(name="surveys.forget_old_visits", ignore_result=True)
def forget_sessions() -> None:
    """Sessions of respondents that are over."""
    forget_old_visits()


@shared_task(name="surveys.remind_due_queries", ignore_result=True)
def remind_queries() -> None:
    """Mails to those whose answer to a question is wanted tomorrow or is late."""
    remind_due_queries()


@shared_task(
    name="surveys.delete_unsubmitted",
    bind=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),
    retry_backoff=60,
    max_retries=8,
)
def delete_drafts(task: Any) -> None:
    """Answers that nobody submitted, some days after their wave has ended; tried again while the database is busy."""
    remove_readable()
    deleted = delete_unsubmitted(by=Actor.system("deletion of unsubmitted answers"))
    if deleted or task.request.retries:
        write_anew()
