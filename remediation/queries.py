"""What the pages ask: how each measure stands today, which causes have no answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from casework.models import Case, Incident
from core import clock
from remediation.enums import BEGUN_STATES, MeasureState, TimingKind
from remediation.models import Cause, CauseMeasure, GroupLink, Measure, MeasureQuerySet
from remediation.timing import due_on
from remediation.timing.model import RECURRING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SOON = 30
"""Days before the due day in which a measure is shown as due."""


@dataclass(frozen=True)
class Standing:
    """A measure on one day: a word with its state (done, due, late, on, none), and the bucket it is counted in."""

    measure: Measure
    bucket: str
    state: str
    word: StrOrPromise
    next_on: date | None
    days: int | None

    @property
    def is_late(self) -> bool:
        return self.bucket == "late"


BUCKETS = ("done", "on_time", "soon", "late", "no_date")
"""Withdrawn measures are in none of them."""


def today_of(case: Case) -> date:
    return clock.today(case.time_zone)


def next_day(measure: Measure, today: date) -> date | None:
    """The day to look at: the due day, for recurring measures the end of the running occurrence."""
    if measure.state == MeasureState.RECURRING or (measure.timing_kind in RECURRING and measure.due_on is None):
        return due_on(measure.understood, after=today)
    return measure.due_on


def standing_of(measure: Measure, today: date) -> Standing:
    word = measure.get_state_display()
    if measure.state in {MeasureState.DONE, MeasureState.WITHDRAWN}:
        done = measure.state == MeasureState.DONE
        return Standing(measure, "done" if done else "", "done" if done else "none", word, None, None)
    if measure.state == MeasureState.RECURRING:
        return Standing(measure, "on_time", "on", word, next_day(measure, today), None)
    begun = measure.state in BEGUN_STATES
    open_ended = measure.timing_kind == TimingKind.FROM and begun
    if measure.promised_on is not None and measure.promised_on < today and not open_ended:
        days = (today - measure.promised_on).days
        return Standing(measure, "late", "late", _("days late: %(days)s") % {"days": days}, measure.due_on, days)
    if measure.due_on is None:
        return _undated(measure, today, word)
    if open_ended:
        return Standing(measure, "on_time", "on", word, None, None)
    left = (measure.due_on - today).days
    if 0 <= left <= SOON:
        return Standing(measure, "soon", "due", _("days left: %(days)s") % {"days": left}, measure.due_on, left)
    return Standing(measure, "on_time", "on" if begun else "none", word, measure.due_on, left)


def _undated(measure: Measure, today: date, word: StrOrPromise) -> Standing:
    if measure.review_on is None:
        return Standing(measure, "no_date", "due", _("No date: set a review date"), None, None)
    if measure.review_on < today:
        return Standing(measure, "no_date", "due", _("The review date has passed"), None, None)
    return Standing(measure, "no_date", "on" if measure.state in BEGUN_STATES else "none", word, None, None)


def standings(measures: Iterable[Measure], today: date) -> list[Standing]:
    return [standing_of(measure, today) for measure in measures]


def measures_of(case: Case) -> MeasureQuerySet:
    return Measure.objects.of_case(case).select_related("owner").in_order()


def overdue_count(case: Case) -> int:
    return Measure.objects.of_case(case).overdue(today_of(case)).count()


@dataclass(frozen=True)
class CauseRow:
    """A cause with its incidents and the measures that answer it; withdrawn ones do not."""

    cause: Cause
    incidents: list[Incident]
    measures: list[Measure]


@dataclass(frozen=True)
class CauseGroup:
    """The causes under one heading, in the order of the plan, and the measures that answer them all together."""

    heading: str
    rows: list[CauseRow]
    measures: list[Measure]

    @property
    def gaps(self) -> int:
        return sum(1 for row in self.rows if not row.measures)


def cause_groups(case: Case) -> list[CauseGroup]:
    """In the order in which the headings first appear; numbers go on from group to group."""
    rows: dict[str, list[CauseRow]] = {}
    for row in cause_rows(case):
        rows.setdefault(row.cause.heading, []).append(row)
    linked: dict[str, list[Measure]] = {}
    links = GroupLink.objects.filter(case=case).exclude(measure__state=MeasureState.WITHDRAWN)
    for link in links.select_related("measure").order_by("measure__position", "measure_id"):
        linked.setdefault(link.heading, []).append(link.measure)
    return [CauseGroup(heading, members, linked.get(heading, [])) for heading, members in rows.items()]


def measures_without_cause(case: Case) -> MeasureQuerySet:
    """Standing measures that answer no cause: allowed, and said."""
    linked = CauseMeasure.objects.filter(cause__case=case).values("measure_id")
    standing = Measure.objects.of_case(case).exclude(state=MeasureState.WITHDRAWN)
    return standing.exclude(pk__in=linked).in_order()


def cause_rows(case: Case) -> list[CauseRow]:
    standing = Measure.objects.exclude(state=MeasureState.WITHDRAWN).in_order()
    causes = Cause.objects.filter(case=case).order_by("position", "pk")
    found = causes.prefetch_related("incidents", Prefetch("measures", queryset=standing))
    return [CauseRow(cause, list(cause.incidents.all()), list(cause.measures.all())) for cause in found]


def causes_without_measure(case: Case) -> QuerySet[Cause]:
    answered = CauseMeasure.objects.exclude(measure__state=MeasureState.WITHDRAWN).values("cause_id")
    return Cause.objects.filter(case=case).exclude(pk__in=answered).order_by("position", "pk")


@dataclass(frozen=True)
class CoverRow:
    cause: Cause
    cells: list[bool]

    @property
    def answered(self) -> int:
        return sum(self.cells)


def coverage(case: Case) -> tuple[list[Measure], list[CoverRow]]:
    """The matrix: the standing measures that answer any cause, and for each cause which of them answer it."""
    measures = list(
        Measure.objects.of_case(case)
        .exclude(state=MeasureState.WITHDRAWN)
        .filter(pk__in=CauseMeasure.objects.filter(cause__case=case).values("measure_id"))
        .in_order()
        .only("pk", "no", "text", "public_id")
    )
    rows = []
    for cause in Cause.objects.filter(case=case).prefetch_related("links").order_by("position", "pk"):
        answering = {link.measure_id for link in cause.links.all()}
        rows.append(CoverRow(cause, [measure.pk in answering for measure in measures]))
    return measures, rows
