"""Routing by picking: made into expressions and read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.library import entry
from surveys.logic import expressions
from surveys.logic.authoring import Condition, Limits, Term, condition_of, expression_of, limits_of
from surveys.logic.authoring.conditions import OFFERED, limits_expression
from surveys.logic.definition import all_questions, new_question
from surveys.logic.values import Scope

CODES = ("yes", "no", "dont_remember")


def question(name, kind):
    made = new_question(name, kind, {"ja": name})
    if kind.startswith("select"):
        made["choices"] = [{"name": code, "label": {"ja": code}} for code in CODES]
    return made


ASKED = {
    q["name"]: q
    for q in (
        question("one", "select_one"),
        question("many", "select_multiple"),
        question("times", "integer"),
        question("day", "date"),
        question("words", "text"),
    )
}


def terms():
    def term(name):
        kind = ASKED[name]["type"]
        values = {
            "select_one": st.lists(st.sampled_from(CODES), min_size=1, unique=True).map(tuple),
            "select_multiple": st.lists(st.sampled_from(CODES), min_size=1, unique=True).map(tuple),
            "integer": st.integers(-5, 99).map(lambda n: (str(n),)),
            "date": st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(lambda d: (d.isoformat(),)),
            "text": st.sampled_from([("a",), ("it's",)]),
        }[kind]
        return st.sampled_from(OFFERED[kind]).flatmap(
            lambda compare: (
                st.just(Term(name, compare))
                if compare in {"answered", "empty"}
                else values.map(lambda given: Term(name, compare, given))
            )
        )

    return st.sampled_from(sorted(ASKED)).flatmap(term)


groups = st.lists(terms(), min_size=1, max_size=4, unique_by=lambda term: term.question).map(tuple)


@given(st.lists(groups, min_size=1, max_size=3, unique=True))
def test_what_was_picked_is_read_back(picked):
    condition = Condition(tuple(picked))

    assert condition_of(expression_of(condition), ASKED) == condition


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("${one} = 'yes'", Condition.all_of(Term("one", "any", ("yes",)))),
        ("'yes' = ${one}", Condition.all_of(Term("one", "any", ("yes",)))),
        ("${one} != 'yes'", Condition.all_of(Term("one", "none", ("yes",)))),
        ("${one} = 'yes' or ${one} = 'no'", Condition.all_of(Term("one", "any", ("yes", "no")))),
        ("3 < ${times}", Condition.all_of(Term("times", "gt", ("3",)))),
        ("(${one} = 'yes') and (${day} >= '2020-01-01')",
         Condition.all_of(Term("one", "any", ("yes",)), Term("day", "ge", ("2020-01-01",)))),
        ("(${one} = 'yes' or ${times} > 2) and (${one} = 'yes' or ${times} > 2) and ${day} = ''",
         Condition(((Term("one", "any", ("yes",)), Term("times", "gt", ("2",))), (Term("day", "empty"),)))),
        ("selected(${many}, 'no') or ${times} > 2",
         Condition(((Term("many", "any", ("no",)), Term("times", "gt", ("2",))),))),
    ],
)  # fmt: skip
def test_what_was_written_by_hand_is_understood(written, condition):
    assert condition_of(written, ASKED) == condition


@pytest.mark.parametrize(
    "written",
    [
        "${one} = 'yes' or (${times} > 2 and ${day} = '')",
        "not(${one} = 'yes' and ${times} > 2)",
        "count-selected(${many}) > 1",
        "${times} + 1 > 2",
        "${one} = ${words}",
        "${nobody} = 'yes'",
        "${one} = ",
    ],
)
def test_more_than_that_stays_an_expression(written):
    assert condition_of(written, ASKED) is None


@pytest.mark.parametrize(
    ("answers", "applies"),
    [({"one": "yes"}, True), ({"one": "no"}, True), ({"one": "dont_remember"}, False), ({}, False)],
)
def test_any_of_several_answers_is_enough(answers, applies):
    made = expression_of(Condition.all_of(Term("one", "any", ("yes", "no"))))

    assert expressions.holds(made, Scope(answers, date(2023, 1, 1))) is applies


def test_an_alternative_inside_a_sum_of_conditions_keeps_together():
    made = expression_of(Condition.all_of(Term("one", "any", ("yes", "no")), Term("times", "gt", ("2",))))

    assert made == "(selected(${one}, 'yes') or selected(${one}, 'no')) and ${times} > 2"


@pytest.mark.parametrize("limits", [Limits("1", "10"), Limits("1"), Limits(high="2023-12-31"), Limits()])
def test_limits_are_read_back(limits):
    made = limits_expression(limits)

    assert (limits_of(made) if made else Limits()) == limits


@pytest.mark.parametrize("written", [". > 1", ". >= 1 and . >= 2", "string-length(.) <= 4", ". >= ${times}"])
def test_other_constraints_stay_expressions(written):
    assert limits_of(written) is None


def test_every_condition_of_the_recommended_questionnaire_can_be_picked():
    asked = {q["name"]: q for q in all_questions(entry("F").definition)}

    assert [name for name, q in asked.items() if q["relevant"] and condition_of(q["relevant"], asked) is None] == []
