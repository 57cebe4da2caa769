"""The executive's page: is it getting better, and what is late? Aggregates across cases; no respondent is ever shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Affiliation
from casework.models import Case, Role
from casework.queries import cases_of
from core import clock
from core.access import signed_in
from remediation.enums import MeasureState
from remediation.models import Cause, CauseMeasure, Measure
from remediation.queries import SOON, Standing, standings, today_of
from surveys.queries import ResponseCounts, Tally, rate, response_counts

MOST_LATE = 8
MOST_LISTED = 5
MOST_TARGETS = 4
MOST_DECISIONS = 4


@dataclass
class Line:
    """Measures of one case, target or of all, counted by how they stand. Withdrawn ones are left out."""

    label: str
    counts: Counter[str] = field(default_factory=Counter)
    case: Case | None = None

    @property
    def done(self) -> int:
        return self.counts["done"]

    @property
    def on_time(self) -> int:
        return self.counts["on_time"]

    @property
    def soon(self) -> int:
        return self.counts["soon"]

    @property
    def late(self) -> int:
        return self.counts["late"]

    @property
    def no_date(self) -> int:
        return self.counts["no_date"]

    @property
    def total(self) -> int:
        return self.counts.total()


@dataclass(frozen=True)
class RateLine:
    """The response rate of one affiliation of a case, or of the whole case. A person asked twice counts once."""

    label: str
    invited: int
    answered: int
    is_case: bool = False

    @property
    def printed(self) -> str:
        printed = rate(self.answered, self.invited)
        return printed if printed == "—" else f"{printed}%"


@dataclass(frozen=True)
class Decision:
    """Something that waits for a word from above."""

    title: str
    detail: str


@dataclass
class Overview:
    """All that stands on the page."""

    cases: list[Case]
    on: date
    total: Line
    by_case: list[Line]
    by_target: list[Line]
    by_state: list[tuple[str, int]]
    late: list[Standing]
    soon: list[Standing]
    undated: list[Standing]
    without_review: int
    rates: list[RateLine]
    decisions: list[Decision]

    @property
    def longest(self) -> int:
        return max((one.days or 0 for one in self.late), default=0)

    @property
    def postponements(self) -> int:
        return sum(one.measure.postponements for one in self.late)

    @property
    def late_shown(self) -> list[Standing]:
        return self.late[:MOST_LATE]

    @property
    def late_left(self) -> int:
        return max(0, len(self.late) - MOST_LATE)

    @property
    def soon_shown(self) -> list[Standing]:
        return self.soon[:MOST_LISTED]

    @property
    def soon_left(self) -> int:
        return max(0, len(self.soon) - MOST_LISTED)

    @property
    def undated_shown(self) -> list[Standing]:
        return self.undated[:MOST_LISTED]

    @property
    def undated_left(self) -> int:
        return max(0, len(self.undated) - MOST_LISTED)


def overview_of(cases: list[Case]) -> Overview:
    """Each case is judged on its own local day."""
    standing = _standings(cases)
    counted = [one for ones in standing.values() for one in ones if one.bucket]
    late = sorted((one for one in counted if one.bucket == "late"), key=lambda one: (-(one.days or 0), one.measure.pk))
    soon = sorted((one for one in counted if one.bucket == "soon"), key=lambda one: (one.days or 0, one.measure.pk))
    undated = [one for one in counted if one.bucket == "no_date"]
    undated.sort(key=lambda one: (one.measure.review_on is not None, one.measure.review_on or date.max, one.measure.pk))
    by_case = [Line(case.label, Counter(one.bucket for one in standing[case.pk] if one.bucket), case) for case in cases]
    return Overview(
        cases=cases,
        on=today_of(cases[0]) if cases else clock.today("Asia/Tokyo"),
        total=Line(_("All cases together"), Counter(one.bucket for one in counted)),
        by_case=by_case,
        by_target=_by_target(counted),
        by_state=_by_state(one.measure.state for ones in standing.values() for one in ones),
        late=late,
        soon=soon,
        undated=undated,
        without_review=sum(1 for one in undated if one.measure.review_on is None),
        rates=_rates(cases),
        decisions=_decisions(cases, undated)[:MOST_DECISIONS],
    )


def _standings(cases: list[Case]) -> dict[int, list[Standing]]:
    measures: dict[int, list[Measure]] = defaultdict(list)
    for measure in Measure.objects.filter(case__in=cases).select_related("case").in_order():
        measures[measure.case_id].append(measure)
    return {case.pk: standings(measures[case.pk], today_of(case)) for case in cases}


def _by_target(counted: Iterable[Standing]) -> list[Line]:
    """The largest targets; the others together, those without a target last."""
    lines: dict[str, Line] = {}
    for one in counted:
        target = one.measure.target
        lines.setdefault(target, Line(target)).counts[one.bucket] += 1
    unnamed = lines.pop("", None)
    ordered = sorted(lines.values(), key=lambda line: (-line.total, line.label))
    shown, rest = ordered[:MOST_TARGETS], ordered[MOST_TARGETS:]
    if rest:
        shown.append(Line(_("Other targets"), sum((line.counts for line in rest), Counter())))
    if unnamed:
        shown.append(Line(_("No target named"), unnamed.counts))
    return shown


def _by_state(states: Iterable[str]) -> list[tuple[str, int]]:
    found = Counter(states)
    return [(str(state.label), found[state.value]) for state in MeasureState if found[state.value]]


def _rates(cases: list[Case]) -> list[RateLine]:
    labels: dict[int, list[Affiliation]] = defaultdict(list)
    for affiliation in Affiliation.objects.filter(roster__case__in=cases).order_by("position", "pk"):
        labels[affiliation.roster_id].append(affiliation)
    lines = []
    for case in cases:
        counts: ResponseCounts = response_counts(case)
        if not counts.total.invited:
            continue
        lines.append(RateLine(case.number, counts.total.invited, counts.total.answered, is_case=True))
        for affiliation in labels[case.roster_id]:
            tally = counts.distinct.get(affiliation.code, Tally(0, 0))
            if tally.invited:
                lines.append(RateLine(affiliation.label, tally.invited, tally.answered))
    return lines


def _decisions(cases: list[Case], undated: list[Standing]) -> list[Decision]:
    answered = CauseMeasure.objects.exclude(measure__state=MeasureState.WITHDRAWN).values("cause_id")
    gaps: dict[int, list[str]] = defaultdict(list)
    for cause in Cause.objects.filter(case__in=cases).exclude(pk__in=answered).order_by("position", "pk"):
        gaps[cause.case_id].append(cause.text)
    lacking = Counter(one.measure.case_id for one in undated if one.measure.review_on is None)
    decisions = []
    for case in cases:
        if texts := gaps[case.pk]:
            title = _("Who takes a measure against the causes that have none? (%(count)s)") % {"count": len(texts)}
            decisions.append(Decision(title, f"{case.number} {'、'.join(texts[:3])}{'…' if len(texts) > 3 else ''}"))
        if lacking[case.pk]:
            title = _("When are the measures without any date looked at again? (%(count)s)") % {
                "count": lacking[case.pk]
            }
            decisions.append(Decision(title, f"{case.number} {case.label}"))
    return decisions


@signed_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Across the cases in which the user is executive or officer; others see that there is nothing for them."""
    cases = list(cases_of(request.user, Role.EXECUTIVE, Role.OFFICER))
    works_in = set(cases_of(request.user, Role.OFFICER).values_list("pk", flat=True))
    context: dict[str, Any] = {"page": overview_of(cases), "works_in": works_in, "soon_days": SOON}
    return render(request, "reports/executive.html", context)
