from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.access import Right, may
from casework.models import Case
from casework.queries import role_in
from core.verdict import ALLOWED, Verdict, refuse
from remediation.models import ClosedDay, Occurrence, OccurrenceState

FARTHEST = timedelta(days=366)
MOST_REMINDERS = 10


def can_still_change(occurrence: Occurrence) -> Verdict:
    if occurrence.state == OccurrenceState.DONE:
        return refuse(_("This time is done already, so nothing about it can be changed."))
    return ALLOWED


def can_snooze_until(until: date, today: date) -> Verdict:
    if until <= today:
        return refuse(_("Choose a day in the future until which nobody is reminded."))
    if until > today + FARTHEST:
        return refuse(_("Nothing is put off for more than a year. Choose an earlier day."))
    return ALLOWED


def can_be_without_reason(reason: str) -> Verdict:
    return ALLOWED if reason.strip() else refuse(_("Write why. The reason stands in the history."))


def can_remind(days: Sequence[int]) -> Verdict:
    if len(days) > MOST_REMINDERS or any(not 0 <= day <= 366 for day in days):
        return refuse(_("Write at most ten numbers of days, each from 0 to 366."))
    return ALLOWED


def can_be_quiet(begin: time | None, end: time | None) -> Verdict:
    if (begin is None) != (end is None):
        return refuse(_("Quiet hours need a beginning and an end."))
    return ALLOWED


def can_escalate(case: Case, steps: Sequence[tuple[str, int, User | None]]) -> Verdict:
    if any(days < 1 for _target, days, _user in steps):
        return refuse(_("Nobody is told before the day after the due day."))
    if len({target for target, _days, _user in steps}) != len(steps):
        return refuse(_("Each link of the chain stands in it once."))
    if any(user is not None and role_in(user, case) is None for _target, _days, user in steps):
        return refuse(_("Only members of the case can stand in its chain. Add the person to the case first."))
    return ALLOWED


def can_open(case: Case, closed: ClosedDay) -> Verdict:
    if closed.case_id != case.pk and closed.organisation_id != case.organisation_id:
        return refuse(_("This closed day belongs to another case."))
    return ALLOWED


def can_be_away(user: User, delegate: User, first_on: date, last_on: date) -> Verdict:
    if delegate == user:
        return refuse(_("Choose somebody else for the time of the leave."))
    if last_on < first_on:
        return refuse(_("The leave ends before it begins."))
    return ALLOWED


def may_share(user: User, case: Case) -> Verdict:
    return may(user, case, Right.VIEW)
