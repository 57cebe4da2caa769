"""κ against published figures, and what must hold for any two coders."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding.agreement import agreement, by_code, overall


def table(rows):
    """Pairs of a table of two coders: rows the first one's categories, columns the second one's."""
    return [(i, j) for i, row in enumerate(rows) for j, times in enumerate(row) for _ in range(times)]


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        ([[20, 5], [10, 15]], "0.40"),  # the grant example of many textbooks
        ([[45, 15], [25, 15]], "0.13"),  # same agreement, other margins
        ([[25, 35], [5, 35]], "0.26"),
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], "0.49"),  # Cohen 1960, table 1: .492
    ],
)
def test_published_examples_come_out(rows, printed):
    assert agreement(table(rows)).printed == printed


def test_the_grant_example_is_exact():
    found = agreement(table([[20, 5], [10, 15]]))

    assert (found.n, found.alike, found.kappa) == (50, 35, Fraction(2, 5))


pairs = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


@given(pairs)
def test_it_never_exceeds_one_and_does_not_care_who_is_first(coded):
    found = agreement(coded)
    turned = agreement((second, first) for first, second in coded)

    assert found == turned
    assert found.kappa is None or -1 <= found.kappa <= 1


@given(pairs)
def test_one_means_that_all_answers_were_coded_alike(coded):
    found = agreement(coded)

    assert (found.kappa == 1) == (found.alike == found.n and len({first for first, _second in coded}) > 1)


@given(pairs)
def test_names_of_categories_do_not_matter(coded):
    renamed = {"a": "c", "b": "a", "c": "b"}

    assert agreement(coded) == agreement((renamed[one], renamed[other]) for one, other in coded)


def test_one_category_alone_has_no_value():
    assert agreement([("a", "a")] * 3).printed == "—"
    assert agreement([]).printed == "—"


def test_several_codes_count_as_one_set_overall_and_each_for_itself():
    both, first, none = frozenset({"a", "b"}), frozenset({"a"}), frozenset[str]()
    coded = [(both, both), (both, first), (first, first), (none, none)]

    assert (overall(coded).n, overall(coded).alike) == (4, 3)
    assert {code: (one.n, one.alike) for code, one in by_code(coded, "ab").items()} == {"a": (4, 4), "b": (4, 3)}


def test_rounding_is_half_up_and_knows_no_minus_zero():
    assert agreement(table([[1, 1], [1, 1]])).printed == "0.00"
