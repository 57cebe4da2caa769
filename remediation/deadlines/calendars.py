"""The business days of a case: holidays, bank days, the days its organisation and itself have closed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from casework.models import Case
from engines.calendar import Shift, WorkCalendar
from remediation.models import ClosedDay, DeadlineRules


def rules_of(case: Case) -> DeadlineRules:
    """The stored rules, or unsaved ones with the defaults."""
    return DeadlineRules.objects.filter(case=case).first() or DeadlineRules(case=case)


def calendar_of(case: Case, rules: DeadlineRules | None = None) -> WorkCalendar:
    closed = ClosedDay.objects.filter(Q(case=case) | Q(organisation_id=case.organisation_id))
    bank_days = (rules or rules_of(case)).bank_days
    return WorkCalendar(frozenset(closed.values_list("day", flat=True)), bank_days=bank_days)


def settled(case: Case, day: date | None) -> date | None:
    """The due day after the rule for days that are no business days."""
    if day is None:
        return None
    rules = rules_of(case)
    if rules.day_rule == Shift.KEEP:
        return day
    return calendar_of(case, rules).shifted(day, Shift(rules.day_rule))


def moment_of(rules: DeadlineRules, day: date) -> datetime:
    """When the mail of this day goes out: at the case's hour, or when its quiet hours end."""
    zone = ZoneInfo(rules.case.time_zone)
    at, begin, end = rules.remind_at, rules.quiet_from, rules.quiet_to
    if begin is None or end is None or not _quiet(at, begin, end):
        return datetime.combine(day, at, zone)
    over_midnight = begin > end and at >= begin
    return datetime.combine(day + timedelta(days=over_midnight), end, zone)


def _quiet(at: time, begin: time, end: time) -> bool:
    return begin <= at < end if begin <= end else at >= begin or at < end
