"""The routing of a questionnaire as a picture, and the same as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from engines.charts import RouteRow, routes
from surveys.editor.words import condition_words, kind_word
from surveys.logic import Definition, expressions, graph
from surveys.logic.brought import is_skip
from surveys.logic.definition import Question, all_questions
from surveys.logic.graph import Edge, Graph
from surveys.logic.parts import own_condition
from surveys.sentences import local


@dataclass(frozen=True)
class RouteLine:
    """One question in words: when it is asked, and about which others it decides."""

    name: str
    label: str
    condition: str
    other_ways: list[str]
    decides: list[str]
    lost: bool


@dataclass(frozen=True)
class RoutePart:
    """One part with its questions; `condition` is that of the part as a whole."""

    heading: str
    condition: str
    lines: list[RouteLine]


def routing(definition: Definition) -> tuple[str, list[RoutePart]]:
    """The picture as SVG, and the list part by part."""
    found = graph(definition)
    asked = {q["name"]: q for q in all_questions(definition)}
    rows, places = _rows(definition, found, asked)
    edges = list(_edges(definition, found.edges))
    links = [(places[e.source], places[e.target]) for e in edges if e.source in places and e.target in places]
    drawn = {name for name in places if name in asked}
    title = _("Routing")
    description = _("%(questions)s questions, %(links)s of them asked only after certain answers.") % {
        "questions": len(drawn),
        "links": len({edge.target for edge in found.edges} & drawn),
    }
    return routes(rows, links, title=title, description=description), list(_list(definition, found, asked, edges))


def _edges(definition: Definition, edges: list[Edge]) -> Iterator[Edge]:
    """What a part's condition names decides about the part, not about each of its questions once more."""
    for section in definition["sections"]:
        part = section.get("relevant")
        if not part:
            continue
        of_part = _named(part)
        yield from (Edge(name, section["name"], "relevant", part) for name in sorted(of_part))
        for question in section["questions"]:
            again = of_part - _named(own_condition(part, question["relevant"]))
            edges = [
                e for e in edges if not (e.target == question["name"] and e.kind == "relevant" and e.source in again)
            ]
    brought = {q["name"] for q in all_questions(definition) if is_skip(q)}
    yield from (edge for edge in edges if edge.target not in brought)


def _drawn(question: Question) -> list[Question]:
    """It and what is inside it; the reason for not answering belongs to the question that brought it."""
    return [one for one in (question, *question.get("questions", [])) if not is_skip(one)]


def _named(condition: str | None) -> set[str]:
    return expressions.references(expressions.parse(condition)) - {"."} if condition else set()


def _rows(definition: Definition, found: Graph, asked: dict[str, Question]) -> tuple[list[RouteRow], dict[str, int]]:
    rows: list[RouteRow] = []
    places: dict[str, int] = {}
    lost = set(found.unreachable)
    for place, section in enumerate(definition["sections"], start=1):
        if not section["questions"]:
            continue
        part = section.get("relevant")
        places[section["name"]] = len(rows)
        head = f"{place}　{local(section['label'])}".rstrip()
        rows.append(RouteRow(head, condition=_only_if(part, asked), heading=True))
        for question in section["questions"]:
            for at, one in enumerate(_drawn(question)):
                places[one["name"]] = len(rows)
                rows.append(
                    RouteRow(
                        f"{one['name']}　{local(one['label'])}".rstrip(),
                        kind_word(one["type"]),
                        _only_if(own_condition(part, one["relevant"]), asked),
                        lost=one["name"] in lost,
                        indent=1 if at else 0,
                    )
                )
    return rows, places


def _only_if(condition: str | None, asked: dict[str, Question]) -> str:
    return f"{_('Only if')} {condition_words(condition, asked)}" if condition else ""


def _list(definition: Definition, found: Graph, asked: dict[str, Question], edges: list[Edge]) -> Iterator[RoutePart]:
    columns = {
        "choice_filter": _("which options are shown depends on %(name)s"),
        "calculation": _("is computed from %(name)s"),
        "repeat_count": _("how often it is asked depends on %(name)s"),
        "default": _("the answer to begin with comes from %(name)s"),
    }
    decides: dict[str, list[str]] = {}
    for edge in edges:
        decides.setdefault(edge.source, []).append(edge.target)
    for place, section in enumerate(definition["sections"], start=1):
        inside = [one for q in section["questions"] for one in _drawn(q)]
        lines = [
            RouteLine(
                one["name"],
                local(one["label"]),
                condition_words(own_condition(section.get("relevant"), one["relevant"]), asked),
                [
                    columns[edge.kind] % {"name": edge.source}
                    for edge in found.edges
                    if edge.target == one["name"] and edge.kind in columns
                ],
                list(dict.fromkeys(decides.get(one["name"], []))),
                one["name"] in found.unreachable,
            )
            for one in inside
        ]
        if lines:
            head = f"{place}　{local(section['label'])}".rstrip()
            yield RoutePart(head, condition_words(section.get("relevant"), asked), lines)
