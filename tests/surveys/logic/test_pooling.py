"""Options pooled by an explicit mapping; contradictions that raise a note."""

import pytest

from surveys.logic import Contradiction, Member, Pool, Pooling, PoolingError, Said, contradictions
from surveys.logic.contradictions import as_json, from_json, unknown
from tests.surveys.logic.sheets import c, q, read

FOUND = Pool(
    "found_myself",
    {"ja": "問合せ対応等で自ら発見", "en": "Found it myself"},
    frozenset(
        {Member("np", "q3", "self_found"), Member("lr", "c3", "search_found"), Member("np", "q3", "old_code", 1)}
    ),
    "同じ場面を指すと確認",
)
POOLING = Pooling((FOUND,))


@pytest.mark.parametrize(
    ("asked", "pool"),
    [
        (("np", 1, "q3", "self_found"), "found_myself"),
        (("np", 7, "q3", "self_found"), "found_myself"),
        (("lr", 1, "c3", "search_found"), "found_myself"),
        (("np", 1, "q3", "old_code"), "found_myself"),
        (("np", 2, "q3", "old_code"), None),
        (("np", 1, "q4", "self_found"), None),
        (("fit", 1, "q3", "self_found"), None),
    ],
)
def test_an_option_is_pooled_only_when_somebody_said_so(asked, pool):
    assert POOLING.pooled(*asked) == pool


def test_two_options_of_one_pool_count_once():
    assert POOLING.pooled_answer("np", 1, "q3", ["self_found", "old_code", "manual"]) == ["found_myself"]


def test_an_option_in_two_pools_is_refused():
    with pytest.raises(PoolingError):
        Pooling((FOUND, Pool("other", {}, frozenset({Member("np", "q3", "self_found")}))))


def test_the_mapping_survives_json_and_can_be_printed():
    assert Pooling.from_json(POOLING.as_json()) == POOLING
    assert POOLING.printed("ja") == [
        ("問合せ対応等で自ら発見", ["lr c3: search_found", "np v1 q3: old_code", "np q3: self_found"])
    ]
    with pytest.raises(PoolingError):
        Pooling.from_json([{"code": "x"}])


def test_options_without_a_pool_are_named():
    definition = read([q("select_one a", "q3")], c("a", "self_found", "manual")).definition

    assert POOLING.missing("np", 1, "q3", definition) == ["manual"]


RULE = Contradiction(
    "unaware_but_knew",
    Said("q3", frozenset({"not_aware_of_viewing"})),
    Said("q5", frozenset({"aware"})),
    {"ja": "どの時期のことか、確かめてください。", "en": "Please ask which time each answer is about."},
)


def test_a_contradiction_is_noted_when_both_sides_were_said():
    assert contradictions([RULE], {"q3": ["manual", "not_aware_of_viewing"], "q5": "aware"}) == [RULE]
    assert contradictions([RULE], {"q3": ["not_aware_of_viewing"], "q5": "unaware"}) == []
    assert contradictions([RULE], {"q5": "aware"}) == []


def test_contradictions_are_data_and_are_checked_against_the_questionnaire():
    definition = read([q("select_one a", "q5")], c("a", "aware")).definition

    assert from_json(as_json([RULE])) == [RULE]
    assert unknown([RULE], definition) == [("unaware_but_knew", "q3", "")]
