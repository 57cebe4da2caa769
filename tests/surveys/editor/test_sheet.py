"""The form of one question: what was not touched on it stays as it was."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings

from surveys.editor.sheet import QuestionSheet
from surveys.library import ENTRIES, entry
from surveys.logic.authoring import changes
from surveys.logic.authoring.checking import same
from surveys.logic.authoring.places import containers
from surveys.logic.definition import all_questions
from surveys.logic.parts import own_question
from tests.surveys.logic.sheets import c, q, read
from tests.surveys.logic.test_export import questionnaires

KEPT = [
    q("text", "who", asks_who="yes", required_message="どうぞ", constraint_message="短く"),
    q("date", "day", skip_reasons="yes", constraint=". <= '2023-01-31'", **{"hint::en": "one\ntwo"}),
    q("text", "why", constraint=". <= 5", skip_reasons="prefer_interview"),
    q("select_one a", "one", appearance="columns", **{"label::fr": "un"}),
    q("select_multiple a", "more", appearance="horizontal-compact", choice_filter="area = ${one}"),
    q("integer", "n", constraint=". >= 1 and . <= 9", default="3"),
]


def saved(definition):
    """Every question opened and saved once."""
    now = definition
    for home, questions in containers(definition):
        for question in [one for one in questions if "other_of" not in one]:
            asked = {one["name"]: one for one in all_questions(now)}
            inside = own_question(now, home, question)
            sheet = QuestionSheet.of(inside, home, asked)
            made = sheet.question(now["languages"], inside, asked)
            now = changes.replace_question(now, question["name"], made, home=sheet.home)
    return now


@pytest.mark.parametrize("code", [one.code for one in ENTRIES])
def test_nothing_of_the_library_is_lost(code):
    assert same(saved(entry(code).definition), entry(code).definition)


@settings(max_examples=60, deadline=None)
@given(questionnaires())
def test_nothing_of_any_questionnaire_is_lost(reading):
    assert same(saved(reading.definition), reading.definition)


def test_nothing_of_what_only_workbooks_can_say_is_lost():
    reading = read(KEPT, [*c("a", "x", "y", area="x")])
    assert reading.problems == []

    assert same(saved(reading.definition), reading.definition)


def test_reasons_and_the_mark_of_a_delicate_question_are_ticked():
    sheet = QuestionSheet.posted(
        QueryDict("name=a&type=text&label-ja=x&skip_reasons=prefer_interview&skip_reasons=dont_remember&asks_who=on"),
        ["ja"],
    )

    made = sheet.question(["ja"])

    assert (made["skip_reasons"], made["asks_who"]) == (["dont_remember", "prefer_interview"], "yes")


def test_another_kind_of_question_leaves_its_reasons_behind():
    sheet = QuestionSheet.posted(
        QueryDict("name=a&type=note&label-ja=x&skip_reasons=dont_remember&asks_who=on"), ["ja"]
    )

    assert {"skip_reasons", "asks_who"} & sheet.question(["ja"]).keys() == set()
