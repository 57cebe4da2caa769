"""Wordings that repeat an earlier answer: `${name}` becomes what was said, in the language of the wording."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.logic.definition import Answer, Question, Text, wording
from surveys.logic.expressions import PIPE
from surveys.logic.values import as_text, plain

NOTHING_SAID = "…"
MAX_PIPED = 200
_BETWEEN = {"ja": "、"}


def filled(text: Text, answers: Mapping[str, Answer], asked: Mapping[str, Question]) -> Text:
    """The same object when nothing is to be filled in. The result is plain text: templates escape it."""
    if not any("${" in words for words in text.values()):
        return text
    return {
        language: PIPE.sub(lambda found, to=language: _said(asked.get(found[1]), answers.get(found[1]), to), words)  # type: ignore[misc]
        for language, words in text.items()
    }


def _said(question: Question | None, answer: Answer, language: str) -> str:
    """Choices by their wording, not by their code; a long text is shortened."""
    if question is None or answer is None or answer in ("", []):
        return NOTHING_SAID
    labels = {choice["name"]: wording(choice["label"], language) for choice in question["choices"]}
    if isinstance(answer, list):
        words = [labels.get(item, item) if isinstance(item, str) else "" for item in answer]
        said = _BETWEEN.get(language, ", ").join(word for word in words if word)
    else:
        said = labels.get(str(answer)) or as_text(plain(answer))
    return said if len(said) <= MAX_PIPED else said[:MAX_PIPED] + "…"
