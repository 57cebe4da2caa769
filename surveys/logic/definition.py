"""The definition: plain JSON, canonical, addressed by its hash."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, NotRequired, TypedDict

Text = dict[str, str]
QuestionType = Literal["select_one", "select_multiple", "text", "date", "integer", "note"]
Answer = str | list[str] | int | None
Answers = dict[str, Answer]

LANGUAGES = ("ja", "en")
# «I don't remember» and «I'd rather explain in an interview» are answers, set apart on the page.
HONEST_CHOICES = ("dont_remember", "prefer_interview")


class Choice(TypedDict):
    name: str
    label: Text


class Question(TypedDict):
    name: str
    type: QuestionType
    label: Text
    hint: Text
    required: bool
    required_message: NotRequired[Text]
    relevant: str | None
    constraint: str | None
    constraint_message: Text
    choices: list[Choice]


class Section(TypedDict):
    name: str
    label: Text
    questions: list[Question]


class Definition(TypedDict):
    title: Text
    languages: list[str]
    sections: list[Section]


def canonical(definition: Definition) -> bytes:
    return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(definition: Definition) -> str:
    return hashlib.sha256(canonical(definition)).hexdigest()


def wording(text: Text, language: str) -> str:
    """The text in the language asked for, else in the other one: a missing translation never empties a page."""
    return text.get(language) or next((text[code] for code in LANGUAGES if text.get(code)), "")


def questions(definition: Definition) -> list[Question]:
    return [question for section in definition["sections"] for question in section["questions"]]
