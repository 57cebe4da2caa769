"""Work that comes round by the clock."""

from __future__ import annotations

from celery import shared_task

from core.actor import Actor
from evidence.custody import actions
from evidence.notes import reminding
from evidence.upkeep import actions as upkeep


@shared_task(name="evidence.check_files", ignore_result=True)
def check_files() -> None:
    """Read all evidence again and compare the hashes."""
    actions.check_files(by=Actor.system("nightly check"))


@shared_task(name="evidence.follow_changes", ignore_result=True)
def follow_changes() -> None:
    """Compare anew where something has changed and come to rest."""
    upkeep.follow_changes()


@shared_task(name="evidence.remind_owners", ignore_result=True)
def remind_owners() -> None:
    """Tell the owners of overdue notes."""
    reminding.remind_owners()
