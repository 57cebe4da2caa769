"""Reports in anonymous waves: nothing but the text is there."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core.actor import Actor
from core.verdict import Refused
from surveys.logic.definition import Definition
from surveys.models import AnonymousAnswer, SealedHow, Wave
from surveys.sealed import rules
from surveys.sealed.chain import forget_traces, record
from surveys.sealed.copies import Passed, withdraw, words_of
from surveys.sealed.moving import keep, sealed_with, take_out


def seal_unsent(wave: Wave, answers: dict[str, Any], names: Collection[str]) -> None:
    """Texts that their writer marked: they leave the answers before these are stored, and stand alone."""
    taken = take_out(answers, cast("Definition", wave.version.definition), names)
    keep(wave=wave, version=None, taken=taken, how=SealedHow.RESPONDENT, by=None)


def anonymous_of(case: Case, answer: uuid.UUID) -> AnonymousAnswer | None:
    """The anonymous answer of the case with this public id."""
    return (
        AnonymousAnswer.objects.filter(public_id=answer, wave__case=case)
        .select_related("wave__version", "wave__case")
        .first()
    )


def about_to_pass(answer: AnonymousAnswer, question: str) -> Passed:
    """The words and the questions they leave."""
    names = sealed_with(cast("Definition", answer.wave.version.definition), [question])
    texts = dict.fromkeys(text for name in names for text in words_of(answer.answers.get(name)))
    return Passed(answer.wave, None, frozenset(names), tuple(texts))


@transaction.atomic
def move_anonymous(*, answer: AnonymousAnswer, question: str, by: Actor) -> int:
    """As `move_answer`, for an answer of nobody in particular."""
    wave = answer.wave
    definition = cast("Definition", wave.version.definition)
    rules.can_move(wave.case, definition, question).require()
    forget_traces()
    what = about_to_pass(answer, question)
    withdrawn = withdraw(what)
    count = 0
    for name in sorted(what.questions):
        if name not in answer.answers:
            continue
        keep(
            wave=wave,
            version=None,
            taken={name: answer.answers[name]},
            how=SealedHow.OFFICER,
            by=by,
            anonymous=answer.public_id,
        )
        rest = {key: value for key, value in answer.answers.items() if key != name}
        AnonymousAnswer.objects.filter(pk=answer.pk).update(answers=rest)
        answer.answers = rest
        count += 1
    if not count:
        raise Refused(_("There is nothing to pass on: the answer is empty, or it has been passed on already."))
    record(wave, "surveys.sealed_moved", by, {"texts": count, "copies": withdrawn})
    return count
