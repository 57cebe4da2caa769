from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.verdict import ALLOWED, Verdict, refuse
from remediation.enums import OPEN_STATES
from remediation.models import Cause, Measure
from remediation.timing import Timing, needs_review_date


def can_use_measure_number(case: Case, no: str, *, except_for: Measure | None = None) -> Verdict:
    taken = Measure.objects.filter(case=case, no=no)
    if except_for is not None:
        taken = taken.exclude(pk=except_for.pk)
    if taken.exists():
        return refuse(_("There is a measure with this number already. Choose another number."))
    return ALLOWED


def can_use_cause_number(case: Case, no: str, *, except_for: Cause | None = None) -> Verdict:
    taken = Cause.objects.filter(case=case, no=no)
    if except_for is not None:
        taken = taken.exclude(pk=except_for.pk)
    if taken.exists():
        return refuse(_("There is a cause with this number already. Choose another number."))
    return ALLOWED


def can_stand_without_review(timing: Timing, state: str, review_on: date | None) -> Verdict:
    """Where no due day follows from the timing, somebody says when to look again."""
    if state not in OPEN_STATES or review_on is not None or not needs_review_date(timing):
        return ALLOWED
    return refuse(
        _("No due day follows from this timing. Write a review date, so that the measure is looked at again.")
    )


def can_be_done_on(day: date | None, today: date) -> Verdict:
    """Nothing is done tomorrow; it may well have been done before the incident became known."""
    if day is not None and day > today:
        return refuse(_("The day of completion lies in the future. Write the day on which it was done."))
    return ALLOWED


def can_link(case: Case, causes: list[Cause]) -> Verdict:
    if any(cause.case_id != case.pk for cause in causes):
        return refuse(_("A cause of another case cannot be linked."))
    return ALLOWED
