"""Everything a person does to the plan of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from audit import trail
from casework.access import can_work
from casework.models import Case, Incident
from core import clock
from core.actor import Actor
from core.ref import Ref
from remediation import rules
from remediation.deadlines.calendars import settled
from remediation.enums import DecisionKind, MeasureState
from remediation.models import Cause, CauseMeasure, DeadlineRevision, GroupLink, Measure
from remediation.proof.facts import decide
from remediation.queries import today_of
from remediation.timing import due_on, parse
from remediation.workflow import MEASURES


def measure_ref(measure: Measure) -> Ref:
    return Ref("measure", str(measure.public_id))


def cause_ref(cause: Cause) -> Ref:
    return Ref("cause", str(cause.public_id))


def read_timing(measure: Measure) -> None:
    """Understand the timing anew and let the due day follow; nothing is saved."""
    timing = parse(measure.timing_text, fiscal_start=measure.case.fiscal_year_start)
    measure.timing = timing.as_json()
    measure.timing_kind = timing.kind or ""
    measure.due_on = settled(measure.case, due_on(timing, after=today_of(measure.case)))
    if measure.state == MeasureState.DONE and measure.done_on is None and timing.precision == "day":
        measure.done_on = timing.end


def promise(measure: Measure) -> None:
    """The first day ever promised: that of the earlier date, where the text itself speaks of a revision."""
    timing = measure.understood
    earlier = [due_on(other) for other in timing.alternatives] if "revised" in timing.warnings else []
    days = [day for day in (*earlier, measure.due_on) if day is not None]
    measure.promised_on = min(days, default=None)
    measure.postponements = sum(1 for day in days if measure.due_on is not None and day < measure.due_on)


def next_number(case: Case, prefix: str) -> str:
    """The next number of the form M-01; a gap is never filled, so that no number is ever given twice."""
    taken = set(Measure.objects.filter(case=case).values_list("no", flat=True))
    taken |= set(Cause.objects.filter(case=case).values_list("no", flat=True))
    counted = (no.removeprefix(f"{prefix}-") for no in taken if no.startswith(f"{prefix}-"))
    last = max((int(count) for count in counted if count.isascii() and count.isdigit()), default=0)
    return f"{prefix}-{last + 1:02}"


def actor_id(by: Actor) -> str:
    """Kind and id in one word, to be compared later."""
    return f"{by.kind}:{by.id}"


@transaction.atomic
def add_measure(
    *,
    case: Case,
    text: str,
    by: Actor,
    no: str = "",
    timing_text: str = "",
    state: str = MeasureState.NOT_STARTED,
    causes: Iterable[Cause] = (),
    owner: User | None = None,
    review_on: date | None = None,
    **facts: Any,
) -> Measure:
    """`facts` are the other fields of a measure: target, audience, category, axes, stage, effect, actor_name…"""
    can_work(case).require()
    linked = list(causes)
    number = no or next_number(case, "M")
    rules.can_use_measure_number(case, number).require()
    rules.can_link(case, linked).require()
    measure = Measure(
        case=case,
        no=number,
        position=Measure.objects.filter(case=case).count(),
        text=text,
        timing_text=timing_text,
        state=state,
        owner=owner,
        review_on=review_on,
        author_id=actor_id(by),
        author_name=by.label,
        **facts,
    )
    _settle_owner(measure)
    read_timing(measure)
    promise(measure)
    rules.can_stand_without_review(measure.understood, state, review_on).require()
    measure.save()
    _link(measure, linked)
    trail.record(
        "remediation.measure_added",
        by=by,
        chain=case.chain,
        subject=measure_ref(measure),
        detail={"no": number, "timing": timing_text, "due_on": _iso(measure.due_on)},
    )
    return measure


@transaction.atomic
def update_measure(
    *,
    measure: Measure,
    by: Actor,
    causes: Iterable[Cause] | None = None,
    corrects: bool = False,
    reason: str = "",
    agreed_by: str = "",
    agreed_on: date | None = None,
    **facts: Any,
) -> Measure:
    """Change what is written. A later due day is a postponement with a reason, unless it `corrects` a slip."""
    can_work(measure.case).require()
    rules.can_change(measure).require()
    rules.can_keep_number(measure, facts.get("no", measure.no)).require()
    old_due, old_text = measure.due_on, measure.timing_text
    for field, value in facts.items():
        setattr(measure, field, value)
    _settle_owner(measure)
    postponed = False
    if measure.timing_text != old_text:
        read_timing(measure)
        postponed = follow_promise(measure, old_due, corrects=corrects)
        if postponed:
            rules.can_put_off(reason, agreed_by).require()
    rules.can_stand_without_review(measure.understood, measure.state, measure.review_on).require()
    measure.save()
    if measure.timing_text != old_text:
        keep_revision(
            measure,
            old_text,
            old_due,
            corrects=corrects,
            reason=reason,
            agreed_by=agreed_by,
            agreed_on=agreed_on,
            by=by,
        )
    if causes is not None:
        linked = list(causes)
        rules.can_link(measure.case, linked).require()
        _link(measure, linked)
    trail.record(
        "remediation.measure_postponed" if postponed else "remediation.measure_changed",
        by=by,
        chain=measure.case.chain,
        subject=measure_ref(measure),
        detail={
            "fields": sorted(facts),
            "before": {"timing": old_text, "due_on": _iso(old_due)},
            "after": {"timing": measure.timing_text, "due_on": _iso(measure.due_on)},
        },
    )
    return measure


def keep_revision(measure: Measure, old_text: str, old_due: date | None, *, by: Actor, **facts: Any) -> None:
    """One more row of what was promised before and after."""
    DeadlineRevision.objects.create(
        measure=measure,
        ordinal=measure.revisions.count() + 1,
        timing_before=old_text,
        timing_after=measure.timing_text,
        due_before=old_due,
        due_after=measure.due_on,
        by_id=actor_id(by),
        by_label=by.label,
        **facts,
    )


def follow_promise(measure: Measure, old_due: date | None, *, corrects: bool) -> bool:
    """Whether the change puts the measure off. The first promise stays."""
    if corrects or measure.promised_on is None:
        promise(measure)
        return False
    if measure.due_on is not None and old_due is not None and measure.due_on > old_due:
        measure.postponements += 1
        return True
    if measure.due_on is not None and measure.due_on < measure.promised_on:
        measure.promised_on = measure.due_on
    return False


@transaction.atomic
def move_measure(*, measure: Measure, move: str, by: Actor, done_on: date | None = None) -> Measure:
    """One step of the workflow. Only «finish» takes a day; a measure taken up again loses its day of completion."""
    can_work(measure.case).require()
    rules.can_change(measure).require()
    MEASURES.can(measure.state, move).require()
    finishes = move == "finish"
    day = done_on if finishes else None
    rules.can_be_done_on(day, today_of(measure.case)).require()
    if finishes:
        rules.can_finish(open_parts(measure)).require()
    transition = MEASURES.move(measure, move, done_on=day, claimed_at=clock.now() if finishes else None)
    if finishes:
        decide(measure, DecisionKind.CLAIMED, by=by)
    trail.record(
        transition.audit,
        by=by,
        chain=measure.case.chain,
        subject=measure_ref(measure),
        detail={"from": transition.source, "to": transition.target, "done_on": _iso(day)},
    )
    return measure


@transaction.atomic
def record_cause(
    *,
    case: Case,
    text: str,
    by: Actor,
    cause: Cause | None = None,
    no: str = "",
    heading: str = "",
    situation: str = "",
    axes: dict[str, str] | None = None,
    incidents: Iterable[Incident] = (),
) -> Cause:
    """Write a cause down, or correct one."""
    can_work(case).require()
    number = no or (cause.no if cause else next_number(case, "C"))
    rules.can_use_cause_number(case, number, except_for=cause).require()
    made = cause is None
    cause = cause or Cause(case=case, position=Cause.objects.filter(case=case).count())
    cause.no, cause.heading, cause.text, cause.situation = number, heading, text, situation
    cause.axes = cause.axes if axes is None else axes
    cause.save()
    cause.incidents.set(incidents)
    spread_groups(case)
    trail.record(
        "remediation.cause_recorded" if made else "remediation.cause_changed",
        by=by,
        chain=case.chain,
        subject=cause_ref(cause),
        detail={"no": number},
    )
    return cause


def _settle_owner(measure: Measure) -> None:
    """A user as owner is named by the user's name unless another name is written."""
    if measure.owner is not None and not measure.owner_name:
        measure.owner_name = str(measure.owner)


