"""Differences of two versions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.logic import compare
from surveys.logic.compare import KINDS, Difference
from tests.surveys.logic.sheets import c, q, read

BASE = [
    q("begin group", "g", label="はじめ"),
    q("select_one a", "x", label="問1"),
    q("text", "y", relevant="${x} = '1'"),
    {"type": "end group"},
]
LIST = c("a", "1", "2")


def definition(rows, choices=LIST):
    reading = read(rows, choices)
    assert reading.problems == []
    return reading.definition


def test_equal_versions_have_no_difference():
    assert compare(definition(BASE), definition(BASE)) == []


def test_each_difference_is_told_with_before_and_after():
    after = [
        q("begin group", "g", label="はじめに"),
        q("select_one a", "x", label="問一", required="yes"),
        q("text", "z", label="新しい問"),
        {"type": "end group"},
    ]

    assert compare(definition(BASE), definition(after, [*c("a", "2"), *c("a", "3")])) == [
        Difference("section_label", "g", "はじめ", "はじめに", "ja"),
        Difference("question_removed", "y", "問 y", ""),
        Difference("question_added", "z", "", "新しい問"),
        Difference("label", "x", "問1", "問一", "ja"),
        Difference("required", "x", "", "yes"),
        Difference("choice_removed", "x", "選 1", "", "1"),
        Difference("choice_added", "x", "", "選 3", "3"),
    ]


def test_a_moved_question_is_one_difference():
    rows = [q("text", name) for name in "abcde"]

    assert compare(definition(rows), definition([rows[4], *rows[:4]])) == [Difference("question_moved", "e", "5", "1")]


def test_another_order_of_choices_and_another_condition_are_told():
    after = [*BASE[:2], q("text", "y", relevant="${x} = '2'"), BASE[3]]

    assert compare(definition(BASE), definition(after, c("a", "2", "1"))) == [
        Difference("choices_order", "x", "1 2", "2 1"),
        Difference("relevant", "y", "${x} = '1'", "${x} = '2'"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.permutations("abcdefg"), st.permutations("abcdefg"))
def test_moves_are_as_few_as_explain_the_order(one, two):
    found = compare(definition([q("text", name) for name in one]), definition([q("text", name) for name in two]))

    assert {difference.kind for difference in found} <= {"question_moved"} <= set(KINDS)
    stay = [name for name in one if name not in {d.question for d in found}]
    assert [name for name in two if name in stay] == stay
    assert (found == []) == (list(one) == list(two))
