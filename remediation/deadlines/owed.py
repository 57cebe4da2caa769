"""What is owed on a day: single measures, the times of recurring ones, and looking again where no day follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from casework.models import Case
from remediation.enums import BEGUN_STATES, OPEN_STATES, MeasureState, TimingKind
from remediation.models import Measure, Occurrence
from remediation.timing.model import RECURRING


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day that somebody has to keep."""

    measure: Measure
    due_on: date
    occurrence: Occurrence | None = None
    is_review: bool = False

    @property
    def key(self) -> str:
        """The same for the same promise: a new day is a new promise."""
        about = f"o{self.occurrence.pk}" if self.occurrence else f"m{self.measure.pk}"
        return f"{about}:{'review' if self.is_review else 'due'}:{self.due_on:%Y%m%d}"

    @property
    def uid(self) -> str:
        """Stable for calendar programs, also when the day is moved."""
        if self.occurrence:
            return f"{self.occurrence.public_id}@shirabe"
        return f"{self.measure.public_id}{'-review' if self.is_review else ''}@shirabe"


def single_measures(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Owed, with one due day; «from a day on» is kept once the measure has begun."""
    return (
        measures.filter(state__in=OPEN_STATES, due_on__isnull=False)
        .exclude(timing_kind__in=[kind.value for kind in RECURRING])
        .exclude(timing_kind=TimingKind.FROM, state__in=BEGUN_STATES)
    )


def reviews(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    return measures.filter(state__in=OPEN_STATES, due_on__isnull=True, review_on__isnull=False)


def open_occurrences(measures: QuerySet[Measure]) -> QuerySet[Occurrence]:
    """Of measures that are neither withdrawn nor done for good."""
    running = measures.exclude(state__in=[MeasureState.DONE, MeasureState.WITHDRAWN])
    return Occurrence.objects.owed().filter(measure__in=running)


def deadlines(measures: QuerySet[Measure], *, until: date, today: date | None = None) -> list[Deadline]:
    """In the order of their days. With `today`, what is snoozed beyond it is left out."""
    found = list(_all(measures, until, today))
    return sorted(found, key=lambda one: (one.due_on, one.measure.position, one.measure.pk, one.uid))


def _all(measures: QuerySet[Measure], until: date, today: date | None) -> Iterator[Deadline]:
    for measure in single_measures(measures).filter(due_on__lte=until).select_related("owner"):
        if measure.due_on is not None:
            yield Deadline(measure, measure.due_on)
    for measure in reviews(measures).filter(review_on__lte=until).select_related("owner"):
        if measure.review_on is not None:
            yield Deadline(measure, measure.review_on, is_review=True)
    owed = open_occurrences(measures).filter(due_on__lte=until).select_related("measure__owner")
    if today is not None:
        owed = owed.filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=today))
    for occurrence in owed:
        yield Deadline(occurrence.measure, occurrence.due_on, occurrence=occurrence)


def of_case(case: Case) -> QuerySet[Measure]:
    return Measure.objects.of_case(case)
