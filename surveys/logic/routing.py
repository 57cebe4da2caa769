"""In which order a questionnaire is computed: what a question's conditions name comes before it."""

from __future__ import annotations

from collections.abc import Iterable

from surveys.logic import expressions
from surveys.logic.definition import Question


class RoutingCircleError(Exception):
    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(" → ".join(names))


def is_dynamic(default: str) -> bool:
    """A default that must be evaluated, such as `today()`; others are taken as written."""
    return "${" in default or default.rstrip().endswith(")")


def conditions(question: Question) -> dict[str, str]:
    """The expressions on which it depends whether and how it is asked, by column."""
    found = {
        "relevant": question["relevant"],
        "choice_filter": question.get("choice_filter"),
        "calculation": question.get("calculation"),
        "repeat_count": question.get("repeat_count"),
    }
    default = question.get("default")
    if default and is_dynamic(default):
        found["default"] = default
    return {column: text for column, text in found.items() if text}


def named_in(question: Question) -> set[str]:
    """The questions it depends on; for a repeat also those its inner questions depend on from outside."""
    names: set[str] = set()
    for column, text in conditions(question).items():
        names |= expressions.references(expressions.parse(text, columns=column == "choice_filter"))
    inner = question.get("questions", [])
    for below in inner:
        names |= named_in(below)
    return names - {below["name"] for below in inner}


def owners(asked: Iterable[Question]) -> dict[str, str]:
    """Inner question → its repeat."""
    return {below["name"]: question["name"] for question in asked for below in question.get("questions", [])}


def routing_order(asked: Iterable[Question]) -> list[str]:
    """Questions so that each comes after those its conditions name. Raises RoutingCircleError."""
    listed = list(asked)
    owner = owners(listed)
    needs = {
        question["name"]: sorted({owner.get(name, name) for name in named_in(question)} - {"."}) for question in listed
    }
    order: list[str] = []
    state: dict[str, int] = {}
    for start in needs:
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, place = stack.pop()
            if place == 0 and state.get(name) == 2:
                continue
            state[name] = 1
            wanted = needs.get(name, [])
            if place < len(wanted):
                stack.append((name, place + 1))
                following = wanted[place]
                if state.get(following) == 1:
                    path = [entry[0] for entry in stack]
                    raise RoutingCircleError([*path[path.index(following) :], following])
                if state.get(following) != 2:
                    stack.append((following, 0))
                continue
            state[name] = 2
            order.append(name)
    return [name for name in order if name in needs]
