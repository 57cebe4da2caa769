"""The compiled questionnaire of a version, made once a process."""

from __future__ import annotations

from typing import cast

from surveys.logic import Definition, Form
from surveys.models import QuestionnaireVersion

_made: dict[str, Form] = {}


def form_of(version: QuestionnaireVersion) -> Form:
    """By content hash: the same content is the same form."""
    form = _made.get(version.content_hash)
    if form is None:
        if len(_made) > 200:
            _made.clear()
        form = _made[version.content_hash] = Form(cast("Definition", version.definition))
    return form
