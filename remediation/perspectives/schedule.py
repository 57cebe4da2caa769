"""Measures in time: the days of a month, and plan beside fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from engines.calendar import is_business_day, month_span
from engines.charts import GanttRow, Stretch, gantt
from remediation.enums import BEGUN_STATES, OPEN_STATES, MeasureState
from remediation.models import Measure
from remediation.models.occurrence import Occurrence, OccurrenceState
from remediation.queries import standing_of
from remediation.timing import due_on
from remediation.timing.model import RECURRING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_OCCURRENCES = 40


@dataclass(frozen=True)
class Mark:
    """One thing on a day: what, and its state for the icon."""

    measure: Measure
    word: StrOrPromise
    state: str


@dataclass
class Day:
    day: date
    inside: bool
    is_today: bool
    is_free: bool
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Day]]
    count: int

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(measures: Iterable[Measure], first: date, today: date) -> Month:
    """Whole weeks from Monday; due days, occurrences, review days and days of completion."""
    span = month_span(first.year, first.month)
    found = list(measures)
    marks = _marks(found, span.start, span.end, today, _written(found, span.start, span.end))
    start = span.start - timedelta(days=span.start.weekday())
    weeks = []
    while start <= span.end:
        days = [start + timedelta(days=place) for place in range(7)]
        weeks.append(
            [
                Day(day, span.start <= day <= span.end, day == today, not is_business_day(day), marks.get(day, []))
                for day in days
            ]
        )
        start += timedelta(days=7)
    return Month(span.start, weeks, sum(len(found) for found in marks.values()))


def _written(measures: list[Measure], first: date, last: date) -> dict[int, list[Occurrence]]:
    """The occurrences that were made ahead, by measure: those planned for the month or moved into it."""
    rows = Occurrence.objects.filter(measure__in=measures)
    rows = rows.filter(Q(planned_on__range=(first, last)) | Q(due_on__range=(first, last)))
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for row in rows.order_by("due_on", "pk"):
        found[row.measure_id].append(row)
    return found


def _marks(
    measures: Iterable[Measure], first: date, last: date, today: date, written: Mapping[int, list[Occurrence]]
) -> dict[date, list[Mark]]:
    found: dict[date, list[Mark]] = defaultdict(list)
    for measure in measures:
        rows = written.get(measure.pk, [])
        marks = [(row.due_on, _occurrence_mark(measure, row, today)) for row in rows]
        known = {row.planned_on for row in rows}
        for day, mark in (*marks, *_marks_of(measure, first, last, today, known)):
            if first <= day <= last:
                found[day].append(mark)
    return found


def _occurrence_mark(measure: Measure, row: Occurrence, today: date) -> Mark:
    if row.state == OccurrenceState.DONE:
        return Mark(measure, row.get_state_display(), "done")
    return Mark(measure, _("Occurrence due"), "late" if row.due_on < today else "due")


def _marks_of(
    measure: Measure, first: date, last: date, today: date, known: Collection[date]
) -> Iterable[tuple[date, Mark]]:
    """`known` are planned days that have an occurrence of their own already."""
    if measure.done_on:
        yield measure.done_on, Mark(measure, _("Done"), "done")
    if measure.state == MeasureState.RECURRING or (measure.timing_kind in RECURRING and measure.is_owed):
        for day in (day for day in occurrences(measure, first, last) if day not in known):
            yield day, Mark(measure, _("Occurrence due"), "due" if day >= today else "none")
    elif measure.state in OPEN_STATES and measure.due_on:
        late = standing_of(measure, today).is_late
        yield measure.due_on, Mark(measure, _("Due"), "late" if late else "due")
    if measure.state in OPEN_STATES and measure.review_on:
        yield measure.review_on, Mark(measure, _("Look again"), "on")


def occurrences(measure: Measure, first: date, last: date) -> list[date]:
    """The last days of the occurrences that end from `first` to `last`."""
    found: list[date] = []
    after = first
    while len(found) < MOST_OCCURRENCES:
        day = due_on(measure.understood, after=after)
        if day is None or day > last or day < after:
            break
        found.append(day)
        after = day + timedelta(days=1)
    return found


@dataclass(frozen=True)
class Bar:
    """A measure as it stands in the Gantt chart, and in the table behind it."""

    measure: Measure
    plan: Stretch | None
    fact: Stretch | None
    css: str
    word: StrOrPromise


def bar_of(measure: Measure, today: date) -> Bar:
    """The plan is what was promised first. What was done late or is late runs over it."""
    timing = measure.understood
    promised = measure.promised_on or measure.due_on
    starts = timing.start if timing.kind not in RECURRING else None
    plan = None
    if starts and measure.due_on and measure.due_on == starts and timing.end is None:
        plan = Stretch(starts)
    elif promised:
        plan = Stretch(min(starts or promised, promised), promised)
    one = standing_of(measure, today)
    if measure.state == MeasureState.DONE:
        fact, css = _done(measure, plan), "g-done"
        if measure.done_on and promised and measure.done_on > promised:
            css = "g-late"
    elif one.is_late and promised:
        fact, css = Stretch(promised, today), "g-late"
    elif measure.state in BEGUN_STATES and starts and starts <= today:
        fact, css = Stretch(starts, today), "g-on"
    else:
        fact, css = None, "g-on"
    return Bar(measure, plan, fact, css, one.word)


def _done(measure: Measure, plan: Stretch | None) -> Stretch | None:
    if measure.done_on is None:
        return None
    start = plan.start if plan else measure.done_on
    return Stretch(min(start, measure.done_on), measure.done_on)


def gantt_of(bars: Sequence[Bar], today: date) -> str:
    """The chart; its words say how many stand how."""
    late = sum(1 for bar in bars if bar.css == "g-late")
    words = _(
        "Measures: %(count)s. Red where the day promised first was passed: %(late)s. The table below says the same."
    )
    return gantt(
        [
            GanttRow(
                f"{bar.measure.no} {' '.join(bar.measure.text.split())}", bar.plan, bar.fact, bar.css, str(bar.word)
            )
            for bar in bars
        ],
        today=today,
        today_word=_("Today"),
        title=_("Plan against fact"),
        description=words % {"count": len(bars), "late": late},
        month_name=_("{month}"),
    )
