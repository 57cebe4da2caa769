"""A condition on a whole part: each of its questions holds it, followed by what it asks for itself."""

from __future__ import annotations

from surveys.logic.brought import joined
from surveys.logic.definition import Definition, Question, Section


def part_condition(definition: Definition, home: str) -> str | None:
    """Of the section called `home`; a repeat hands its own condition to no question inside it."""
    return next((s.get("relevant") for s in definition["sections"] if s["name"] == home), None)


def own_condition(part: str | None, whole: str | None) -> str | None:
    """What a question asks for beyond its part."""
    if not part or not whole:
        return whole
    if whole == part:
        return None
    start = f"({part}) and "
    if not whole.startswith(start):
        return whole
    rest = whole.removeprefix(start)
    return rest[1:-1] if _is_one_bracket(rest) else rest


def _is_one_bracket(text: str) -> bool:
    """Whether the first bracket is closed by the last sign only."""
    depth, quote = 0, ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return place == len(text) - 1
        if not quote and depth == 0:
            return False
    return False


def with_part(part: str | None, own: str | None) -> str | None:
    """The whole condition of a question."""
    return joined([part, own])


def is_held(section: Section) -> bool:
    """Whether the part's condition can be taken out of each question and put back without a sign being lost."""
    part = section.get("relevant")
    return all(
        question["relevant"] == with_part(part, own_condition(part, question["relevant"]))
        for question in section["questions"]
        if "other_of" not in question
    )


def own_question(definition: Definition, home: str, question: Question) -> Question:
    """The question with its own condition only, as it is written inside its part."""
    return {**question, "relevant": own_condition(part_condition(definition, home), question["relevant"])}
