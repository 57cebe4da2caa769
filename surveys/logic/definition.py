"""The definition: plain JSON, canonical, addressed by its hash.

Keys beyond the first are present only when used, so that a questionnaire keeps its hash when the language grows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Literal, NotRequired, TypedDict

Text = dict[str, str]
QuestionType = Literal[
    "select_one",
    "select_multiple",
    "rank",
    "text",
    "date",
    "time",
    "integer",
    "decimal",
    "note",
    "calculate",
    "repeat",
]
# Dates are «2023-01-31», times «08:30», decimals canonical text («0.1»): exact, and the same in every database.
Scalar = str | list[str] | int | None
Answer = str | list[str] | int | list[dict[str, Scalar]] | None
Answers = dict[str, Answer]

LANGUAGES = ("ja", "en")
DONT_REMEMBER, NOT_APPLICABLE, PREFER_INTERVIEW = "dont_remember", "not_applicable", "prefer_interview"
HONEST_CHOICES = (DONT_REMEMBER, NOT_APPLICABLE, PREFER_INTERVIEW)
"""Answers that say why there is no other one. They are set apart on the page."""
SELECTS = frozenset({"select_one", "select_multiple", "rank"})
UNASKED = frozenset({"note", "calculate"})
OTHER = "other"


class Choice(TypedDict):
    name: str
    label: Text
    columns: NotRequired[dict[str, str]]  # what a choice_filter compares


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
    choice_filter: NotRequired[str]
    calculation: NotRequired[str]
    default: NotRequired[str]
    appearance: NotRequired[str]
    asks_who: NotRequired[str]  # «yes»: asks for a person who reported, taught or told: reviewed before a wave opens
    or_other: NotRequired[bool]
    skip_reasons: NotRequired[list[str]]  # of HONEST_CHOICES: what may be said instead of an answer
    other_of: NotRequired[str]  # the question that brought this one, by `or_other` or `skip_reasons`
    questions: NotRequired[list[Question]]  # of a repeat
    repeat_count: NotRequired[str]
    rows: NotRequired[list[list[Question]]]  # only in what `Form.sections` gives: the questions of each row


class Section(TypedDict):
    name: str
    label: Text
    relevant: NotRequired[str]  # of the whole part; every question of it holds it too, so it says nothing new
    questions: list[Question]


class Definition(TypedDict):
    title: Text
    languages: list[str]
    sections: list[Section]
    settings: NotRequired[dict[str, str]]  # form_id, version, default_language; no part of the meaning


def canonical(definition: Definition) -> bytes:
    """What is hashed: all but the settings. A new form id or version number on the same content is the same content.

    A condition stands with the questions; that a part bears it as a whole adds nothing to the content.
    """
    content: dict[str, object] = {key: value for key, value in definition.items() if key != "settings"}
    content["sections"] = [
        {key: value for key, value in section.items() if key != "relevant"} for section in definition["sections"]
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(definition: Definition) -> str:
    return hashlib.sha256(canonical(definition)).hexdigest()


def wording(text: Text, language: str) -> str:
    """The text in the language asked for, else in another one: a missing translation never empties a page."""
    return text.get(language) or next((text[code] for code in (*LANGUAGES, *text) if text.get(code)), "")


def questions(definition: Definition) -> list[Question]:
    """Those of the sections; the questions of a repeat stay inside it."""
    return [question for section in definition["sections"] for question in section["questions"]]


def all_questions(definition: Definition) -> Iterator[Question]:
    """Also those inside repeats, each after its repeat."""
    for question in questions(definition):
        yield question
        yield from question.get("questions", [])


def new_question(name: str, kind: QuestionType, label: Text) -> Question:
    return {
        "name": name,
        "type": kind,
        "label": label,
        "hint": {},
        "required": False,
        "relevant": None,
        "constraint": None,
        "constraint_message": {},
        "choices": [],
    }
