"""What the clock starts in casework."""

from __future__ import annotations

from celery import shared_task

from casework.people.discarding import delete_abandoned
from core.actor import Actor


@shared_task(name="casework.delete_abandoned_imports", ignore_result=True)
def delete_abandoned_imports() -> None:
    """Files with people that nobody imported."""
    delete_abandoned(by=Actor.system("deletion of abandoned imports"))
