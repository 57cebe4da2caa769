"""Propose a rule, approve it as a second person, refuse it, withdraw it. Rules are never changed or deleted."""

from __future__ import annotations

from django.db import transaction

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from evidence.effects import effect_is_known, start_preview
from evidence.explanations import rules
from evidence.explanations.effect import RuleChange
from evidence.explanations.queries import LISTS, next_order, standing_of
from evidence.explanations.rules import Proposal
from evidence.identity.variants import spelling
from evidence.models import ExplanationRule, ExplanationStep, StepKind
from evidence.reconciling import compare_again


@transaction.atomic
def propose_explanation(*, case: Case, proposal: Proposal, by: Actor) -> ExplanationRule:
    """Write a rule down. It explains nothing until somebody else approves it."""
    can_work(case).require()
    made = _write(case, proposal, by)
    _record("evidence.explanation_proposed", made, by)
    start_preview(change=RuleChange(made), by=by)
    return made


@transaction.atomic
def approve_explanation(*, rule: ExplanationRule, by: Actor, remark: str = "") -> ExplanationStep:
    """From now on the rule explains rows; the facts are computed anew."""
    can_work(rule.case).require()
    rules.can_decide(standing_of(rule)).require()
    rules.may_decide(by, rule).require()
    effect_is_known(RuleChange(rule)).require()
    step = _step(rule, StepKind.APPROVED, remark, by)
    _record("evidence.explanation_approved", rule, by)
    compare_again(case=rule.case, by=by)
    return step


@transaction.atomic
def refuse_explanation(*, rule: ExplanationRule, reason: str, by: Actor) -> ExplanationStep:
    """The rule will explain nothing; the reason stays with it."""
    can_work(rule.case).require()
    rules.can_decide(standing_of(rule)).require()
    rules.may_decide(by, rule).require()
    rules.has_reason(reason).require()
    step = _step(rule, StepKind.REFUSED, reason, by)
    _record("evidence.explanation_refused", rule, by)
    return step


@transaction.atomic
def withdraw_explanation(*, rule: ExplanationRule, reason: str, by: Actor) -> ExplanationStep:
    """The rule no longer explains rows; earlier facts keep what it explained then."""
    can_work(rule.case).require()
    standing = standing_of(rule)
    rules.can_withdraw(standing).require()
    rules.has_reason(reason).require()
    step = _step(rule, StepKind.WITHDRAWN, reason, by)
    _record("evidence.explanation_withdrawn", rule, by)
    if standing.in_force:
        compare_again(case=rule.case, by=by)
    return step


@transaction.atomic
def adopt_explanation(
    *, case: Case, proposal: Proposal, proposed_by: str, approved_by: str, by: Actor
) -> ExplanationRule:
    """A rule of a case folder, as it was proposed and approved there by the people whom the folder names."""
    can_work(case).require()
    made = _write(case, proposal, Actor(by.kind, "", proposed_by or by.label))
    if approved_by and approved_by != made.by_label:
        _step(made, StepKind.APPROVED, "", Actor(by.kind, "", approved_by))
    _record("evidence.explanation_adopted", made, by)
    return made


def _write(case: Case, proposal: Proposal, by: Actor) -> ExplanationRule:
    rules.can_propose(case, proposal).require()
    lists = {name: sorted({str(value).strip() for value in proposal.lists.get(name, ())} - {""}) for name in LISTS}
    lists["logins"] = sorted({spelling(login) for login in lists["logins"]})
    made = ExplanationRule(
        case=case,
        window=proposal.window,
        kind=proposal.kind,
        title=proposal.title.strip(),
        ground=proposal.ground.strip(),
        order=proposal.order if proposal.order is not None else next_order(case),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
        **lists,
    )
    made.validate_constraints()
    made.save()
    return made


def _step(rule: ExplanationRule, kind: StepKind, reason: str, by: Actor) -> ExplanationStep:
    made, new = ExplanationStep.objects.get_or_create(
        rule=rule,
        kind=kind,
        defaults={
            "reason": reason.strip(),
            "proposed_by": rule.by_label,
            "by_kind": by.kind,
            "by_id": by.id,
            "by_label": by.label,
        },
    )
    if not new:
        raise Refused(rules.can_decide(standing_of(rule)).reason)
    return made


def _record(kind: str, rule: ExplanationRule, by: Actor) -> None:
    trail.record(
        kind,
        by=by,
        chain=rule.case.chain,
        subject=Ref("explanation", str(rule.public_id)),
        detail={"kind": rule.kind, "order": rule.order},
    )
