"""Routing by picking a question, a comparison and answers; the expression is made from it and read back into it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from surveys.logic.definition import SELECTS, Question
from surveys.logic.problems import ExpressionError
from surveys.logic.syntax import Call, Constant, Minus, Node, Operation, Reference, parse
from surveys.logic.values import as_text

Compare = Literal["any", "none", "answered", "empty", "eq", "ne", "lt", "le", "gt", "ge"]
SIGNS: dict[Compare, str] = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
OFFERED: dict[str, tuple[Compare, ...]] = {
    "select_one": ("any", "none", "answered", "empty"),
    "select_multiple": ("any", "none", "answered", "empty"),
    "rank": ("answered", "empty"),
    "integer": ("eq", "ne", "lt", "le", "gt", "ge", "answered", "empty"),
    "decimal": ("eq", "ne", "lt", "le", "gt", "ge", "answered", "empty"),
    "date": ("eq", "lt", "le", "gt", "ge", "answered", "empty"),
    "time": ("eq", "lt", "le", "gt", "ge", "answered", "empty"),
    "text": ("answered", "empty", "eq", "ne"),
    "calculate": ("eq", "ne", "lt", "le", "gt", "ge", "answered", "empty"),
}


@dataclass(frozen=True)
class Term:
    """«This question is one of these answers», or compared with one value."""

    question: str
    compare: Compare
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """Groups that must all hold; of the terms of a group one is enough."""

    groups: tuple[tuple[Term, ...], ...] = ()

    @classmethod
    def all_of(cls, *terms: Term) -> Condition:
        return cls(tuple((term,) for term in terms))


@dataclass(frozen=True)
class Limits:
    """The smallest and the largest answer that is allowed; empty for none."""

    low: str = ""
    high: str = ""


def expression_of(condition: Condition) -> str:
    """Empty for no terms."""
    parts = [" or ".join(_term_text(term) for term in group) for group in condition.groups]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return " and ".join(
        f"({part})" if len(group) > 1 or (group[0].compare == "any" and len(group[0].values) > 1) else part
        for part, group in zip(parts, condition.groups, strict=True)
    )


def condition_of(text: str, asked: Mapping[str, Question]) -> Condition | None:
    """The terms of an expression; None when it says more than groups of terms can say."""
    try:
        node = parse(text)
    except ExpressionError:
        return None
    groups: list[tuple[Term, ...]] = []
    for part in _chain(node, "and"):
        terms = [_term(one, asked) for one in _chain(part, "or")]
        known = [term for term in terms if term is not None]
        if len(known) < len(terms):
            return None
        group = tuple(_gathered(known))
        if group not in groups:
            groups.append(group)
    return Condition(tuple(groups))


def _gathered(terms: list[Term]) -> Iterator[Term]:
    """Answers of one question that follow each other, as one term."""
    for (name, compare), group in itertools.groupby(terms, key=lambda term: (term.question, term.compare)):
        parts = list(group)
        if compare == "any":
            yield Term(name, "any", tuple(dict.fromkeys(code for part in parts for code in part.values)))
        else:
            yield from parts


def limits_expression(limits: Limits) -> str:
    parts = [f". {sign} {_value(value)}" for sign, value in ((">=", limits.low), ("<=", limits.high)) if value]
    return " and ".join(parts)


def limits_of(text: str) -> Limits | None:
    """None when a constraint is more than two limits."""
    try:
        parts = _chain(parse(text), "and")
    except ExpressionError:
        return None
    found: dict[str, str] = {}
    for part in parts:
        match part:
            case Operation(">=" | "<=" as sign, Reference("."), value) if (plain := _constant(value)) is not None:
                if sign in found:
                    return None
                found[sign] = plain
            case _:
                return None
    return Limits(found.get(">=", ""), found.get("<=", ""))


def _term_text(term: Term) -> str:
    name = f"${{{term.question}}}"
    match term.compare:
        case "answered":
            return f"{name} != ''"
        case "empty":
            return f"{name} = ''"
        case "any":
            return " or ".join(f"selected({name}, {_quoted(value)})" for value in term.values)
        case "none":
            return f"not({_term_text(Term(term.question, 'any', term.values))})"
    return f"{name} {SIGNS[term.compare]} {_value(term.values[0] if term.values else '')}"


def _value(value: str) -> str:
    return value if _NUMBER.fullmatch(value) else _quoted(value)


def _quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def _chain(node: Node, join: str) -> list[Node]:
    match node:
        case Operation(sign, left, right) if sign == join:
            return [*_chain(left, join), *_chain(right, join)]
    return [node]


def _term(node: Node, asked: Mapping[str, Question]) -> Term | None:
    match node:
        case Call("not", (inner,)):
            term = _term(inner, asked)
            return Term(term.question, "none", term.values) if term is not None and term.compare == "any" else None
        case Call("selected", (Reference(name), Constant(str(code)))) if _is_select(asked, name) and code:
            return Term(name, "any", (code,))
        case Operation("or", _, _):
            parts = [_term(part, asked) for part in _chain(node, "or")]
            known = list(_gathered([part for part in parts if part is not None]))
            return known[0] if len(known) == 1 and None not in parts and known[0].compare == "any" else None
        case Operation(sign, Reference(name), value) if sign in _FLIPPED:
            return _compared(name, sign, _constant(value), asked)
        case Operation(sign, value, Reference(name)) if sign in _FLIPPED:
            return _compared(name, _FLIPPED[sign], _constant(value), asked)
    return None


def _compared(name: str, sign: str, value: str | None, asked: Mapping[str, Question]) -> Term | None:
    question = asked.get(name)
    if question is None or value is None:
        return None
    if value == "" and sign in {"=", "!="}:
        return Term(name, "empty" if sign == "=" else "answered")
    if question["type"] in SELECTS:
        if question["type"] != "select_one" or sign not in {"=", "!="}:
            return None
        return Term(name, "any" if sign == "=" else "none", (value,))
    compare = next(known for known, written in SIGNS.items() if written == sign)
    return Term(name, compare, (value,)) if compare in OFFERED.get(question["type"], ()) else None


def _is_select(asked: Mapping[str, Question], name: str) -> bool:
    return name in asked and asked[name]["type"] in {"select_one", "select_multiple"}


def _constant(node: Node) -> str | None:
    match node:
        case Constant(value) if isinstance(value, str | float) and not isinstance(value, bool):
            return as_text(value)
        case Minus(Constant(float(value))):
            return as_text(-value)
    return None
