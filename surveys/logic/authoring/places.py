"""Where questions stand: in a section, or in a repeat inside one."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

from surveys.logic.brought import SUFFIXES
from surveys.logic.definition import Definition, Question, Section, Text, all_questions

_LAST_NUMBER = re.compile(r"(?P<stem>.*?)(?P<number>\d+)")


class ChangeError(Exception):
    """A change that cannot be made: `code` with its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def empty(title: Text, languages: list[str]) -> Definition:
    """A questionnaire to begin with: one part, no question."""
    return {"title": title, "languages": languages, "sections": [{"name": "part_1", "label": {}, "questions": []}]}


def own(definition: Definition) -> Definition:
    """A copy that may be changed."""
    return copy.deepcopy(definition)


def section_named(definition: Definition, name: str) -> Section:
    found = next((section for section in definition["sections"] if section["name"] == name), None)
    if found is None:
        raise ChangeError("gone", name=name)
    return found


def question_named(definition: Definition, name: str) -> Question:
    found = next((question for question in all_questions(definition) if question["name"] == name), None)
    if found is None:
        raise ChangeError("gone", name=name)
    return found


def containers(definition: Definition) -> Iterator[tuple[str, list[Question]]]:
    """Sections and repeats by name, in order, each with the list of its questions."""
    for section in definition["sections"]:
        yield section["name"], section["questions"]
        for question in section["questions"]:
            if question["type"] == "repeat":
                yield question["name"], question["questions"]


def container(definition: Definition, name: str) -> list[Question]:
    found = next((questions for known, questions in containers(definition) if known == name), None)
    if found is None:
        raise ChangeError("gone", name=name)
    return found


def home_of(definition: Definition, name: str) -> str:
    """The section or repeat in which a question stands."""
    for home, questions in containers(definition):
        if any(question["name"] == name for question in questions):
            return home
    raise ChangeError("gone", name=name)


def names(definition: Definition) -> set[str]:
    """All names that are taken: of sections, questions and what others bring along."""
    return {section["name"] for section in definition["sections"]} | {q["name"] for q in all_questions(definition)}


def free_name(definition: Definition, like: str) -> str:
    """`like`, or the next number after it: q1, q2, …"""
    taken = {name.lower() for name in names(definition)}

    def is_free(name: str) -> bool:
        return not taken & {name.lower(), *(f"{name}_{suffix}".lower() for suffix in SUFFIXES)}

    if is_free(like):
        return like
    match = _LAST_NUMBER.fullmatch(like)
    stem, number = (match["stem"], int(match["number"])) if match else (f"{like}_", 1)
    while True:
        number += 1
        found = f"{stem}{number}"
        if is_free(found):
            return found
