"""What changed since last month, from the days that measures and decisions bear themselves."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.models import Case
from remediation.enums import BEGUN_STATES, DecisionKind, MeasureState, TimingKind
from remediation.models import DeadlineRevision, Decision, Measure
from remediation.queries import Standing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

RANK = {
    "not_effective": 0,
    "late": 1,
    "put_off": 2,
    "returned": 3,
    "effective": 4,
    "confirmed": 5,
    "claimed": 6,
    "added": 7,
}


@dataclass(frozen=True)
class Change:
    """One measure, what happened to it, and the state that the icon shows."""

    measure: Measure
    kind: str
    state: str
    word: StrOrPromise
    on: date


@dataclass(frozen=True)
class Changes:
    """Since a day: what happened, and by how much done and late went up. `comparable`: there was a plan then."""

    since: date
    found: list[Change]
    done: int
    late: int
    comparable: bool

    @property
    def done_signed(self) -> str:
        return _signed(self.done)

    @property
    def late_signed(self) -> str:
        return _signed(self.late)


def _signed(number: int) -> str:
    return f"{number:+d}" if number else "±0"


def month_before(day: date) -> date:
    """The same day of the month before; its last day where it is shorter."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def changes_of(cases: list[Case], standing: Mapping[int, list[Standing]], on: date) -> Changes:
    """Across the cases; the days are those of each case's own clock."""
    since = month_before(on)
    zones = {case.pk: ZoneInfo(case.time_zone) for case in cases}
    ones = [one for case in cases for one in standing[case.pk]]
    measures = {one.measure.pk: one.measure for one in ones}
    found = [change for one in ones for change in _own(one, since, zones[one.measure.case_id])]
    found += _written(measures, since, zones)
    comparable = any(_existed(measure, since, zones[measure.case_id]) for measure in measures.values())
    if not comparable:
        found = [change for change in found if change.kind != "added"]
    found.sort(key=lambda change: (RANK[change.kind], -change.on.toordinal(), change.measure.pk))
    done_then = sum(1 for measure in measures.values() if _done_by(measure, since, zones[measure.case_id]))
    late_then = sum(1 for measure in measures.values() if _late_on(measure, since, zones[measure.case_id]))
    return Changes(
        since,
        found,
        sum(1 for one in ones if one.bucket == "done") - done_then,
        sum(1 for one in ones if one.bucket == "late") - late_then,
        comparable,
    )


def _done_day(measure: Measure, zone: ZoneInfo) -> date | None:
    if measure.state != MeasureState.DONE:
        return None
    at = measure.claimed_at or measure.created_at
    return measure.done_on or at.astimezone(zone).date()


def _done_by(measure: Measure, day: date, zone: ZoneInfo) -> bool:
    done = _done_day(measure, zone)
    return done is not None and done <= day


def _late_on(measure: Measure, day: date, zone: ZoneInfo) -> bool:
    if measure.state in {MeasureState.WITHDRAWN, MeasureState.RECURRING} or _done_by(measure, day, zone):
        return False
    open_ended = measure.timing_kind == TimingKind.FROM and measure.state in BEGUN_STATES
    return measure.promised_on is not None and measure.promised_on < day and not open_ended


def _existed(measure: Measure, day: date, zone: ZoneInfo) -> bool:
    """Written down by then, or with a day of its own before then."""
    days = [measure.created_at.astimezone(zone).date(), measure.promised_on, measure.done_on]
    return any(one is not None and one <= day for one in days)


def _own(one: Standing, since: date, zone: ZoneInfo) -> Iterable[Change]:
    """What the measure's own days tell. The day on which it became late is the one after the promised."""
    measure = one.measure
    done = _done_day(measure, zone)
    if measure.confirmed_at and (day := measure.confirmed_at.astimezone(zone).date()) > since:
        yield Change(measure, "confirmed", "done", _("confirmed"), day)
    elif done and done > since:
        yield Change(measure, "claimed", "on", _("claimed"), done)
    if one.is_late and measure.promised_on and measure.promised_on >= since:
        yield Change(measure, "late", "late", _("late"), measure.promised_on)
    created = measure.created_at.astimezone(zone).date()
    if created > since and one.bucket and done is None and not one.is_late:
        yield Change(measure, "added", "none", _("added"), created)


def _written(measures: Mapping[int, Measure], since: date, zones: Mapping[int, ZoneInfo]) -> list[Change]:
    """Postponements, returns and checks of the effect."""
    words = {
        DecisionKind.RETURNED: ("due", _("returned")),
        DecisionKind.EFFECTIVE: ("done", _("effective")),
        DecisionKind.NOT_EFFECTIVE: ("late", _("not effective")),
    }
    after = datetime.combine(since, time.min, tzinfo=ZoneInfo("UTC"))
    found = []
    for revision in DeadlineRevision.objects.filter(measure__in=measures, at__gte=after).order_by("pk"):
        measure = measures[revision.measure_id]
        day = revision.at.astimezone(zones[measure.case_id]).date()
        if revision.puts_off and day > since:
            found.append(Change(measure, "put_off", "due", _("put off"), day))
    for decision in Decision.objects.filter(measure__in=measures, kind__in=words, at__gte=after).order_by("pk"):
        measure = measures[decision.measure_id]
        day = decision.at.astimezone(zones[measure.case_id]).date()
        if day > since:
            state, word = words[DecisionKind(decision.kind)]
            found.append(Change(measure, str(decision.kind), state, word, day))
    return found
