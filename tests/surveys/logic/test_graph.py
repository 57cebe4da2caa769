"""Routing as a graph, unreachable questions, uncounted options."""

import pytest

from surveys.logic import graph, uncounted, unreachable
from surveys.logic.graph import Edge, carries_free_text
from tests.surveys.logic.sheets import c, q, read

LISTS = [*c("yn", "yes", "no"), *c("many", *"abcdef")]


def definition(rows):
    reading = read(rows, LISTS)
    assert reading.problems == []
    return reading.definition


def test_each_condition_is_an_edge_with_the_answers_it_compares():
    found = graph(
        definition(
            [
                q("select_one yn", "a"),
                q("text", "b", relevant="${a} = 'yes'"),
                q("text", "d", relevant="${b} != '' and selected(${a}, 'no')"),
            ]
        )
    )

    assert [(p.name, p.rank) for p in found.points] == [("a", 0), ("b", 1), ("d", 2)]
    assert found.edges == [
        Edge("a", "b", "relevant", "${a} = 'yes'", ("yes",)),
        Edge("a", "d", "relevant", "${b} != '' and selected(${a}, 'no')", ("no",)),
        Edge("b", "d", "relevant", "${b} != '' and selected(${a}, 'no')", ("",)),
    ]


@pytest.mark.parametrize(
    ("conditions", "lost"),
    [
        (["${a} = 'yes'"], []),
        (["${a} = 'maybe'"], ["c0"]),
        (["${a} = 'yes' and ${a} = 'no'"], ["c0"]),
        (["${a} = 'yes'", "${a} = 'no' and ${c0} != ''"], ["c1"]),
        (["${a} = ''"], []),
        (["selected(${m}, 'a') and selected(${m}, 'b')"], []),
        (["selected(${m}, 'a') and count-selected(${m}) > 5"], []),
        (["count-selected(${m}) > 6"], ["c0"]),
        (["${n} > 3 and ${n} < 5"], []),
        (["${n} > 5 and ${n} < 3"], ["c0"]),
        (["${d} > '2023-01-01' and ${d} < '2023-01-03'"], []),
        (["${d} > '2023-01-03' and ${d} < '2023-01-01'"], ["c0"]),
        (["false()"], ["c0"]),
        (["not(${a} = 'yes' or ${a} = 'no' or ${a} = '')"], ["c0"]),
        (["string-length(${t}) > 100000"], []),
    ],
)
def test_a_question_that_no_answers_bring_up_is_found(conditions, lost):
    rows = [q("select_one yn", "a"), q("select_multiple many", "m"), q("integer", "n"), q("date", "d"), q("text", "t")]
    rows += [q("text", f"c{place}", relevant=condition) for place, condition in enumerate(conditions)]

    assert unreachable(definition(rows)) == lost


def test_what_hangs_on_an_unreachable_question_is_unreachable_too():
    rows = [
        q("select_one yn", "a"),
        q("text", "b", relevant="${a} = 'x'"),
        q("text", "d", relevant="${b} != ''"),
        q("text", "e", relevant="${b} = ''"),
    ]

    assert unreachable(definition(rows)) == ["b", "d"]


def test_an_option_that_no_table_counts_is_named():
    found = definition([q("select_one yn", "a"), q("select_multiple many", "m"), q("text", "z")])

    assert uncounted(found, {"a": {"yes", "no"}, "m": {"a", "b", "c", "d", "e"}}) == {"m": ["f"]}
    assert uncounted(found, {"a": {"yes"}}) == {"a": ["no"]}


def test_a_calculation_that_repeats_free_text_is_known():
    rows = [
        q("text", "t"),
        q("integer", "n"),
        {"type": "calculate", "name": "x", "calculation": "concat(${t}, '')"},
        {"type": "calculate", "name": "y", "calculation": "${x}"},
        {"type": "calculate", "name": "z", "calculation": "${n} + 1"},
    ]
    found = definition(rows)

    assert [carries_free_text(found, name) for name in "xyz"] == [True, True, False]
