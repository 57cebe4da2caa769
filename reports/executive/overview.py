"""All that stands on the page, counted once; the page, the PDF and the workbook show the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Affiliation
from casework.models import Case
from core import clock
from remediation.enums import MeasureState
from remediation.models import Cause, CauseMeasure, Measure
from remediation.perspectives.curve import Curve, curve_of
from remediation.queries import Standing, standings, today_of
from reports.executive.changes import Change, Changes, changes_of
from reports.executive.promises import Promise, Promises, Wording, changed_wordings, promise_of, promises_of
from surveys.queries import ResponseCounts, Tally, rate, response_counts

MOST_LATE = 8
MOST_LISTED = 5
MOST_TARGETS = 4
MOST_DECISIONS = 5
MOST_CHANGES = 6
MOST_CASES = 6
MOST_DATES = 5
MOST_GAPS = 3
AHEAD = 92
"""Days in which the next dates lie."""
OFTEN = 2
"""Times put off after which the next postponement is a decision from above."""


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
    measure: Measure | None = None


@dataclass(frozen=True)
class LateLine:
    """A late measure with the edition that promised it, if one did."""

    standing: Standing
    promise: Promise | None
    changed: bool

    @property
    def measure(self) -> Measure:
        return self.standing.measure


@dataclass(frozen=True)
class NextDate:
    """A day to come."""

    day: date
    what: str
    measure: Measure
    promised: bool


@dataclass(frozen=True)
class Truth:
    """Claimed, confirmed and effective are three things: of those done, how many are each."""

    claimed: int
    confirmed: int
    effective: int


@dataclass
class Overview:
    """Late measures stand in two parts: what readers outside were promised, and the rest."""

    cases: list[Case]
    on: date
    total: Line
    truth: Truth
    by_case: list[Line]
    by_target: list[Line]
    by_category: list[Line]
    late: list[LateLine]
    soon: list[Standing]
    undated: list[Standing]
    without_review: int
    rates: list[RateLine]
    decisions: list[Decision]
    decisions_left: int
    changes: Changes
    wordings: list[Wording]
    gaps: list[Cause]
    next_dates: list[NextDate]
    curve: Curve
    standings: list[Standing]

    @property
    def longest(self) -> int:
        return max((one.standing.days or 0 for one in self.late), default=0)

    @property
    def postponements(self) -> int:
        return sum(one.measure.postponements for one in self.late)

    @property
    def promised_late(self) -> list[LateLine]:
        return [one for one in self.late if one.promise]

    @property
    def late_shown(self) -> list[LateLine]:
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

    @property
    def changes_shown(self) -> list[Change]:
        return self.changes.found[:MOST_CHANGES]

    @property
    def changes_left(self) -> int:
        return max(0, len(self.changes.found) - MOST_CHANGES)

    @property
    def cases_shown(self) -> list[Line]:
        """Those with most that is late first; a long list is cut."""
        if len(self.by_case) <= MOST_CASES:
            return self.by_case
        return sorted(self.by_case, key=lambda line: (-line.late, -line.total))[:MOST_CASES]

    @property
    def cases_left(self) -> int:
        return max(0, len(self.by_case) - MOST_CASES)

    @property
    def dates_shown(self) -> list[NextDate]:
        return self.next_dates[:MOST_DATES]

    @property
    def gaps_shown(self) -> list[Cause]:
        return self.gaps[:MOST_GAPS]

    @property
    def gaps_left(self) -> int:
        return max(0, len(self.gaps) - MOST_GAPS)

    @property
    def wordings_open(self) -> list[Wording]:
        return [one for one in self.wordings if one.acknowledged is None]


def overview_of(cases: Sequence[Case]) -> Overview:
    """Each case is judged on its own local day."""
    cases = list(cases)
    on = today_of(cases[0]) if cases else clock.today("Asia/Tokyo")
    standing = _standings(cases)
    everything = [one for ones in standing.values() for one in ones]
    counted = [one for one in everything if one.bucket]
    promises = promises_of(cases)
    wordings = changed_wordings(cases, (one.measure for one in everything), promises)
    soon = sorted((one for one in counted if one.bucket == "soon"), key=lambda one: (one.days or 0, one.measure.pk))
    undated = [one for one in counted if one.bucket == "no_date"]
    undated.sort(key=lambda one: (one.measure.review_on is not None, one.measure.review_on or date.max, one.measure.pk))
    late = _late(counted, promises, {one.measure.pk for one in wordings})
    gaps = _gaps(cases)
    decisions = _decisions(cases, late, undated, gaps, wordings)
    by_case = [Line(case.label, Counter(one.bucket for one in standing[case.pk] if one.bucket), case) for case in cases]
    return Overview(
        cases=cases,
        on=on,
        total=Line(_("All cases together"), Counter(one.bucket for one in counted)),
        truth=_truth(one.measure for one in counted if one.bucket == "done"),
        by_case=by_case,
        by_target=_by(counted, "target", _("Other targets"), _("No target named")),
        by_category=_by(counted, "category", _("Other categories"), _("No category named")),
        late=late,
        soon=soon,
        undated=undated,
        without_review=sum(1 for one in undated if one.measure.review_on is None),
        rates=_rates(cases),
        decisions=decisions[:MOST_DECISIONS],
        decisions_left=max(0, len(decisions) - MOST_DECISIONS),
        changes=changes_of(cases, standing, on),
        wordings=wordings,
        gaps=gaps,
        next_dates=_next_dates(everything, on, promises),
        curve=curve_of((one.measure for one in everything), on),
        standings=everything,
    )


def _truth(done: Iterable[Measure]) -> Truth:
    found = list(done)
    confirmed = [measure for measure in found if measure.confirmed_at]
    return Truth(len(found), len(confirmed), sum(1 for measure in confirmed if measure.effective))


def _late(counted: list[Standing], promises: Promises, changed: set[int]) -> list[LateLine]:
    """What was promised outside first, then by days."""
    lines = [
        LateLine(one, promise_of(promises, one.measure), one.measure.pk in changed)
        for one in counted
        if one.bucket == "late"
    ]
    return sorted(lines, key=lambda one: (one.promise is None, -(one.standing.days or 0), one.measure.pk))


def _next_dates(everything: list[Standing], on: date, promises: Promises) -> list[NextDate]:
    """Due days, occurrences, reviews and checks of the effect, what was promised outside first on the same day."""
    found = []
    for one in everything:
        measure = one.measure
        promised = promise_of(promises, measure) is not None
        if one.next_on and one.bucket in {"soon", "on_time"}:
            found.append(NextDate(one.next_on, _("Due"), measure, promised))
        elif measure.is_owed and measure.review_on:
            found.append(NextDate(measure.review_on, _("Look again"), measure, promised))
        if measure.check_on and measure.effective is None and measure.confirmed_at:
            found.append(NextDate(measure.check_on, _("Check the effect"), measure, promised))
    found = [one for one in found if 0 <= (one.day - on).days <= AHEAD]
    return sorted(found, key=lambda one: (one.day, not one.promised, one.measure.pk))


def _gaps(cases: list[Case]) -> list[Cause]:
    answered = CauseMeasure.objects.exclude(measure__state=MeasureState.WITHDRAWN).values("cause_id")
    causes = Cause.objects.filter(case__in=cases).exclude(pk__in=answered).select_related("case")
    return list(causes.order_by("case__number", "position", "pk"))


def _standings(cases: list[Case]) -> dict[int, list[Standing]]:
    measures: dict[int, list[Measure]] = defaultdict(list)
    for measure in Measure.objects.filter(case__in=cases).select_related("case").in_order():
        measures[measure.case_id].append(measure)
    return {case.pk: standings(measures[case.pk], today_of(case)) for case in cases}


def _by(counted: Iterable[Standing], field: str, others: str, unnamed: str) -> list[Line]:
    """The largest groups; the others together, those that name none last."""
    lines: dict[str, Line] = {}
    for one in counted:
        name = str(getattr(one.measure, field))
        lines.setdefault(name, Line(name)).counts[one.bucket] += 1
    nameless = lines.pop("", None)
    ordered = sorted(lines.values(), key=lambda line: (-line.total, line.label))
    shown, rest = ordered[:MOST_TARGETS], ordered[MOST_TARGETS:]
    if len(rest) == 1:
        shown, rest = ordered, []
    if rest:
        shown.append(Line(others, sum((line.counts for line in rest), Counter())))
    if nameless:
        shown.append(Line(unnamed, nameless.counts))
    return shown


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


def _decisions(
    cases: list[Case], late: list[LateLine], undated: list[Standing], gaps: list[Cause], wordings: list[Wording]
) -> list[Decision]:
    """What nobody below can settle: further postponements, causes without an answer, a wording that left the promise."""
    found = []
    for one in late:
        if one.measure.postponements >= OFTEN:
            title = _("May this be put off once more? It was put off before (times: %(times)s).") % {
                "times": one.measure.postponements
            }
            found.append(Decision(title, _named(one.measure), one.measure))
    unanswered = Counter(cause.case_id for cause in gaps)
    lacking = Counter(one.measure.case_id for one in undated if one.measure.review_on is None)
    changed = Counter(one.measure.case_id for one in wordings if one.acknowledged is None)
    for counts, title in (
        (unanswered, _("Who takes a measure against the causes that have none? (%(count)s)")),
        (changed, _("Is the changed wording of what was promised accepted? (%(count)s)")),
        (lacking, _("When are the measures without any date looked at again? (%(count)s)")),
    ):
        if counts:
            found.append(Decision(title % {"count": counts.total()}, _by_cases(cases, counts)))
    return found


def _by_cases(cases: list[Case], counts: Counter[int]) -> str:
    concerned = [case for case in cases if counts[case.pk]]
    if len(concerned) == 1:
        return f"{concerned[0].number} {concerned[0].label}"
    return "、".join(f"{case.number}（{counts[case.pk]}）" for case in concerned)


def _named(measure: Measure) -> str:
    return f"{measure.case.number} {measure.no} {' '.join(measure.text.split())[:60]}"
