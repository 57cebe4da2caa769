"""The grammar of conditions: the XPath 1.0 expressions of XLSForm, without paths.

Only numbers, literals, `${name}`, `.`, the operators and the listed functions are allowed; there is no node axis and no
variable, so there is nothing to reach. In a choice_filter a bare name is a column of the sheet choices. The parser is
our own: its limits are known, each error has a place, and it is checked against elementpath in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from surveys.logic.functions import FUNCTIONS
from surveys.logic.problems import ExpressionError
from surveys.logic.values import Value

MAX_LENGTH = 2_000
MAX_TOKENS = 400
MAX_DEPTH = 24

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | \$\{\s*(?P<ref>[A-Za-z_][\w.-]*)\s*\}
    | (?P<name>[A-Za-z_][\w]*(?:[-:][A-Za-z_]\w*)*)
    | (?P<op>!=|<=|>=|=|<|>|\+|-|\*|\(|\)|,)
    | (?P<parent>\.\.)(?![.\w])
    | (?P<self>\.)(?![.\w])
    | (?P<bad>\S)
    )""",
    re.VERBOSE | re.ASCII,
)


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
class Column:
    name: str  # of the sheet choices


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


Node = Constant | Reference | Column | Operation | Minus | Call


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
    def __init__(self, text: str, *, columns: bool) -> None:
        self.tokens = tokens(text)
        self.place = 0
        self.columns = columns

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
                return self.named(token.text, depth)
        if token.text == "(":
            inner = self.operation(0, depth + 1)
            self.expect(")")
            return inner
        if token.text == "-":
            return Minus(self.operation(_BINDING["*"], depth + 1))
        raise ExpressionError("expression_unexpected", token=token.text)

    def named(self, name: str, depth: int) -> Node:
        following = self.peek()
        if following is None or following.text != "(":
            if self.columns and ":" not in name:
                return Column(name)
            raise ExpressionError("expression_token", token=name)
        if name not in FUNCTIONS:
            raise ExpressionError("expression_function", name=name)
        self.next()
        if name == "position":
            if self.next().kind != "parent":
                raise ExpressionError("expression_position")
            self.expect(")")
            return Call(name, ())
        arguments = self.arguments(depth)
        least, most, _ = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise ExpressionError("expression_arguments", name=name)
        if name == "regex":
            check_pattern(arguments[1])
        return Call(name, tuple(arguments))

    def arguments(self, depth: int) -> list[Node]:
        arguments: list[Node] = []
        closing = self.peek()
        if closing is not None and closing.text == ")":
            self.next()
            return arguments
        while True:
            arguments.append(self.operation(0, depth + 1))
            token = self.next()
            if token.kind == "op" and token.text == ")":
                return arguments
            if token.kind != "op" or token.text != ",":
                raise ExpressionError("expression_unexpected", token=token.text)


@lru_cache(maxsize=4_096)
def parse(text: str, *, columns: bool = False) -> Node:
    """Raises ExpressionError with a code; the same text is parsed once."""
    return _Parser(text, columns=columns).parse()


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Operation(_, left, right):
            return (left, right)
        case Minus(inner):
            return (inner,)
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(children(found))


_QUANTIFIER = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(?P<group>\)(?:[*+{]))|(?P<many>[*+]|\{\d*,\d*\})|(?P<maybe>\?)")


def check_pattern(node: Node) -> None:
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
