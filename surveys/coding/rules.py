"""Who may code what, each with the sentence that the user reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.access import can_work
from core.verdict import ALLOWED, Verdict, has_reason, refuse
from surveys.coding.answers import Coded, codable_questions
from surveys.coding.frames import UNCODED, Codes
from surveys.models import Questionnaire
from surveys.models.coding import CodingFrame

if TYPE_CHECKING:
    from collections.abc import Collection


def can_frame(questionnaire: Questionnaire, question: str) -> Verdict:
    """A frame belongs to a question of free text."""
    if not (verdict := can_work(questionnaire.case)):
        return verdict
    for version in questionnaire.versions.all():
        if any(one["name"] == question for one in codable_questions(version.definition)):
            return ALLOWED
    return refuse(_("This is not a question that people answer in their own words."))


def can_change_frame(frame: CodingFrame) -> Verdict:
    """As long as the case is open."""
    return can_work(frame.questionnaire.case)


def can_add(codes: Codes, code: str, label_ja: str) -> Verdict:
    """A code of its own, with a wording."""
    if not label_ja.strip():
        return refuse(_("Give the code a wording in Japanese."))
    if code == UNCODED:
        return refuse(_("This word stands for answers without a code. Choose another one."))
    if code in codes.known:
        return refuse(_("There is a code of this name already. Choose another name, or use that one."))
    return ALLOWED


def can_merge(codes: Codes, code: str, into: str, reason: str) -> Verdict:
    """One open code into another open one."""
    first, second = codes.known.get(code), codes.known.get(into)
    if first is None or second is None or not first.is_open or not second.is_open or code == into:
        return refuse(_("Choose two different codes that are in use."))
    return has_reason(reason)


def can_assign(codes: Codes, chosen: Collection[str]) -> Verdict:
    """At least one code, all of them in use."""
    if not chosen:
        return refuse(_("Choose at least one code, or leave the answer uncoded."))
    if any(code not in codes.known or not codes.known[code].is_open for code in chosen):
        return refuse(_("One of the codes is no longer in use. Reload the page and choose again."))
    return ALLOWED


def can_decide(coded: Coded, by_id: str) -> Verdict:
    """A third person decides, or the coders after talking about it; only where two have differed."""
    del by_id  # anyone who works on the case; the reason says how it was settled
    if len(coded.given) < 2:
        return refuse(_("Only one coder has coded this answer so far. There is nothing to decide yet."))
    return ALLOWED
