"""Conditions of a questionnaire: the XPath 1.0 expressions of XLSForm, without paths.

Only numbers, literals, `${name}`, `.`, the operators and the functions below are allowed; there is no node axis and no
variable, so there is nothing to reach. Dates compare as days (as ODK does). The parser is our own (see
docs/adr): its limits are known, each error has a place, and it is checked against elementpath in the tests.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from surveys.logic.definition import Answer
from surveys.logic.problems import ExpressionError

MAX_LENGTH = 2_000
MAX_TOKENS = 400
MAX_DEPTH = 24
REGEX_MAX_VALUE = 200

Value = str | float | bool | list[str]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | \$\{\s*(?P<ref>[A-Za-z_][\w.-]*)\s*\}
    | (?P<name>[A-Za-z_][\w]*(?:[-:][A-Za-z_]\w*)*)
    | (?P<op>!=|<=|>=|=|<|>|\+|-|\*|\(|\)|,)
    | (?P<self>\.)(?![.\w])
    | (?P<bad>\S)
    )""",
    re.VERBOSE | re.ASCII,
)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Constant:
    value: Value


@dataclass(frozen=True)
class Reference:
    name: str  # "." is the answer itself


@dataclass(frozen=True)
class Operation:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Minus:
    of: Node


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Constant | Reference | Operation | Minus | Call


@dataclass(frozen=True)
class Scope:
    answers: Mapping[str, Answer]
    today: date
    own: Answer = None

    def value(self, name: str) -> Value:
        answer = self.own if name == "." else self.answers.get(name)
        if answer is None:
            return ""
        return float(answer) if isinstance(answer, int) else answer


def tokens(text: str) -> list[Token]:
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression_long", limit=MAX_LENGTH)
    found = list(_scan(text))
    if len(found) > MAX_TOKENS:
        raise ExpressionError("expression_long", limit=MAX_LENGTH)
    return found


def _scan(text: str) -> Iterator[Token]:
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise ExpressionError("expression_token", token=text[place : place + 20].strip())
        if match.lastgroup == "bad":
            raise ExpressionError("expression_token", token=text[match.start("bad") : match.start("bad") + 12])
        yield Token(match.lastgroup, match.group(match.lastgroup))
        place = match.end()


