"""The routing of a questionnaire as a picture, and the same as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from engines.charts import RouteRow, routes
from surveys.editor.words import condition_words, kind_word
from surveys.logic import Definition, graph
from surveys.logic.definition import Question, all_questions
from surveys.logic.graph import Graph
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


def routing(definition: Definition) -> tuple[str, list[tuple[str, list[RouteLine]]]]:
    """The picture as SVG, and the list part by part."""
    found = graph(definition)
    asked = {q["name"]: q for q in all_questions(definition)}
    rows, places = _rows(definition, found, asked)
    links = [(places[e.source], places[e.target]) for e in found.edges if e.source in places and e.target in places]
    title = _("Routing")
    description = _("%(questions)s questions, %(links)s of them asked only after certain answers.") % {
        "questions": len(places),
        "links": len({edge.target for edge in found.edges}),
    }
    return routes(rows, links, title=title, description=description), list(_list(definition, found, asked))


def _rows(definition: Definition, found: Graph, asked: dict[str, Question]) -> tuple[list[RouteRow], dict[str, int]]:
    rows: list[RouteRow] = []
    places: dict[str, int] = {}
    lost = set(found.unreachable)
    for place, section in enumerate(definition["sections"], start=1):
        if not section["questions"]:
            continue
        rows.append(RouteRow(f"{place}　{local(section['label'])}".rstrip(), heading=True))
        for question in section["questions"]:
            for at, one in enumerate((question, *question.get("questions", []))):
                places[one["name"]] = len(rows)
                rows.append(
                    RouteRow(
                        f"{one['name']}　{local(one['label'])}".rstrip(),
                        kind_word(one["type"]),
                        f"{_('Only if')} {condition_words(one['relevant'], asked)}" if one["relevant"] else "",
                        lost=one["name"] in lost,
                        indent=1 if at else 0,
                    )
                )
    return rows, places


def _list(definition: Definition, found: Graph, asked: dict[str, Question]) -> Iterator[tuple[str, list[RouteLine]]]:
    columns = {
        "choice_filter": _("which options are shown depends on %(name)s"),
        "calculation": _("is computed from %(name)s"),
        "repeat_count": _("how often it is asked depends on %(name)s"),
        "default": _("the answer to begin with comes from %(name)s"),
    }
    decides: dict[str, list[str]] = {}
    for edge in found.edges:
        decides.setdefault(edge.source, []).append(edge.target)
    for place, section in enumerate(definition["sections"], start=1):
        inside = [one for q in section["questions"] for one in (q, *q.get("questions", []))]
        lines = [
            RouteLine(
                one["name"],
                local(one["label"]),
                condition_words(one["relevant"], asked),
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
            yield f"{place}　{local(section['label'])}".rstrip(), lines
