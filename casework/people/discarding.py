"""Files that were received for an import and not imported: nobody needs them, and some were given by mistake."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import discard_people_file
from accounts.models import PeopleFile, PeopleFileState
from casework.access import can_work
from casework.holds.queries import held
from casework.models import Case
from core import clock
from core.actor import Actor
from core.verdict import ALLOWED, JUST_CHANGED, Refused, Verdict, refuse

ABANDONED_AFTER = timedelta(days=7)


def may_discard(case: Case, file: PeopleFile) -> Verdict:
    """What was imported stays as it was received; so does everything of a case under a hold."""
    if file.state == PeopleFileState.IMPORTED:
        return refuse(_("This file has been imported. It is kept as the proof of what was imported."))
    if held(case).whole:
        return refuse(_("A hold on the whole case stands: the file is kept until it is lifted."))
    return ALLOWED


@transaction.atomic
def discard_import(*, case: Case, file: PeopleFile, by: Actor) -> None:
    """Deletes the file and its bytes; the trail keeps the hash."""
    can_work(case).require()
    may_discard(case, file).require()
    if not discard_people_file(file=file, chain=case.chain, by=by):
        raise Refused(JUST_CHANGED)


def delete_abandoned(*, by: Actor) -> int:
    """Deletes what was left lying, in closed cases too; returns how many files went."""
    deleted = 0
    limit = clock.now() - ABANDONED_AFTER
    files = PeopleFile.objects.filter(state=PeopleFileState.RECEIVED, received_at__lt=limit, roster__case__isnull=False)
    for file in files.select_related("roster__case").order_by("pk"):
        case = file.roster.case
        if may_discard(case, file).allowed:
            deleted += discard_people_file(file=file, chain=case.chain, by=by)
    return deleted