# weakest first; all are left-associative
_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.place = 0

    def peek(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise ExpressionError("expression_end")
        self.place += 1
        return token

    def expect(self, sign: str) -> None:
        token = self.next()
        if token.text != sign or token.kind != "op":
            raise ExpressionError("expression_unexpected", token=token.text)

    def parse(self) -> Node:
        node = self.operation(0, 0)
        rest = self.peek()
        if rest is not None:
            raise ExpressionError("expression_unexpected", token=rest.text)
        return node

    def operation(self, strength: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError("expression_deep")
        left = self.operand(depth)
        while (token := self.peek()) is not None:
            binding = _BINDING.get(token.text, 0) if token.kind in {"op", "name"} else 0
            if binding <= strength:
                break
            self.next()
            left = Operation(token.text, left, self.operation(binding, depth + 1))
        return left

    def operand(self, depth: int) -> Node:
        token = self.next()
        match token.kind:
            case "number":
                return Constant(float(token.text))
            case "literal":
                return Constant(token.text[1:-1])
            case "ref":
                return Reference(token.text)
            case "self":
                return Reference(".")
            case "name":
                return self.call(token.text, depth)
        if token.text == "(":
            inner = self.operation(0, depth + 1)
            self.expect(")")
            return inner
        if token.text == "-":
            return Minus(self.operation(_BINDING["*"], depth + 1))
        raise ExpressionError("expression_unexpected", token=token.text)

    def call(self, name: str, depth: int) -> Node:
        following = self.peek()
        if following is None or following.text != "(":
            raise ExpressionError("expression_token", token=name)
        if name not in FUNCTIONS:
            raise ExpressionError("expression_function", name=name)
        self.next()
        arguments: list[Node] = []
        closing = self.peek()
        if closing is not None and closing.text == ")":
            self.next()
        else:
            while True:
                arguments.append(self.operation(0, depth + 1))
                token = self.next()
                if token.kind == "op" and token.text == ")":
                    break
                if token.kind != "op" or token.text != ",":
                    raise ExpressionError("expression_unexpected", token=token.text)
        least, most, _ = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionError("expression_arguments", name=name)
        if name == "regex":
            _check_pattern(arguments[1])
        return Call(name, tuple(arguments))


@lru_cache(maxsize=4_096)
def parse(text: str) -> Node:
    """Raises ExpressionError with a code; the same text is parsed once."""
    return _Parser(text).parse()


def references(node: Node) -> set[str]:
    match node:
        case Reference(name):
            return {name}
        case Operation(_, left, right):
            return references(left) | references(right)
        case Minus(inner):
            return references(inner)
        case Call(_, arguments):
            return set().union(*(references(argument) for argument in arguments))
    return set()


def compared_codes(node: Node) -> Iterator[tuple[str, str]]:
    """Pairs (question, code) that a condition compares: used to warn of codes that no list has."""
    match node:
        case Operation(sign, Reference(name), Constant(str(code))) if sign in {"=", "!="}:
            yield name, code
        case Operation(sign, Constant(str(code)), Reference(name)) if sign in {"=", "!="}:
            yield name, code
        case Operation(_, left, right):
            yield from compared_codes(left)
            yield from compared_codes(right)
        case Minus(inner):
            yield from compared_codes(inner)
        case Call("selected", (Reference(name), Constant(str(code)))):
            yield name, code
        case Call(_, arguments):
            for argument in arguments:
                yield from compared_codes(argument)


def holds(text: str, scope: Scope) -> bool:
    return as_bool(evaluate(parse(text), scope))


def evaluate(node: Node, scope: Scope) -> Value:
    match node:
        case Constant(value):
            return value
        case Reference(name):
            return scope.value(name)
        case Minus(inner):
            return -as_number(evaluate(inner, scope))
        case Call(function, arguments):
            return FUNCTIONS[function][2](scope, arguments)
        case Operation("or", left, right):
            return as_bool(evaluate(left, scope)) or as_bool(evaluate(right, scope))
        case Operation("and", left, right):
            return as_bool(evaluate(left, scope)) and as_bool(evaluate(right, scope))
        case Operation(sign, left, right):
            return _OPERATORS[sign](evaluate(left, scope), evaluate(right, scope))


def as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(value) if isinstance(value, list) else value


def as_number(value: Value) -> float:
    if isinstance(value, bool | float):
        return float(value)
    text = as_text(value).strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    if _ISO_DATE.fullmatch(text):
        try:
            return float((date.fromisoformat(text) - date(1970, 1, 1)).days)
        except ValueError:
            return math.nan
    return math.nan


def as_bool(value: Value) -> bool:
    if isinstance(value, float):
        return not math.isnan(value) and value != 0
    return bool(value)


def _equal(left: Value, right: Value) -> bool:
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


def _selected(value: Value) -> list[str]:
    return value if isinstance(value, list) else as_text(value).split()


def _round(value: float) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(math.floor(value + 0.5))


def _whole(value: float, how: Callable[[float], int]) -> float:
    return value if math.isnan(value) or math.isinf(value) else float(how(value))


def _substring(text: str, start: float, length: float = math.inf) -> str:
    first, last = _round(start), _round(start) + _round(length)
    return "".join(sign for place, sign in enumerate(text, start=1) if first <= place < last)


_QUANTIFIER = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(?P<group>\)(?:[*+{]))|(?P<many>[*+]|\{\d*,\d*\})|(?P<maybe>\?)")


def _check_pattern(node: Node) -> None:
    """Refuse what could backtrack for ever: repeated groups, look-around, back references, many quantifiers."""
    if not isinstance(node, Constant) or not isinstance(node.value, str):
        raise ExpressionError("expression_regex", pattern="…")
    pattern = node.value
    found = list(_QUANTIFIER.finditer(pattern))
    many = sum(1 for match in found if match["many"])
    maybe = sum(1 for match in found if match["maybe"])
    grouped = any(match["group"] for match in found)
    special = "(?" in pattern or re.search(r"\\[1-9]", pattern)
    if len(pattern) > 200 or grouped or special or many > 4 or maybe > 8:
        raise ExpressionError("expression_regex", pattern=pattern[:40])
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ExpressionError("expression_regex", pattern=pattern[:40]) from error


def _matches(value: Value, pattern: Value) -> bool:
    text = as_text(value)
    return len(text) <= REGEX_MAX_VALUE and re.fullmatch(as_text(pattern), text) is not None


def _date(value: Value) -> Value:
    return value if not math.isnan(as_number(value)) else ""


Arguments = tuple[Node, ...]
Function = Callable[[Scope, Arguments], Value]


def _plain(function: Callable[..., Value]) -> Function:
    def call(scope: Scope, arguments: Arguments) -> Value:
        return function(*(evaluate(argument, scope) for argument in arguments))

    return call


def _if(scope: Scope, arguments: Arguments) -> Value:
    condition, then, otherwise = arguments
    return evaluate(then if as_bool(evaluate(condition, scope)) else otherwise, scope)


def _coalesce(scope: Scope, arguments: Arguments) -> Value:
    for argument in arguments:
        value = evaluate(argument, scope)
        if as_text(value) != "":
            return value
    return ""


def _length(scope: Scope, arguments: Arguments) -> Value:
    return float(len(as_text(evaluate(arguments[0], scope) if arguments else scope.value("."))))


# name: (fewest arguments, most arguments, function)
FUNCTIONS: dict[str, tuple[int, int, Function]] = {
    "selected": (2, 2, _plain(lambda value, code: as_text(code) in _selected(value))),
    "count-selected": (1, 1, _plain(lambda value: float(len(_selected(value))))),
    "not": (1, 1, _plain(lambda value: not as_bool(value))),
    "true": (0, 0, _plain(lambda: True)),
    "false": (0, 0, _plain(lambda: False)),
    "if": (3, 3, _if),
    "coalesce": (1, 8, _coalesce),
    "today": (0, 0, lambda scope, _: scope.today.isoformat()),
    "date": (1, 1, _plain(_date)),
    "string-length": (0, 1, _length),
    "regex": (2, 2, _plain(_matches)),
    "number": (1, 1, _plain(as_number)),
    "string": (1, 1, _plain(as_text)),
    "boolean": (1, 1, _plain(as_bool)),
    "int": (1, 1, _plain(lambda value: _whole(as_number(value), math.trunc))),
    "round": (1, 1, _plain(lambda value: _round(as_number(value)))),
    "floor": (1, 1, _plain(lambda value: _whole(as_number(value), math.floor))),
    "ceiling": (1, 1, _plain(lambda value: _whole(as_number(value), math.ceil))),
    "concat": (2, 8, _plain(lambda *values: "".join(as_text(value) for value in values))),
    "contains": (2, 2, _plain(lambda value, part: as_text(part) in as_text(value))),
    "starts-with": (2, 2, _plain(lambda value, part: as_text(value).startswith(as_text(part)))),
    "normalize-space": (1, 1, _plain(lambda value: " ".join(as_text(value).split()))),
    "substring": (2, 3, _plain(lambda text, *places: _substring(as_text(text), *(as_number(p) for p in places)))),
}
