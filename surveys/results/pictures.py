"""The monitor's pictures: the curve of answers, the way of the people, the questions where they stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Affiliation
from engines.charts import Bar, Series, bar_chart, line_chart
from surveys.models import Invitation, ResponseVersion, Wave
from surveys.queries import rate
from surveys.results.monitor import Step

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_HOURS, MOST_DAYS = 72, 400
STYLES = ("l1", "l2", "plan")


@dataclass(frozen=True)
class Curve:
    """The picture, and the same in numbers: (moment, answers in this step, answers so far)."""

    picture: SafeString
    hourly: bool
    table: list[tuple[datetime, int, int]] = field(default_factory=list)


def curve_of(wave: Wave) -> Curve | None:
    """Share of those asked who have answered, by affiliation: by the hour in the first three days, later by the day."""
    zone = ZoneInfo(wave.case.time_zone)
    moments: dict[str, list[datetime]] = {}
    first = ResponseVersion.objects.filter(response__wave=wave, ordinal=1)
    for code, at in first.values_list("response__person__affiliation__code", "submitted_at").iterator(chunk_size=5000):
        moments.setdefault(code, []).append(at.astimezone(zone))
    if not moments:
        return None
    begin = min(min(found) for found in moments.values())
    end = max(max(found) for found in moments.values())
    hourly = end - begin <= MOST_HOURS * HOUR
    step = HOUR if hourly else DAY
    begin = _floor(max(begin, end - MOST_DAYS * DAY), hourly=hourly) - step
    places = (end - begin) // step + 1
    asked: Counter[str] = Counter(
        Invitation.objects.filter(wave=wave).values_list("person__affiliation__code", flat=True)
    )
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster__case=wave.case_id).order_by("position", "pk")}
    steps = {code: _steps(found, begin, step, places) for code, found in moments.items()}
    series = [
        _series(label, steps.get(code, Counter()), asked[code], places, STYLES[place % len(STYLES)])
        for place, (code, label) in enumerate((code, label) for code, label in labels.items() if asked[code])
    ]
    picture = line_chart(
        series,
        _ticks(begin, step, places, hourly=hourly),
        title=_("Answers over time, percent of the people asked"),
        description="、".join(one.label for one in series),
        width=600,
        height=210,
    )
    whole: Counter[int] = sum(steps.values(), Counter())
    return Curve(mark_safe(picture), hourly, _table(whole, begin, step, places))  # noqa: S308 -- escaped by the engine


def _floor(moment: datetime, *, hourly: bool) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole if hourly else whole.replace(hour=0)


def _steps(moments: Sequence[datetime], begin: datetime, step: timedelta, places: int) -> Counter[int]:
    """Answers in each step; those before the curve begins stand in the first."""
    return Counter(min(max(0, (moment - begin) // step), places - 1) for moment in moments)


def _series(label: str, steps: Mapping[int, int], asked: int, places: int, css: str) -> Series:
    so_far, values = 0, []
    for place in range(places):
        so_far += steps.get(place, 0)
        values.append(round(100 * so_far / asked))
    return Series(f"{label} {rate(so_far, asked)}%", values, css)


def _ticks(begin: datetime, step: timedelta, places: int, *, hourly: bool) -> list[str]:
    every = max(1, -(-places // (6 if hourly else 8)))
    ticks = []
    for place in range(places):
        moment = begin + place * step
        named = f"{moment.month}/{moment.day}" + (f" {moment.hour}:00" if hourly else "")
        ticks.append(named if place % every == 0 else "")
    return ticks


def _table(whole: Mapping[int, int], begin: datetime, step: timedelta, places: int) -> list[tuple[datetime, int, int]]:
    so_far, rows = 0, []
    for place in range(places):
        so_far += whole.get(place, 0)
        if whole.get(place):
            rows.append((begin + place * step, whole[place], so_far))
    return rows


def steps_picture(steps: Sequence[Step]) -> SafeString:
    """Each step with its share of the people asked."""
    base = steps[0].n or 0
    bars = [Bar(step.label, step.n, f"{step.printed}（{rate(step.n or 0, base)}%）") for step in steps]
    description = "、".join(f"{bar.label} {bar.printed}" for bar in bars)
    return mark_safe(bar_chart(bars, title=_("How far the people have come"), description=description))  # noqa: S308 -- escaped by the engine


def questions_picture(steps: Sequence[Step]) -> SafeString:
    """Each question that everybody is asked, with the people who came past it."""
    bars = [Bar(f"{place}. {step.label}", step.n, step.printed) for place, step in enumerate(steps, start=1)]
    description = "、".join(f"{bar.label} {bar.printed}" for bar in bars)
    return mark_safe(bar_chart(bars, title=_("Questions passed"), description=description, labels=250))  # noqa: S308 -- escaped by the engine
