"""Agreeing on a rule, and laying it aside."""

from __future__ import annotations

from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys.contradictions import rules
from surveys.logic import Contradiction, Definition
from surveys.models import ContradictionRule, Questionnaire


def newest_definition(questionnaire: Questionnaire) -> Definition:
    """Of the newest version. Raises Refused while there is none."""
    version = questionnaire.versions.order_by("-number").first()
    if version is None:
        raise Refused(_("This questionnaire has no version yet. Keep one first."))
    return cast("Definition", version.definition)


@transaction.atomic
def define_rule(*, questionnaire: Questionnaire, rule: Contradiction, reason: str, by: Actor) -> ContradictionRule:
    """A new rule, or the next wording of the one with this code."""
    rules.can_define(questionnaire, rule, newest_definition(questionnaire)).require()
    return _append(questionnaire, rule, reason=reason, by=by, in_force=True, audit="surveys.contradiction_defined")


@transaction.atomic
def lift_rule(*, rule: ContradictionRule, reason: str, by: Actor) -> ContradictionRule:
    """The rule finds nothing any more; it stays readable with its reason."""
    rules.can_lift(rule).require()
    logic = rule.as_logic()
    return _append(
        rule.questionnaire, logic, reason=reason, by=by, in_force=False, audit="surveys.contradiction_lifted"
    )


def _append(
    questionnaire: Questionnaire, rule: Contradiction, *, reason: str, by: Actor, in_force: bool, audit: str
) -> ContradictionRule:
    if not reason.strip():
        raise Refused(_("Say why, so that others can follow it later."))
    earlier = ContradictionRule.objects.filter(questionnaire=questionnaire, code=rule.code)
    last = earlier.aggregate(last=Max("ordinal"))["last"] or 0
    try:
        with transaction.atomic():
            row = ContradictionRule.objects.create(
                questionnaire=questionnaire,
                code=rule.code,
                ordinal=last + 1,
                in_force=in_force,
                first_question=rule.first.question,
                first_codes=sorted(rule.first.codes),
                second_question=rule.second.question,
                second_codes=sorted(rule.second.codes),
                note=rule.note,
                reason=reason.strip(),
                by_kind=by.kind,
                by_id=by.id,
                by_label=by.label,
            )
    except IntegrityError as taken:
        raise Refused(_("Somebody else has just changed this rule. Look at it and try again.")) from taken
    trail.record(
        audit,
        by=by,
        chain=questionnaire.case.chain,
        subject=Ref("contradiction_rule", str(row.public_id)),
        detail={"questionnaire": questionnaire.code, "rule": rule.code, "ordinal": row.ordinal},
    )
    return row
