"""The next times of measures that come again and again, written down ahead."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from casework.models import Case
from engines.calendar import Shift
from remediation.deadlines.calendars import calendar_of, rules_of
from remediation.enums import OPEN_STATES, MeasureState
from remediation.models import Measure, Occurrence, OccurrenceState
from remediation.timing import occurrences
from remediation.timing.model import RECURRING

AHEAD = timedelta(days=400)


@transaction.atomic
def produce_occurrences(case: Case, today: date) -> int:
    """Write down what is missing, take back what the timing no longer says and nobody has touched. May run twice."""
    rules = rules_of(case)
    calendar = calendar_of(case, rules)
    zone = ZoneInfo(case.time_zone)
    measures = Measure.objects.of_case(case).filter(
        state__in=[*OPEN_STATES, MeasureState.RECURRING], timing_kind__in=[kind.value for kind in RECURRING]
    )
    known: dict[int, set[date]] = {}
    written = Occurrence.objects.filter(measure__in=measures).values_list("measure_id", "planned_on")
    for measure_id, planned_on in written.filter(planned_on__gte=today):
        known.setdefault(measure_id, set()).add(planned_on)
    begun_ones = set(written.values_list("measure_id", flat=True).distinct())
    made: list[Occurrence] = []
    for measure in measures.in_order():
        begun = measure.created_at.astimezone(zone).date()
        since = max(begun, today) if measure.pk in begun_ones else begun
        wanted = occurrences(
            measure.understood, since=since, until=today + AHEAD, counted_from=begun, is_open=calendar.is_open
        )
        made += [
            Occurrence(
                measure=measure,
                planned_on=one.due_on,
                starts_on=one.start,
                due_on=calendar.shifted(one.due_on, Shift(rules.day_rule)),
            )
            for one in wanted
            if one.due_on not in known.get(measure.pk, set())
        ]
        stray = known.get(measure.pk, set()) - {one.due_on for one in wanted}
        if stray:
            Occurrence.objects.filter(measure=measure, planned_on__in=stray, state=OccurrenceState.OPEN).delete()
    Occurrence.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
