"""Every wording of every rule for the case folder, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from casework.access import can_work
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys.models import ContradictionRule, Questionnaire

FACTS = (
    "code",
    "ordinal",
    "in_force",
    "first_question",
    "first_codes",
    "second_question",
    "second_codes",
    "note",
    "reason",
    "by_kind",
    "by_label",
)


def rule_lines(case: Case) -> Iterator[str]:
    """contradictions.jsonl: the rules as they were agreed one after the other."""
    rows = ContradictionRule.objects.filter(questionnaire__case=case).select_related("questionnaire")
    for rule in rows.order_by("questionnaire__code", "code", "ordinal"):
        facts = {name: getattr(rule, name) for name in FACTS}
        facts |= {"questionnaire": rule.questionnaire.code, "defined_at": rule.defined_at.isoformat()}
        yield json.dumps(facts, ensure_ascii=False, sort_keys=True)


@transaction.atomic
def import_rules(*, case: Case, lines: Iterable[str], by: Actor) -> int:
    """The reverse, for a case that has no rules yet."""
    can_work(case).require()
    if ContradictionRule.objects.filter(questionnaire__case=case).exists():
        raise Refused(_("Rules about answers can only be brought into a case that has none yet."))
    questionnaires = {one.code: one for one in Questionnaire.objects.filter(case=case)}
    try:
        rows = [_rule(questionnaires, json.loads(line)) for line in lines if line.strip()]
    except (ValueError, KeyError, TypeError) as broken:
        raise Refused(_("contradictions.jsonl cannot be read: %(reason)s") % {"reason": str(broken)[:120]}) from broken
    ContradictionRule.objects.bulk_create(rows)
    trail.record(
        "surveys.contradictions_restored",
        by=by,
        chain=case.chain,
        subject=Ref("case", str(case.public_id)),
        detail={"rules": len(rows)},
    )
    return len(rows)


def _rule(questionnaires: dict[str, Questionnaire], facts: dict[str, object]) -> ContradictionRule:
    rule = ContradictionRule(
        questionnaire=questionnaires[str(facts["questionnaire"])],
        defined_at=datetime.fromisoformat(str(facts["defined_at"])),
        **{name: facts[name] for name in FACTS},
    )
    rule.as_logic()
    return rule
