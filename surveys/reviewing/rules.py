"""Which questions need a review, and whether they have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import can_work
from core.actor import Actor
from core.verdict import ALLOWED, Verdict, has_reason, refuse
from surveys.enums import WaveMode
from surveys.logic.definition import Definition, all_questions
from surveys.logic.reporters import flagged
from surveys.models import QuestionnaireVersion, QuestionReview, Wave
from surveys.sentences import local


@dataclass(frozen=True)
class Flagged:
    """A question that needs a review; `why` is «flag» or «wording»."""

    name: str
    label: str
    why: str
    review: QuestionReview | None

    @property
    def is_agreed(self) -> bool:
        return self.review is not None and self.review.agreed_at is not None


def flagged_questions(version: QuestionnaireVersion) -> list[Flagged]:
    """In the order of the questionnaire, with what has been said about each."""
    definition = cast("Definition", version.definition)
    found = dict(flagged(definition))
    if not found:
        return []
    labels = {question["name"]: local(question["label"]) for question in all_questions(definition)}
    reviews = {one.question: one for one in QuestionReview.objects.filter(version=version)}
    return [Flagged(name, labels[name] or name, why, reviews.get(name)) for name, why in found.items()]


def can_be_asked(wave: Wave) -> Verdict:
    """Before opening; what was collected elsewhere has been asked already."""
    if wave.mode == WaveMode.IMPORT:
        return ALLOWED
    waiting = [one.label for one in flagged_questions(wave.version) if not one.is_agreed]
    if not waiting:
        return ALLOWED
    return refuse(
        _(
            "The question «%(question)s» asks who reported, taught or told. Before it may be asked, a second person has "
            "to agree on the page of the questionnaire."
        )
        % {"question": waiting[0]}
    )


def can_ask_review(version: QuestionnaireVersion, question: str, need: str) -> Verdict:
    """Somebody says why the question is needed."""
    if not (verdict := can_work(version.questionnaire.case)):
        return verdict
    if question not in dict(flagged(cast("Definition", version.definition))):
        return refuse(gettext_lazy("This question needs no review."))
    return has_reason(need)


def can_agree(review: QuestionReview, reason: str, by: Actor) -> Verdict:
    """Somebody else agrees, with a reason of their own."""
    if not (verdict := can_work(review.version.questionnaire.case)):
        return verdict
    if review.agreed_at is not None:
        return refuse(gettext_lazy("This question has been agreed to already."))
    if by.id == review.asked_by_id:
        return refuse(gettext_lazy("Somebody else has to agree."))
    return has_reason(reason)
