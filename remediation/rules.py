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


def can_change(measure: Measure) -> Verdict:
    """A confirmed or withdrawn measure is closed for good."""
    if measure.is_closed:
        return refuse(_("This measure is closed and stays as it is. Add a successor that points back to it."))
    return ALLOWED


def can_keep_number(measure: Measure, no: str) -> Verdict:
    """Reports and letters cite the number: it stays with its measure and is never given to another."""
    if no != measure.no:
        return refuse(_("The number of a measure never changes, because reports cite it. Add a new measure instead."))
    return ALLOWED


def can_put_off(reason: str, agreed_by: str) -> Verdict:
    if reason.strip() and agreed_by.strip():
        return ALLOWED
    return refuse(_("This day is later than the one promised. Write the reason, and who agreed to it."))


def can_finish(open_parts: int) -> Verdict:
    """A measure is done when its last part is done."""
    if open_parts:
        return refuse(_("Not all sub-actions are done yet. The measure is done when the last of them is."))
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
