"""Proofs, notes and decisions. Every row is added, none is changed."""

from __future__ import annotations

import calendar
from datetime import date

from django.db import transaction
from django.db.models import Q

from audit import trail
from casework.access import can_work
from core import clock
from core.actor import Actor
from core.models import StoredFile
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from remediation.enums import DecisionKind, MeasureState, NoteKind
from remediation.models import Decision, Measure, MeasureNote, Proof
from remediation.proof import rules
from remediation.proof.facts import decide, facts_of, hash_of
from remediation.queries import today_of
from remediation.rules import can_change


@transaction.atomic
def file_proof(
    *,
    measure: Measure,
    stored: StoredFile,
    title: str,
    effective_on: date,
    by: Actor,
    expires_on: date | None = None,
    part_no: int | None = None,
    note: str = "",
) -> Proof:
    """A file under a title; the same title again is its next revision."""
    can_work(measure.case).require()
    rules.can_expire(effective_on, expires_on).require()
    proof = Proof.objects.create(
        measure=measure,
        stored=stored,
        sha256=stored.sha256,
        title=title,
        revision=measure.proofs.filter(title=title).count() + 1,
        effective_on=effective_on,
        expires_on=expires_on,
        part_no=part_no,
        note=note,
        by_id=_id(by),
        by_label=by.label,
    )
    _record("remediation.proof_filed", measure, by, sha256=proof.sha256, revision=proof.revision)
    return proof


@transaction.atomic
def write_note(*, measure: Measure, text: str, by: Actor, kind: NoteKind = NoteKind.PROGRESS) -> MeasureNote:
    """How far it is, or what the independent monitor remarks."""
    can_work(measure.case).require()
    if kind == NoteKind.REMARK:
        rules.may_remark(by, measure).require()
    note = MeasureNote.objects.create(measure=measure, kind=kind, text=text, by_id=_id(by), by_label=by.label)
    _record("remediation.note_written", measure, by, kind=str(kind))
    return note


@transaction.atomic
def confirm_measure(
    *, measure: Measure, by: Actor, seen: str = "", reason: str = "", check_after_months: int | None = None
) -> Decision:
    """The claim is true. This closes the measure. `seen` is the hash of the facts the verifier looked at."""
    can_work(measure.case).require()
    rules.may_verify(by, measure).require()
    rules.can_be_decided(measure, seen, hash_of(facts_of(measure))).require()
    today = today_of(measure.case)
    rules.can_rest_on(proofs=valid_proofs(measure, today), reason=reason).require()
    months = check_after_months or measure.check_after_months
    check_on = add_months(measure.done_on or today, months) if months else None
    _set(measure, confirmed_at=clock.now(), check_after_months=months, check_on=check_on)
    decision = decide(measure, DecisionKind.CONFIRMED, by=by, reason=reason)
    _record("remediation.measure_confirmed", measure, by, facts=decision.facts_hash)
    return decision


@transaction.atomic
def return_measure(*, measure: Measure, by: Actor, reason: str, seen: str = "") -> Decision:
    """The claim does not hold: the measure is in progress again, with the reason."""
    can_work(measure.case).require()
    rules.may_verify(by, measure).require()
    rules.can_be_decided(measure, seen, hash_of(facts_of(measure))).require()
    rules.can_be_returned_for(reason).require()
    decision = decide(measure, DecisionKind.RETURNED, by=by, reason=reason)
    _set(measure, state=MeasureState.IN_PROGRESS, done_on=None, claimed_at=None)
    _record("remediation.measure_returned", measure, by, facts=decision.facts_hash)
    return decision


@transaction.atomic
def judge_effect(*, measure: Measure, by: Actor, effective: bool, reason: str) -> Decision:
    """Whether it works, some months later. What does not work gets a successor."""
    can_work(measure.case).require()
    rules.may_verify(by, measure).require()
    rules.can_be_checked(measure).require()
    rules.can_be_returned_for(reason).require()
    Measure.objects.filter(pk=measure.pk).update(effective=effective)
    measure.effective = effective
    kind = DecisionKind.EFFECTIVE if effective else DecisionKind.NOT_EFFECTIVE
    decision = decide(measure, kind, by=by, reason=reason)
    _record("remediation.effect_judged", measure, by, effective=effective)
    return decision


@transaction.atomic
def approve_wording(*, measure: Measure, by: Actor, seen: str = "", reason: str = "") -> Decision:
    """This wording may be published. A later change shows that it is no longer what was approved."""
    can_work(measure.case).require()
    can_change(measure).require()
    rules.may_verify(by, measure).require()
    rules.is_as_seen(seen, hash_of(facts_of(measure))).require()
    decision = decide(measure, DecisionKind.APPROVED, by=by, reason=reason)
    _record("remediation.wording_approved", measure, by, facts=decision.facts_hash)
    return decision


def valid_proofs(measure: Measure, today: date) -> int:
    return measure.proofs.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today)).count()


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _set(measure: Measure, **facts: object) -> None:
    """Compare and set: refused if someone else has just decided."""
    open_claim = Measure.objects.filter(pk=measure.pk, state=MeasureState.DONE, confirmed_at__isnull=True)
    if open_claim.update(**facts) != 1:
        raise Refused(JUST_CHANGED)
    for name, value in facts.items():
        setattr(measure, name, value)


def _id(by: Actor) -> str:
    return f"{by.kind}:{by.id}"


def _record(event: str, measure: Measure, by: Actor, **detail: str | int | bool) -> None:
    trail.record(
        event,
        by=by,
        chain=measure.case.chain,
        subject=Ref("measure", str(measure.public_id)),
        detail={"no": measure.no, **detail},
    )