def open_parts(measure: Measure) -> int:
    """Sub-actions that are neither done nor withdrawn."""
    return measure.parts.exclude(state__in=[MeasureState.DONE, MeasureState.WITHDRAWN]).count()


def spread_groups(case: Case) -> None:
    """Each cause under a heading is answered by the measures that answer the heading; called when either changes."""
    wanted = {
        (cause, measure)
        for heading, measure in GroupLink.objects.filter(case=case).values_list("heading", "measure_id")
        for cause in Cause.objects.filter(case=case, heading=heading).values_list("pk", flat=True)
    }
    links = CauseMeasure.objects.filter(cause__case=case)
    there = {(link.cause_id, link.measure_id): link for link in links}
    stale = [link.pk for pair, link in there.items() if link.by_group and pair not in wanted]
    links.filter(pk__in=stale).delete()
    CauseMeasure.objects.bulk_create(
        CauseMeasure(cause_id=cause, measure_id=measure, by_group=True)
        for cause, measure in sorted(wanted - there.keys())
    )


def _link(measure: Measure, causes: list[Cause]) -> None:
    """The causes chosen one by one; those answered through their group stay."""
    chosen = {cause.pk for cause in causes}
    measure.links.filter(by_group=False).exclude(cause_id__in=chosen).delete()
    there = set(measure.links.values_list("cause_id", flat=True))
    CauseMeasure.objects.bulk_create(
        CauseMeasure(cause=cause, measure=measure) for cause in causes if cause.pk not in there
    )
    spread_groups(measure.case)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
