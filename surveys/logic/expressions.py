"""Conditions of a questionnaire at work: evaluated on the server only, over answers, never over anything else."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from surveys.logic.functions import FUNCTIONS, ONLY_OVER_ROWS, OVER_ROWS
from surveys.logic.syntax import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TOKENS,
    Call,
    Column,
    Constant,
    Minus,
    Node,
    Operation,
    Reference,
    children,
    parse,
    walk,
)
from surveys.logic.values import Scope, Thunk, Value, as_bool, as_number, as_text

PIPE = re.compile(r"\$\{\s*([A-Za-z_][\w.-]*)\s*\}", re.ASCII)


def references(node: Node) -> set[str]:
    return {found.name for found in walk(node) if isinstance(found, Reference)}


def columns(node: Node) -> set[str]:
    """The columns of the sheet choices that a choice_filter compares."""
    return {found.name for found in walk(node) if isinstance(found, Column)}


def functions(node: Node) -> set[str]:
    return {found.function for found in walk(node) if isinstance(found, Call)}


def piped(text: str) -> list[str]:
    """The questions that a wording repeats, in order."""
    return PIPE.findall(text)


def references_over_rows(node: Node) -> Iterator[tuple[str, bool]]:
    """(name, whether it stands as an argument of a function that looks at all rows of a repeat)."""
    match node:
        case Reference(name):
            yield name, False
        case Call(function, arguments) if function in OVER_ROWS:
            for argument in arguments:
                if isinstance(argument, Reference):
                    yield argument.name, True
                else:
                    yield from references_over_rows(argument)
        case _:
            for inner in children(node):
                yield from references_over_rows(inner)


def needs_rows(node: Node) -> Iterator[tuple[str, str]]:
    """(function, name) of each sum and count; the name is empty when its argument is no question."""
    for found in walk(node):
        if isinstance(found, Call) and found.function in ONLY_OVER_ROWS:
            argument = found.arguments[0]
            yield found.function, argument.name if isinstance(argument, Reference) else ""


def compared_codes(node: Node) -> Iterator[tuple[str, str]]:
    """Pairs (question, code) that a condition compares: used to warn of codes that no list has."""
    match node:
        case Operation(sign, Reference(name), Constant(str(code))) if sign in {"=", "!="}:
            yield name, code
        case Operation(sign, Constant(str(code)), Reference(name)) if sign in {"=", "!="}:
            yield name, code
        case Call("selected", (Reference(name), Constant(str(code)))):
            yield name, code
        case _:
            for inner in children(node):
                yield from compared_codes(inner)


def holds(text: str, scope: Scope, *, columns: bool = False) -> bool:
    return as_bool(evaluate(parse(text, columns=columns), scope))


def evaluate(node: Node, scope: Scope) -> Value:
    return _EVALUATE[type(node)](node, scope)


def _call(node: Call, scope: Scope) -> Value:
    return FUNCTIONS[node.function][2](scope, [_thunk(argument, scope) for argument in node.arguments])


def _operation(node: Operation, scope: Scope) -> Value:
    if node.sign == "or":
        return as_bool(evaluate(node.left, scope)) or as_bool(evaluate(node.right, scope))
    if node.sign == "and":
        return as_bool(evaluate(node.left, scope)) and as_bool(evaluate(node.right, scope))
    return _OPERATORS[node.sign](evaluate(node.left, scope), evaluate(node.right, scope))


# By class: every page of everybody who answers works through all conditions, and `match` tries one class after the other.
_EVALUATE: dict[type, Callable[[Any, Scope], Value]] = {
    Constant: lambda node, _scope: node.value,
    Reference: lambda node, scope: scope.value(node.name),
    Column: lambda node, scope: (scope.choice or {}).get(node.name, ""),
    Minus: lambda node, scope: -as_number(evaluate(node.of, scope)),
    Call: _call,
    Operation: _operation,
}


def _thunk(node: Node, scope: Scope) -> Thunk:
    return lambda: evaluate(node, scope)


def _equal(left: Value, right: Value) -> bool:
    if type(left) is str and type(right) is str:  # nearly always
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return as_bool(left) == as_bool(right)
    if isinstance(left, float) or isinstance(right, float):
        return as_number(left) == as_number(right)
    return as_text(left) == as_text(right)


def _divide(left: float, right: float) -> float:
    if right == 0:
        return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)
    return left / right


def _remainder(left: float, right: float) -> float:
    return math.nan if right == 0 or math.isinf(left) or math.isnan(left) else math.fmod(left, right)


_OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: as_number(left) < as_number(right),
    "<=": lambda left, right: as_number(left) <= as_number(right),
    ">": lambda left, right: as_number(left) > as_number(right),
    ">=": lambda left, right: as_number(left) >= as_number(right),
    "+": lambda left, right: as_number(left) + as_number(right),
    "-": lambda left, right: as_number(left) - as_number(right),
    "*": lambda left, right: as_number(left) * as_number(right),
    "div": lambda left, right: _divide(as_number(left), as_number(right)),
    "mod": lambda left, right: _remainder(as_number(left), as_number(right)),
}

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TOKENS",
    "Node",
    "Scope",
    "columns",
    "compared_codes",
    "evaluate",
    "functions",
    "holds",
    "needs_rows",
    "parse",
    "piped",
    "references",
    "references_over_rows",
]
