"""Picking a condition: which questions there are to pick, and what each of them offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.editor.when import When, offered
from surveys.editor.words import comparisons, short
from surveys.logic import Definition
from surveys.logic.authoring.places import home_of
from surveys.logic.definition import UNASKED, Question, all_questions
from surveys.sentences import local


@dataclass(frozen=True)
class ShownTerm:
    """A line of the routing: the comparisons and answers that its question offers."""

    place: int
    link: str
    question: str
    compare: str
    comparisons: list[tuple[str, str]]
    answers: list[tuple[str, str, bool]]
    value: str
    kind: str
    problem: str


def askable(definition: Definition, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions that a condition can pick, part by part; those of repeats only inside their repeat."""
    home = home_of(definition, name) if name in {q["name"] for q in all_questions(definition)} else ""
    found = []
    for section in definition["sections"]:
        lines = []
        for question in section["questions"]:
            rows = [question] if question["type"] != "repeat" else []
            rows += question.get("questions", []) if question["name"] == home else []
            lines += [
                (q["name"], f"{short(local(q['label']) or q['name'], 60)} ({q['name']})")
                for q in rows
                if q["name"] != name and (q["type"] not in UNASKED or q["type"] == "calculate")
            ]
        if lines:
            found.append((local(section["label"]) or section["name"], lines))
    return found


def askable_for_part(definition: Definition, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the condition of a whole part can pick: questions of the parts before it, then of those after it."""
    others = [section for section in definition["sections"] if section["name"] != name]
    return askable({**definition, "sections": others}, "")


def shown_terms(when: When, everything: Mapping[str, Question], beside: Mapping[str, str]) -> Iterator[ShownTerm]:
    """The lines with what their questions offer."""
    words = comparisons()
    for place, row in enumerate(when.terms):
        question = everything.get(row.question)
        kind = question["type"] if question else ""
        possible = offered(kind)
        compare = row.compare if row.compare in possible else (possible[0] if possible else "any")
        pickable = compare in {"any", "none"} and question is not None
        yield ShownTerm(
            place=place,
            link=row.link if place else "",
            question=row.question,
            compare=compare,
            comparisons=[(code, words[code]) for code in possible],
            answers=[(c["name"], local(c["label"]) or c["name"], c["name"] in row.values) for c in question["choices"]]
            if pickable and question
            else [],
            value="" if pickable or compare in {"answered", "empty"} else (row.values[0] if row.values else ""),
            kind="" if compare in {"answered", "empty"} else kind,
            problem=beside.get(f"terms:{place}", ""),
        )
