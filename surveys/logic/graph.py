"""The routing as a graph: who decides about whom, what nobody can ever reach, which options no table counts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from surveys.logic import expressions
from surveys.logic.definition import UNASKED, Answer, Definition, Question, all_questions
from surveys.logic.expressions import Scope
from surveys.logic.form import Form
from surveys.logic.routing import conditions, named_in
from surveys.logic.syntax import Call, Constant, Node, Operation, Reference, walk

MOST_TRIES = 20_000
MOST_CODES = 10


@dataclass(frozen=True)
class Point:
    """A question to draw; `rank` is its column: one more than the furthest question that decides about it."""

    name: str
    section: str
    type: str
    rank: int
    reachable: bool


@dataclass(frozen=True)
class Edge:
    """`source` decides about `target` through the column `kind`; `codes` are the answers that are compared."""

    source: str
    target: str
    kind: str
    condition: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    points: list[Point]
    edges: list[Edge]
    unreachable: list[str]


def graph(definition: Definition) -> Graph:
    edges = list(routing_edges(definition))
    lost = unreachable(definition)
    sections = {q["name"]: s["name"] for s in definition["sections"] for q in s["questions"]}
    form = Form.of(definition)
    owner = {below: name for name in form.questions for below in form.inner(name)}
    ranks = _ranks([below for name in form.order for below in (name, *form.inner(name))], edges)
    points = [
        Point(
            q["name"],
            sections.get(owner.get(q["name"], q["name"]), ""),
            q["type"],
            ranks[q["name"]],
            q["name"] not in lost,
        )
        for q in all_questions(definition)
    ]
    return Graph(points, edges, lost)


def _ranks(order: list[str], edges: list[Edge]) -> dict[str, int]:
    before: dict[str, set[str]] = {}
    for edge in edges:
        before.setdefault(edge.target, set()).add(edge.source)
    ranks: dict[str, int] = {}
    for name in order:
        ranks[name] = 1 + max((ranks.get(other, 0) for other in before.get(name, ())), default=-1)
    return ranks


def routing_edges(definition: Definition) -> Iterator[Edge]:
    """One for each question that a condition names."""
    for question in all_questions(definition):
        for column, text in conditions(question).items():
            node = expressions.parse(text, columns=column == "choice_filter")
            compared = list(expressions.compared_codes(node))
            for name in sorted(expressions.references(node) - {"."}):
                codes = tuple(dict.fromkeys(code for other, code in compared if other == name))
                yield Edge(name, question["name"], column, text, codes)


def unreachable(definition: Definition) -> list[str]:
    """Questions that no answers can bring up. What cannot be decided within the limits counts as reachable."""
    form = Form.of(definition)
    lost: list[str] = []
    for question in form.questions.values():
        if question["relevant"] and not _can_apply(form, question):
            lost.append(question["name"])
        lost += [below["name"] for below in question.get("questions", []) if question["name"] in lost]
    return lost


def _can_apply(form: Form, question: Question) -> bool:
    closure = _closure(form, question["name"])
    nodes = [
        expressions.parse(text, columns=column == "choice_filter")
        for name in closure
        for column, text in conditions(form.questions[name]).items()
        if column != "default"
    ]
    asked = [form.questions[name] for name in closure if name != question["name"]]
    if any(q["type"] in {"repeat", "calculate"} for q in asked) or not all(_is_decidable(node) for node in nodes):
        return True
    domains = [_domain(q, nodes) for q in asked if q["type"] not in UNASKED]
    if not all(domains) or math.prod(len(domain) for domain in domains) > MOST_TRIES:
        return True
    names = [q["name"] for q in asked if q["type"] not in UNASKED]
    order = [name for name in form.order if name in closure]
    return any(
        _applies(form, question["name"], order, dict(zip(names, given, strict=True)))
        for given in itertools.product(*domains)
    )


def _applies(form: Form, wanted: str, order: list[str], given: Mapping[str, Answer]) -> bool:
    visible: dict[str, Answer] = {}
    scope = Scope(visible, date(2023, 1, 1))
    for name in order:
        question = form.questions[name]
        if question["relevant"] and not expressions.holds(question["relevant"], scope):
            continue
        if name == wanted:
            return True
        if given.get(name) is not None:
            visible[name] = given[name]
    return False


def _closure(form: Form, name: str) -> set[str]:
    """The question with all that decide about it, however far."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in form.questions and one not in found:
            found.add(one)
            waiting += sorted(named_in(form.questions[one]) - {"."})
    return found


