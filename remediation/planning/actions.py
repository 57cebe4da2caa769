"""What is done to the plan beside its causes and measures themselves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from audit import trail
from casework.access import can_work
from casework.actions import case_ref
from casework.models import Case
from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from remediation.actions import actor_id, add_measure, cause_ref, measure_ref, spread_groups
from remediation.enums import CitationKind, DecisionKind, MeasureState, RelationKind
from remediation.models import Cause, Citation, GroupLink, Measure, MeasureRelation, Plan, PlanEdition, SubAction
from remediation.planning import rules
from remediation.planning.editions import content_of
from remediation.proof.facts import decide, hash_of
from remediation.queries import today_of
from remediation.rules import can_be_done_on, can_change
from remediation.timing import due_on, parse

_MORE_THAN_PARTS = (MeasureState.DONE, MeasureState.PARTLY_DONE)
"""What a measure cannot be while none of its parts is done."""


@transaction.atomic
def settle_plan(*, case: Case, by: Actor, **facts: Any) -> Plan:
    """`facts` are the fields of the plan: scheme, heading_name, category_name, theory_note, provisional…"""
    can_work(case).require()
    plan, _made = Plan.objects.update_or_create(case=case, defaults=facts)
    trail.record(
        "remediation.plan_settled", by=by, chain=case.chain, subject=case_ref(case), detail={"fields": sorted(facts)}
    )
    return plan


@transaction.atomic
def freeze_edition(
    *, case: Case, title: str, by: Actor, provisional: bool = False, note: str = "", as_of: date | None = None
) -> PlanEdition:
    """Keep the plan as it stands now."""
    can_work(case).require()
    content = content_of(case)
    edition = PlanEdition.objects.create(
        case=case,
        ordinal=PlanEdition.objects.filter(case=case).count() + 1,
        title=title,
        provisional=provisional,
        as_of=as_of or today_of(case),
        note=note,
        content=content,
        content_hash=hash_of(content),
        by_id=actor_id(by),
        by_label=by.label,
    )
    trail.record(
        "remediation.edition_frozen",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={"ordinal": edition.ordinal, "content": edition.content_hash},
    )
    return edition


@transaction.atomic
def restore_edition(*, case: Case, facts: dict[str, Any], by: Actor) -> PlanEdition:
    """An edition from another installation, as it was kept there. Raises Refused when its hash does not fit."""
    can_work(case).require()
    rules.can_be_content(facts["content_hash"], hash_of(facts["content"])).require()
    edition = PlanEdition.objects.create(
        case=case,
        ordinal=facts["ordinal"],
        title=facts["title"],
        provisional=facts["provisional"],
        as_of=date.fromisoformat(facts["as_of"]),
        note=facts["note"],
        content=facts["content"],
        content_hash=facts["content_hash"],
        by_id=actor_id(by),
        by_label=facts["by_label"],
        at=datetime.fromisoformat(facts["at"]),
    )
    trail.record(
        "remediation.edition_restored",
        by=by,
        chain=case.chain,
        subject=case_ref(case),
        detail={"ordinal": edition.ordinal, "content": edition.content_hash},
    )
    return edition


@transaction.atomic
def link_group(*, measure: Measure, heading: str, by: Actor) -> GroupLink:
    """The measure answers every cause under the heading, also those written later."""
    can_work(measure.case).require()
    rules.can_be_group(measure.case, heading).require()
    link, _made = GroupLink.objects.get_or_create(case=measure.case, measure=measure, heading=heading)
    spread_groups(measure.case)
    _record("remediation.group_linked", measure, by, heading=heading)
    return link


@transaction.atomic
def unlink_group(*, measure: Measure, heading: str, by: Actor) -> None:
    """Only the causes linked one by one remain."""
    can_work(measure.case).require()
    measure.group_links.filter(heading=heading).delete()
    spread_groups(measure.case)
    _record("remediation.group_unlinked", measure, by, heading=heading)


@transaction.atomic
def record_part(
    *,
    measure: Measure,
    text: str,
    by: Actor,
    part: SubAction | None = None,
    timing_text: str = "",
    state: str = MeasureState.NOT_STARTED,
    done_on: date | None = None,
) -> SubAction:
    """Write a sub-action down or change it; the state of the measure follows its parts."""
    can_work(measure.case).require()
    can_change(measure).require()
    can_be_done_on(done_on, today_of(measure.case)).require()
    rules.can_have_day(state, done_on).require()
    part = part or SubAction(measure=measure, no=measure.parts.count() + 1)
    part.text, part.timing_text, part.state, part.done_on = text, timing_text, state, done_on
    read_part(part)
    part.save()
    was_done = measure.state == MeasureState.DONE
    follow_parts(measure)
    if measure.state == MeasureState.DONE and not was_done:
        decide(measure, DecisionKind.CLAIMED, by=by)
    _record("remediation.part_recorded", measure, by, part=part.no, state=str(part.state))
    return part


def read_part(part: SubAction) -> None:
    """The due day and, where the text says so, the day of completion; nothing is saved."""
    timing = parse(part.timing_text, fiscal_start=part.measure.case.fiscal_year_start)
    part.due_on = due_on(timing)
    if part.state == MeasureState.DONE and part.done_on is None and timing.done and timing.precision == "day":
        part.done_on = timing.end


def follow_parts(measure: Measure) -> None:
    """Done when all parts are, on the last of their days; partly done when some are. Without parts nothing changes."""
    parts = list(measure.parts.exclude(state=MeasureState.WITHDRAWN))
    if not parts or measure.state == MeasureState.WITHDRAWN:
        return
    done = [part for part in parts if part.state == MeasureState.DONE]
    days = [part.done_on for part in done if part.done_on is not None]
    measure.done_on = None
    if len(done) == len(parts):
        measure.state = MeasureState.DONE
        measure.done_on = max(days) if len(days) == len(parts) else None
    elif done:
        measure.state = MeasureState.PARTLY_DONE
    elif measure.state in _MORE_THAN_PARTS or any(part.state == MeasureState.IN_PROGRESS for part in parts):
        measure.state = MeasureState.IN_PROGRESS
    is_done = measure.state == MeasureState.DONE
    measure.claimed_at = (measure.claimed_at or clock.now()) if is_done else None
    measure.save()


@transaction.atomic
def relate(*, measure: Measure, other: Measure, kind: RelationKind, by: Actor) -> MeasureRelation:
    """«Final form of», «waits for», «the same for another target as», «successor of»."""
    can_work(measure.case).require()
    rules.can_relate(measure, other, kind).require()
    relation, _made = MeasureRelation.objects.get_or_create(measure=measure, other=other, kind=kind)
    _record("remediation.measure_related", measure, by, other=other.no, kind=str(kind))
    return relation


@transaction.atomic
def unrelate(*, relation: MeasureRelation, by: Actor) -> None:
    """Successors keep pointing back."""
    can_work(relation.measure.case).require()
    rules.can_unrelate(relation).require()
    _record("remediation.measure_unrelated", relation.measure, by, other=relation.other.no, kind=str(relation.kind))
    relation.delete()


@transaction.atomic
def add_successor(*, measure: Measure, by: Actor, **facts: Any) -> Measure:
    """A new measure in the place of one that is closed."""
    rules.can_have_successor(measure).require()
    successor = add_measure(case=measure.case, by=by, **facts)
    relate(measure=successor, other=measure, kind=RelationKind.SUCCEEDS, by=by)
    return successor


@transaction.atomic
def cite(
    *,
    case: Case,
    kind: CitationKind,
    target: str,
    by: Actor,
    cause: Cause | None = None,
    measure: Measure | None = None,
    note: str = "",
    stored: StoredFile | None = None,
) -> Citation:
    """Name what stands behind a cause or what a measure rests on."""
    can_work(case).require()
    citation = Citation.objects.create(
        case=case, cause=cause, measure=measure, kind=kind, target=target, note=note, stored=stored
    )
    trail.record(
        "remediation.cited", by=by, chain=case.chain, subject=_cited(citation), detail={"source": str(citation.ref)}
    )
    return citation


@transaction.atomic
def uncite(*, citation: Citation, by: Actor) -> None:
    """Take a citation away again; the trail keeps it."""
    can_work(citation.case).require()
    trail.record(
        "remediation.uncited",
        by=by,
        chain=citation.case.chain,
        subject=_cited(citation),
        detail={"source": str(citation.ref)},
    )
    citation.delete()


def _cited(citation: Citation) -> Ref:
    if citation.cause is not None:
        return cause_ref(citation.cause)
    assert citation.measure is not None  # noqa: S101 -- a constraint of the table
    return measure_ref(citation.measure)


def _record(event: str, measure: Measure, by: Actor, **detail: str | int) -> None:
    trail.record(
        event,
        by=by,
        chain=measure.case.chain,
        subject=measure_ref(measure),
        detail={"no": measure.no, **detail},
    )
