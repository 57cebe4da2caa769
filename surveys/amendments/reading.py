"""A proposed change in words: what was answered, and what it would become."""

from __future__ import annotations

from dataclasses import dataclass

from core.verdict import Refused
from surveys.amendments.actions import amended_answers
from surveys.forms_of import form_of
from surveys.interviews.guide import in_words
from surveys.models import Amendment
from surveys.sentences import local


@dataclass(frozen=True)
class Both:
    """One question with both values; `follows` when it was not proposed but falls away with what was."""

    question: str
    label: str
    before: str
    after: str
    follows: bool


def both_values(amendment: Amendment) -> list[Both]:
    """In the order of the questionnaire: what is changed, and what falls away because of it."""
    base = amendment.base
    form = form_of(base.response.wave.version)
    try:
        after = amended_answers(base, amendment.changes)
    except Refused:
        after = {**base.answers, **amendment.changes}
    lines = []
    for name, question in form.questions.items():
        if base.answers.get(name) != after.get(name):
            lines.append(
                Both(
                    question=name,
                    label=local(question["label"]),
                    before=in_words(question, base.answers.get(name)),
                    after=in_words(question, after.get(name)),
                    follows=name not in amendment.changes,
                )
            )
    return lines
