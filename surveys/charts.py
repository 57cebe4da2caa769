"""The curve of answers over time, as points of an SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Affiliation
from surveys.models import Invitation, ResponseVersion, Wave
from surveys.queries import rate

LEFT, RIGHT, TOP, BOTTOM = 40.0, 534.0, 25.0, 200.0
MOST_DAYS = 400


@dataclass(frozen=True)
class Line:
    """One affiliation: its path and its last value."""

    label: str
    path: str
    percent: str
    x: float
    y: float
    label_y: float


@dataclass(frozen=True)
class Curve:
    """What the template draws; `table` is the same in numbers: (day, answers that day, answers so far)."""

    lines: list[Line] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    table: list[tuple[date, int, int]] = field(default_factory=list)


def curve(wave: Wave) -> Curve:
    """By the day of the first version of each answer, in the case's zone. Two queries and the labels."""
    zone = ZoneInfo(wave.case.time_zone)
    invited: Counter[str] = Counter(
        Invitation.objects.filter(wave=wave).values_list("person__affiliation__code", flat=True)
    )
    days: dict[str, Counter[date]] = {}
    first = ResponseVersion.objects.filter(response__wave=wave, ordinal=1)
    for code, at in first.values_list("response__person__affiliation__code", "submitted_at").iterator(chunk_size=2000):
        days.setdefault(code, Counter())[at.astimezone(zone).date()] += 1
    if not days:
        return Curve()
    begin = min(min(counts) for counts in days.values()) - timedelta(days=1)
    end = max(max(counts) for counts in days.values())
    span = (end - begin).days
    if span > MOST_DAYS:
        begin, span = end - timedelta(days=MOST_DAYS), MOST_DAYS
    labels = {a.code: a.label for a in Affiliation.objects.filter(roster__case=wave.case_id).order_by("position", "pk")}
    lines = _spread(
        [_line(labels[code], days.get(code, Counter()), invited[code], begin, span) for code in labels if invited[code]]
    )
    return Curve(lines, _ticks(begin, span), _table(days, begin, span))


def _x(day: int, span: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * day / span, 1)


def _line(label: str, counts: Mapping[date, int], invited: int, begin: date, span: int) -> Line:
    so_far = sum(n for day, n in counts.items() if day < begin)
    points = []
    y = BOTTOM
    for step in range(span + 1):
        so_far += counts.get(begin + timedelta(days=step), 0)
        y = round(BOTTOM - (BOTTOM - TOP) * so_far / invited, 1)
        points.append(f"{_x(step, span)} {y}")
    return Line(label, "M" + " L".join(points), rate(so_far, invited), RIGHT, y, y + 4)


def _spread(lines: list[Line]) -> list[Line]:
    """Labels that would lie upon each other are moved apart."""
    placed: list[Line] = []
    lowest = TOP - 18
    for line in sorted(lines, key=lambda line: line.label_y):
        lowest = max(line.label_y, lowest + 16)
        placed.append(Line(line.label, line.path, line.percent, line.x, line.y, lowest))
    order = {line.label: place for place, line in enumerate(lines)}
    return sorted(placed, key=lambda line: order[line.label])


def _ticks(begin: date, span: int) -> list[tuple[float, str]]:
    step = max(1, -(-span // 6))
    return [(_x(n, span), f"{(d := begin + timedelta(days=n)).month}/{d.day}") for n in range(0, span + 1, step)]


def _table(days: Mapping[str, Counter[date]], begin: date, span: int) -> list[tuple[date, int, int]]:
    whole: Counter[date] = Counter()
    for counts in days.values():
        whole.update(counts)
    so_far, rows = 0, []
    for step in range(span + 1):
        day = begin + timedelta(days=step)
        so_far += whole[day]
        if whole[day]:
            rows.append((day, whole[day], so_far))
    return rows
