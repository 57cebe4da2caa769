from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.verdict import ALLOWED, Verdict, refuse
from remediation.enums import MeasureState, RelationKind
from remediation.models import Cause, Measure, MeasureRelation


def can_be_group(case: Case, heading: str) -> Verdict:
    if Cause.objects.filter(case=case, heading=heading).exclude(heading="").exists():
        return ALLOWED
    return refuse(_("No cause stands under this heading. Choose one of the headings of the causes."))


def can_be_content(told: str, found: str) -> Verdict:
    if told == found:
        return ALLOWED
    return refuse(_("An edition of the plan does not have the hash it tells. It was changed after it was kept."))


def can_have_day(state: str, done_on: date | None) -> Verdict:
    if done_on is not None and state != MeasureState.DONE:
        return refuse(_("There is a day of completion, but the state is not «done». Mend one of them."))
    return ALLOWED


def can_relate(measure: Measure, other: Measure, kind: RelationKind) -> Verdict:
    """Within the case, not to itself, and nothing waits in a circle."""
    if measure.case_id != other.case_id:
        return refuse(_("A measure of another case cannot be chosen."))
    if measure.pk == other.pk:
        return refuse(_("A measure cannot be related to itself."))
    if kind != RelationKind.REPEATS and _reaches(other, measure, kind):
        return refuse(_("The other measure already depends on this one. They cannot depend on each other."))
    return ALLOWED


def _reaches(start: Measure, goal: Measure, kind: RelationKind) -> bool:
    edges: dict[int, set[int]] = {}
    relations = MeasureRelation.objects.filter(measure__case_id=start.case_id, kind=kind)
    for measure, other in relations.values_list("measure_id", "other_id"):
        edges.setdefault(measure, set()).add(other)
    reached, edge = {start.pk}, {start.pk}
    while edge:
        edge = {other for measure in edge for other in edges.get(measure, ())} - reached
        reached |= edge
    return goal.pk in reached


def can_unrelate(relation: MeasureRelation) -> Verdict:
    if relation.kind == RelationKind.SUCCEEDS:
        return refuse(_("A successor keeps pointing back to the measure it replaces."))
    return ALLOWED


def can_have_successor(measure: Measure) -> Verdict:
    if measure.is_closed:
        return ALLOWED
    return refuse(_("This measure is still open. Change it instead of adding a successor."))
