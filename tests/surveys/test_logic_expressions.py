"""Conditions: what they mean, what is refused, and that elementpath agrees where both speak XPath 1.0."""

import math
import time
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from elementpath import XPathContext
from elementpath.xpath1 import XPath1Parser
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.logic import expressions
from surveys.logic.expressions import Scope, evaluate, holds, parse
from surveys.logic.problems import ExpressionError

TODAY = date(2023, 2, 15)
ANSWERS = {"q1": "yes", "q3": ["manual", "boss"], "age": 42, "day": "2023-02-01", "empty": None}
SCOPE = Scope(ANSWERS, TODAY)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("${q1} = 'yes'", True),
        ("${q1} != 'yes'", False),
        ("selected(${q3}, 'boss')", True),
        ("selected(${q3}, 'bos')", False),
        ("selected(${q1}, 'yes') and not(selected(${q3}, 'peers'))", True),
        ("count-selected(${q3}) >= 2", True),
        ("count-selected(${empty}) = 0", True),
        ("${age} > 41 and ${age} <= 42", True),
        ("${age} mod 5 = 2", True),
        ("${age} div 4 = 10.5", True),
        ("${empty} = ''", True),
        ("${empty} > 3", False),
        ("${never_answered} = ''", True),
        ("${day} <= today()", True),
        ("${day} > today() - 10", False),
        ("${day} > today() - 15", True),
        ("${day} >= date('2016-04-01')", True),
        ("if(${q1} = 'yes', 1, 0) = 1", True),
        ("coalesce(${empty}, ${q1}) = 'yes'", True),
        ("string-length(${q1}) = 3", True),
        ("regex(${day}, '[0-9]{4}-[0-9]{2}-[0-9]{2}')", True),
        ("regex(${day}, '[0-9]{4}')", False),
        ("number('12') + 1 = 13", True),
        ("true() and not(false())", True),
        ("(1 = 1 or 1 = 2) and 2 = 2", True),
        ("1 = 1 or 1 = 2 and 2 = 3", True),
        ("concat(${q1}, '-', ${age}) = 'yes-42'", True),
        ("substring('12345', 2, 3) = '234'", True),
        ("--1 = 1", True),
    ],
)
def test_a_condition_means_what_xlsform_says(condition, expected):
    assert holds(condition, SCOPE) is expected


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("/etc/passwd", "expression_token"),
        ("//*", "expression_token"),
        ("../secret", "expression_token"),
        ("document('http://example.com')", "expression_function"),
        ("doc('file:///etc/passwd')", "expression_function"),
        ("unparsed-text('/etc/passwd')", "expression_function"),
        ("pulldata('people', 'name', 'id', '1')", "expression_function"),
        ("__import__('os')", "expression_function"),
        ("instance('people')/root/item[name = 1]", "expression_token"),
        ("$q1 = 'yes'", "expression_token"),
        ("q1 = 'yes'", "expression_token"),
        ("${q1} == 'yes'", "expression_unexpected"),
        ("${q1} = 'yes", "expression_token"),
        ("${q1} =", "expression_end"),
        ("${q1", "expression_token"),
        ("selected(${q1})", "expression_arguments"),
        ("(((1)", "expression_end"),
        ("1 2", "expression_unexpected"),
        ("", "expression_end"),
        ("${q1} = 'yes'; drop table x", "expression_token"),
        ("regex(${q1}, '(a+)+$')", "expression_regex"),
        ("regex(${q1}, '(?=a)b')", "expression_regex"),
        ("regex(${q1}, '(a)\\1')", "expression_regex"),
        ("regex(${q1}, 'a*a*a*a*a*b')", "expression_regex"),
        ("regex(${q1}, '[')", "expression_regex"),
        ("regex(${q1}, ${q3})", "expression_regex"),
        ("(" * 30 + "1" + ")" * 30, "expression_deep"),
        ("-" * 60 + "1", "expression_deep"),
        ("not(" * 40 + "1" + ")" * 40, "expression_deep"),
        ("1 + " * 500 + "1", "expression_long"),
        ("'" + "x" * 5_000 + "'", "expression_long"),
    ],
)
def test_what_is_not_allowed_is_refused_by_its_code(condition, code):
    with pytest.raises(ExpressionError) as refused:
        parse(condition)

    assert refused.value.code == code


