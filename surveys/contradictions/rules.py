"""What a rule about answers has to be."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core.verdict import ALLOWED, Verdict, refuse
from surveys.logic import Contradiction, Definition
from surveys.logic.contradictions import unknown
from surveys.models import ContradictionRule, Questionnaire


def can_define(questionnaire: Questionnaire, rule: Contradiction, definition: Definition) -> Verdict:
    """Both sides name answers that the questionnaire offers, and they are not one and the same answer."""
    if not (verdict := can_work(questionnaire.case)):
        return verdict
    if not rule.first.codes or not rule.second.codes:
        return refuse(_("Choose at least one answer on both sides."))
    if rule.first.question == rule.second.question and rule.first.codes & rule.second.codes:
        return refuse(_("The same answer stands on both sides. Choose two answers that hardly go together."))
    if not any(rule.note.values()):
        return refuse(_("Write down what should be asked when somebody answered so."))
    if unknown([rule], definition):
        return refuse(_("The rule names an answer that this questionnaire does not offer."))
    return ALLOWED


def can_lift(rule: ContradictionRule) -> Verdict:
    """Only a rule that is in force."""
    if not rule.in_force:
        return refuse(_("This rule is no longer in force."))
    return can_work(rule.questionnaire.case)
