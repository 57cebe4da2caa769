"""Done over time against the plan, from the days that were promised first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from engines.calendar import month_span
from engines.charts import Series, line_chart
from remediation.enums import MeasureState
from remediation.models import Measure

NAMED = 8


@dataclass(frozen=True)
class Point:
    """Sums at the end of a month; those of months to come are not known."""

    month: date
    planned: int
    claimed: int | None
    confirmed: int | None


@dataclass(frozen=True)
class Curve:
    points: Sequence[Point]
    planned: int
    claimed: int
    confirmed: int
    effective: int
    undated: int
    """Owed without any promised day: in no curve until they are done."""
    recurring: int
    """They run on and are never done: in no curve."""

    @property
    def reached(self) -> Point:
        """The last month whose end or whose today is known."""
        return [point for point in self.points if point.claimed is not None][-1]


def curve_of(measures: Iterable[Measure], today: date) -> Curve:
    """A measure that was done before any day was promised counts as planned for the day on which it was done.

    Where nobody knows the day of completion, the day counts on which the measure was written down.
    """
    plan: list[date] = []
    claimed: list[date] = []
    confirmed: list[date] = []
    effective = undated = recurring = 0
    for measure in measures:
        if measure.state == MeasureState.WITHDRAWN:
            continue
        if measure.state == MeasureState.RECURRING:
            recurring += 1
            continue
        done = _done_day(measure)
        if planned := measure.promised_on or done:
            plan.append(planned)
        else:
            undated += 1
        if done:
            claimed.append(done)
        if measure.confirmed_at:
            confirmed.append(measure.confirmed_at.date())
        effective += measure.effective is True
    points = [_point(month, today, plan, claimed, confirmed) for month in _months([*plan, *claimed, today])]
    return Curve(points, len(plan), len(claimed), len(confirmed), effective, undated, recurring)


def _done_day(measure: Measure) -> date | None:
    if measure.state != MeasureState.DONE:
        return None
    return measure.done_on or measure.created_at.date()


def _months(days: Sequence[date]) -> list[date]:
    """First days of all months from the first to the last, with one before, so that the curve starts at nothing."""
    first, last = min(days), max(days)
    count = (last.year - first.year) * 12 + last.month - first.month
    start = first.year * 12 + first.month - 2
    return [date(place // 12, place % 12 + 1, 1) for place in range(start, start + count + 2)]


def _point(month: date, today: date, plan: list[date], claimed: list[date], confirmed: list[date]) -> Point:
    end = month_span(month.year, month.month).end
    if month > today:
        return Point(month, _until(plan, end), None, None)
    return Point(month, _until(plan, end), _until(claimed, end), _until(confirmed, end))


def _until(days: list[date], end: date) -> int:
    return sum(1 for day in days if day <= end)


def chart_of(curve: Curve, today: date, *, width: float = 560, height: float = 190) -> str:
    """The curve as SVG with its numbers in words."""
    words = _("By %(day)s: planned %(planned)s, claimed as done %(claimed)s, confirmed %(confirmed)s.") % {
        "day": today.isoformat(),
        "planned": curve.reached.planned,
        "claimed": curve.claimed,
        "confirmed": curve.confirmed,
    }
    points = curve.points
    every = -(-len(points) // NAMED)
    ticks = [f"{point.month:%Y-%m}" if place % every == 0 else "" for place, point in enumerate(points)]
    series = [
        Series(_("Planned %(count)s") % {"count": curve.planned}, [point.planned for point in points], "plan"),
        Series(
            _("Claimed %(count)s") % {"count": curve.claimed},
            [point.claimed for point in points if point.claimed is not None],
        ),
        Series(
            _("Confirmed %(count)s") % {"count": curve.confirmed},
            [point.confirmed for point in points if point.confirmed is not None],
            "l2",
        ),
    ]
    return line_chart(series, ticks, title=_("Measures done, added up"), description=words, width=width, height=height)
