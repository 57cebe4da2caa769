"""What an answer says about viewing, over one question or several."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.inputs import read_answer
from evidence.models import ViewingMap

BOTH = ViewingMap(question="c1a c1b", yes=["yes"], no=["no"], unsure=["dont_remember"])


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"c1a": "yes", "c1b": "no"}, "yes"),
        ({"c1a": "no", "c1b": "yes"}, "yes"),
        ({"c1b": "yes"}, "yes"),
        ({"c1a": "dont_remember", "c1b": "yes"}, "yes"),
        ({"c1a": "no", "c1b": "no"}, "no"),
        ({"c1a": "no"}, "no"),
        ({"c1a": "no", "c1b": "dont_remember"}, "unsure"),
        ({}, "unsure"),
    ],
)
def test_a_yes_to_any_question_is_a_yes_and_a_doubt_weighs_more_than_a_no(answers: dict[str, Any], says: str) -> None:
    assert read_answer(BOTH, answers) == says


def test_a_map_of_one_question_reads_that_question_alone() -> None:
    one = ViewingMap(question="q1", yes=["yes"], no=["no"])

    assert [read_answer(one, {"q1": "no", "c1a": "yes"}), one.questions] == ["no", ["q1"]]
