"""The form of a proposed change: which answers can be changed, what was ticked, what the change came of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import QueryDict

from core import clock
from core.ref import Ref
from core.registries import Whence, registries
from surveys.logic import Form
from surveys.logic.definition import UNASKED, Answer
from surveys.models import Amendment, ResponseVersion
from surveys.pages import Asked, asked


def fields_of(form: Form, base: ResponseVersion) -> list[Asked]:
    """The questions that apply to these answers, each with its present value."""
    questions = form.relevant_questions(base.answers, today=clock.today(base.response.wave.case.time_zone))
    plain = [q for q in questions if q["type"] not in UNASKED and q["type"] not in {"repeat", "rank"}]
    return [asked(question, cast("Answer", base.answers.get(question["name"]))) for question in plain]


def changes_of(told: QueryDict, form: Form, shown: Sequence[Asked]) -> dict[str, Any]:
    """What was ticked to change, with its new value."""
    return {
        one.name: form.read(form.questions[one.name], told.getlist(f"q-{one.name}"))
        for one in shown
        if told.get(f"change-{one.name}") == "yes"
    }


def ground_of(amendment: Amendment) -> Whence | None:
    """What another room says about the ground; None when there is none, or when it is not known any more."""
    if not amendment.ground:
        return None
    ground = Ref.parse(amendment.ground)
    tell = registries.grounds.get(ground.kind)
    return tell(amendment.base.response.wave.case, ground.id) if tell else None