def test_the_longest_chain_allowed_does_not_exhaust_the_stack():
    condition = "1 = 1" + " and 1 = 1" * 99

    assert holds(condition, SCOPE) is True


def test_an_allowed_pattern_answers_quickly_on_a_hostile_text():
    started = time.perf_counter()

    holds("regex(., '.*a.*a.*a.*b')", Scope({}, TODAY, own="a" * 200))

    assert time.perf_counter() - started < 5


def test_the_answer_itself_is_the_dot():
    assert holds(". >= 0 and . <= 120", Scope({}, TODAY, own=42)) is True
    assert holds("not(selected(., 'none') and count-selected(.) > 1)", Scope({}, TODAY, own=["none", "a"])) is False


numbers = st.integers(min_value=0, max_value=99).map(str)
names = st.sampled_from(["$q1", "$age", "$word"])
literals = st.sampled_from(["'yes'", "'no'", "''", "number('7')"])  # not '7': elementpath finds '7' and 7 different
# elementpath divides in decimals, takes «NaN div 0» for -Infinity and writes infinity as «INF»; by 1, 2, 4 and 8 no
# such difference is to be seen.
quotients = st.tuples(numbers, st.sampled_from([1, 2, 4, 8])).map(lambda p: f"({p[0]} div {p[1]})")
atoms = st.one_of(numbers, names, literals, quotients)


def wider(inner):
    # elementpath does not convert a boolean to a number in «2 <= true()» as XPath 1.0 wants: order compares numbers.
    order = st.sampled_from(["<", "<=", ">", ">="])
    sign = st.sampled_from(["=", "!=", "+", "-", "*", "mod", "and", "or"])
    return st.one_of(
        st.tuples(inner, order, inner).map(lambda p: f"(number({p[0]}) {p[1]} number({p[2]}))"),
        st.tuples(inner, sign, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, sign, inner, sign, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]} {p[3]} {p[4]})"),
        inner.map(lambda p: f"not({p})"),
        inner.map(lambda p: f"string-length(string({p}))"),
        inner.map(lambda p: f"number({p})"),
        inner.map(lambda p: f"boolean({p})"),
        inner.map(lambda p: f"floor(number({p}))"),
        st.tuples(inner, inner).map(lambda p: f"contains(string({p[0]}), string({p[1]}))"),
    )


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.recursive(atoms, wider, max_leaves=6))
def test_conditions_agree_with_elementpath(text):
    if "div" in text and "string(" in text:
        return  # elementpath divides in decimals and so writes other digits
    variables = {"q1": "yes", "age": 42.0, "word": ""}
    try:
        token = XPath1Parser().parse(text)
        theirs = token.evaluate(XPathContext(ET.Element("x"), variables=dict(variables)))
    except Exception:  # noqa: BLE001 -- elementpath refuses comparisons that XPath 1.0 allows; ours is then not checked
        return

    ours = evaluate(
        parse(text.replace("$q1", "${q1}").replace("$age", "${age}").replace("$word", "${word}")),
        Scope({"q1": "yes", "age": 42, "word": ""}, TODAY),
    )

    if isinstance(theirs, (int, float, Decimal)) and not isinstance(theirs, bool):
        assert (math.isnan(ours) and math.isnan(theirs)) or ours == pytest.approx(float(theirs))
    else:
        assert ours == theirs


def test_references_name_each_question_once():
    assert expressions.references(parse("${a} = 1 or selected(${b}, 'x') and -${a} < 2")) == {"a", "b"}
