"""Agreeing on rules on the page, without JavaScript."""

import re

import pytest
from django.urls import reverse

from surveys.contradictions.queries import rules_of
from surveys.library import CONTRADICTIONS, entry
from surveys.models import ContradictionRule
from tests.surveys.factories import make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, world):
    client.force_login(world.aoki)
    return client


@pytest.fixture
def questionnaire(world):
    return make_version(world.case, path=entry("F").path, code="f").questionnaire


def url(name, questionnaire, *more):
    return reverse(f"surveys:{name}", args=[questionnaire.case.public_id, questionnaire.public_id, *more])


def test_proposals_of_the_library_are_taken_up(officer, world, questionnaire):
    page = officer.get(url("contradiction-list", questionnaire)).content.decode()
    codes = re.findall(r'name="code" value="([^"]*)"', page)
    assert codes == [rule.code for rule in CONTRADICTIONS["F"]]

    officer.post(url("contradiction-proposed", questionnaire), {"code": codes[:2]})

    assert sorted(rule.code for rule in rules_of(world.case)) == sorted(codes[:2])


def test_choosing_a_question_offers_its_answers(officer, questionnaire):
    page = officer.post(url("contradiction-new", questionnaire), {"first-question": "f3_read", "go": "refresh"})

    assert re.findall(r'name="first-codes" value="([^"]*)"', page.content.decode())[:2] == ["yes", "no"]
    assert not ContradictionRule.objects.exists()


def test_a_rule_is_written_and_changed(officer, world, questionnaire):
    data = {
        "first-question": "f3_read",
        "first-codes": ["no"],
        "second-question": "f4_used",
        "second-codes": ["yes"],
        "note-ja": "いつのことですか。",
        "reason": "二つは重なりにくい",
        "go": "save",
    }
    assert officer.post(url("contradiction-new", questionnaire), data).status_code == 302
    (rule,) = rules_of(world.case)
    again = officer.get(url("contradiction-new", questionnaire) + f"?code={rule.code}").content.decode()
    assert "いつのことですか。" in again

    officer.post(url("contradiction-new", questionnaire), data | {"code": rule.code, "note-ja": "どの時期ですか。"})

    (changed,) = rules_of(world.case)
    assert (changed.code, changed.ordinal, changed.note) == (rule.code, 2, {"ja": "どの時期ですか。"})


def test_what_cannot_be_is_said_and_stays_typed(officer, questionnaire):
    page = officer.post(
        url("contradiction-new", questionnaire), {"first-question": "f3_read", "note-ja": "書きかけ", "go": "save"}
    )

    assert page.status_code == 422
    assert "両方に、回答を一つ以上選んでください。" in page.content.decode()
    assert "書きかけ" in page.content.decode()


def test_a_rule_is_laid_aside_with_a_reason(officer, world, questionnaire):
    officer.post(url("contradiction-proposed", questionnaire), {"code": ["not_read_but_used"]})
    (rule,) = rules_of(world.case)

    officer.post(url("contradiction-lift", questionnaire, rule.public_id), {"reason": "誤解だった"})

    assert list(rules_of(world.case)) == []
    assert "誤解だった" in officer.get(url("contradiction-list", questionnaire)).content.decode()


@pytest.mark.parametrize("name", ["contradiction-list", "contradiction-new"])
def test_outsiders_find_nothing(client, world, questionnaire, name):
    client.force_login(world.chiba)

    assert client.get(url(name, questionnaire)).status_code == 404
