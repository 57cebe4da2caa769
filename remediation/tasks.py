"""What beat asks for: look whether somewhere the morning has come."""

from __future__ import annotations

from celery import shared_task

from remediation.deadlines import reminding


@shared_task(name="remediation.remind", ignore_result=True)
def remind() -> None:
    """Produce occurrences, write reminders and escalations; doing it twice changes nothing."""
    reminding.remind_all()