_DECIDABLE = frozenset({"selected", "not", "true", "false", "count-selected"})


def _is_decidable(node: Node) -> bool:
    """Only comparisons of one answer with constants: trying the constants and their neighbours then tries everything."""
    for found in walk(node):
        match found:
            case Call(function, _) if function not in _DECIDABLE:
                return False
            case Operation("+" | "-" | "*" | "div" | "mod", _, _):
                return False
            case Operation("and" | "or", _, _):
                continue
            case Operation(_, left, right) if not (isinstance(left, Constant) or isinstance(right, Constant)):
                return False
    return True


def _domain(question: Question, nodes: list[Node]) -> list[Answer]:
    """Answers that conditions can tell apart; None is «not answered». Empty when there are too many to try."""
    codes = [choice["name"] for choice in question["choices"]]
    mentioned = {
        code for node in nodes for name, code in expressions.compared_codes(node) if name == question["name"] and code
    }
    if question["type"] == "select_one":
        others = [code for code in codes if code not in mentioned][:1]
        return [None, *(code for code in codes if code in mentioned), *others]
    if question["type"] in {"select_multiple", "rank"}:
        told = [code for code in codes if code in mentioned]
        others = [code for code in codes if code not in mentioned]
        if len(told) > MOST_CODES:
            return []
        subsets = [list(chosen) for n in range(len(told) + 1) for chosen in itertools.combinations(told, n)]
        extra = [others[:n] for n in range(len(others) + 1)] if _counts(nodes, question["name"]) else [[], others[:1]]
        return [None, *([*subset, *more] for subset in subsets for more in extra if subset or more)]
    return [None, *_neighbours(question["name"], nodes), "\x7f"]


def _counts(nodes: list[Node], name: str) -> bool:
    return any(
        isinstance(found, Call) and found.function == "count-selected" and found.arguments == (Reference(name),)
        for node in nodes
        for found in walk(node)
    )


def _neighbours(name: str, nodes: list[Node]) -> Iterator[Answer]:
    for node in nodes:
        for found in walk(node):
            match found:
                case Operation(_, Reference(other), Constant(value)) | Operation(_, Constant(value), Reference(other)):
                    if other != name:
                        continue
                    if isinstance(value, float):
                        yield from (str(value - 1), str(value - 0.5), str(value), str(value + 0.5), str(value + 1))
                    else:
                        yield from _days(str(value))


def _days(text: str) -> Iterator[str]:
    """The text; for a day also the days around it."""
    yield text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return
    yield from ((day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat())


def uncounted(definition: Definition, counted: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Question → the options that no table counts. `counted` is what the table specs name: question → codes.

    A question that no table names at all is left out: that is a choice, not an oversight.
    """
    found: dict[str, list[str]] = {}
    for question in all_questions(definition):
        if question["name"] not in counted or not question["choices"]:
            continue
        missing = [c["name"] for c in question["choices"] if c["name"] not in counted[question["name"]]]
        if missing:
            found[question["name"]] = missing
    return found


def carries_free_text(definition: Definition, name: str) -> bool:
    """Whether a calculation may repeat what somebody wrote: such a column must not go into tables."""
    form = Form.of(definition)
    closure = _closure(form, name)
    inner = {below["name"]: below for q in form.questions.values() for below in q.get("questions", [])}
    named = closure | {other for one in closure for other in named_in(form.questions[one]) if other in inner}
    return any((form.questions.get(one) or inner[one])["type"] in {"text", "repeat"} for one in named if one != name)
