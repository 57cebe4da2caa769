"""How far a questionnaire is worded in a language."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.logic.definition import LANGUAGES, Definition, Text, all_questions


def offered(definition: Definition) -> list[str]:
    """The languages in which respondents may read: those of the pages, then those of the questionnaire alone."""
    return [*LANGUAGES, *(code for code in definition["languages"] if code and code not in LANGUAGES)]


def unworded(definition: Definition, language: str) -> tuple[int, int]:
    """How many wordings are missing in the language, of how many; readers see those in another language."""
    written = list(_texts(definition))
    return sum(1 for text in written if not text.get(language)), len(written)


def _texts(definition: Definition) -> Iterator[Text]:
    """Everything a respondent may read: what is empty in every language is no wording."""
    for section in definition["sections"]:
        yield from _filled(section["label"])
    for question in all_questions(definition):
        if question["type"] == "calculate" or "other_of" in question:
            continue
        texts = [question["label"], question["hint"], question["constraint_message"]]
        texts += [question.get("required_message", {}), *(choice["label"] for choice in question["choices"])]
        yield from _filled(*texts)


def _filled(*texts: Text) -> Iterator[Text]:
    return (text for text in texts if any(text.values()))
