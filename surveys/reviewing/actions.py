"""A question is asked for, and agreed to by somebody else."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from core import clock
from core.actor import Actor
from core.ref import Ref
from core.verdict import JUST_CHANGED, Refused
from surveys.models import QuestionnaireVersion, QuestionReview
from surveys.reviewing import rules


def _record(kind: str, version: QuestionnaireVersion, question: str, by: Actor) -> None:
    trail.record(
        kind,
        by=by,
        chain=version.questionnaire.case.chain,
        subject=Ref("questionnaire_version", str(version.public_id)),
        detail={"question": question},
    )


@transaction.atomic
def ask_review(*, version: QuestionnaireVersion, question: str, need: str, by: Actor) -> QuestionReview:
    """Why the question is needed. Until somebody else agrees it may be asked for again in other words."""
    rules.can_ask_review(version, question, need).require()
    review = QuestionReview.objects.filter(version=version, question=question).first()
    if review is not None and review.agreed_at is not None:
        raise Refused(_("This question has been agreed to already."))
    review = review or QuestionReview(version=version, question=question)
    review.asked_by_id, review.asked_by_label, review.need = by.id or by.label, by.label, need.strip()[:500]
    review.asked_at = clock.now()
    review.save()
    _record("surveys.review_asked", version, question, by)
    return review


@transaction.atomic
def agree_review(*, review: QuestionReview, reason: str, by: Actor) -> QuestionReview:
    """A second person agrees, and says why."""
    rules.can_agree(review, reason, by).require()
    changed = QuestionReview.objects.filter(
        pk=review.pk, agreed_at__isnull=True, asked_by_id=review.asked_by_id, need=review.need
    ).update(
        agreed_by_id=by.id or by.label,
        agreed_by_label=by.label,
        reason=reason.strip()[:500],
        agreed_at=clock.now(),
    )
    if changed != 1:
        raise Refused(JUST_CHANGED)
    review.refresh_from_db()
    _record("surveys.review_agreed", review.version, review.question, by)
    return review
