"""What the clock starts in surveys."""

from __future__ import annotations

from celery import shared_task

from core.actor import Actor
from surveys.actions import send_all_due
from surveys.clarifying.actions import remind_due_queries
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
