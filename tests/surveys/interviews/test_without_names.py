"""Interviews and waves without names: nobody is listed by what was answered, beyond what the wave has promised."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from core.actor import Actor
from core.verdict import Refused
from surveys import actions
from surveys.interviews import listing
from surveys.interviews.actions import propose_interview
from surveys.interviews.guide import guide_content
from surveys.models import AnonymousAnswer, Interview, InterviewRule, Wave
from surveys.nameless.actions import take_part
from surveys.nameless.pseudonyms import agree_opening, ask_opening, look_up
from tests.factories import PASSWORD, World, make_person
from tests.surveys.factories import BY, invitation_of, make_wave
from tests.surveys.interviews.worlds import person

pytestmark = pytest.mark.django_db
VIEWED = [{"question": "q1_viewed", "holds": "any", "values": ["no", "prefer_interview"]}]
KINDS: list[dict[str, Any]] = [
    {"kind": "answers", "conditions": VIEWED},
    {"kind": "wish"},
    {"kind": "contradictions"},
    {"kind": "queries"},
]


@pytest.fixture(autouse=True)
def in_japanese() -> Iterator[None]:
    with translation.override("ja"):
        yield


def nameless(world: World, identity: str) -> Wave:
    """A closed wave in which two people said that they would rather talk, or had not viewed."""
    for no in range(3, 7):
        make_person(world.case, f"P-00{no}")
    wave = make_wave(world.case, identity=identity)
    for no, viewed in (("P-001", "prefer_interview"), ("P-002", "no")):
        take_part(invitation=invitation_of(wave, no), answers={"q1_viewed": viewed})
    return actions.close_wave(wave=wave, by=BY)


@pytest.mark.parametrize(("identity", "sentence"), [("anonymous", "匿名"), ("pseudonymous", "仮名")])
def test_no_rule_lists_anybody_from_a_wave_without_names(world: World, identity: str, sentence: str) -> None:
    wave = nameless(world, identity)
    assert AnonymousAnswer.objects.filter(wave=wave).count() == 2

    for facts in KINDS:
        with pytest.raises(Refused, match=sentence):
            listing.define_rule(case=world.case, code="r", reason="話を聞く", by=world.by, wave=wave, **facts)
        brought_in = InterviewRule.objects.create(
            case=world.case, code=f"r-{facts['kind']}", reason="話を聞く", wave=wave, **facts
        )
        assert listing.matches(brought_in) == []
        with pytest.raises(Refused, match=sentence):
            listing.apply_rule(rule=brought_in, by=world.by)

    assert not Interview.objects.exists()


def test_such_waves_are_not_offered_where_rules_are_written(world: World) -> None:
    nameless(world, "anonymous")
    named = actions.close_wave(wave=make_wave(world.case, code="w2", title="記名の回"), by=BY)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)

    page = client.get(f"/cases/{world.case.public_id}/surveys/interviews/rules/new/").content.decode()

    assert f'<option value="{named.pk}">' in page
    assert page.count('<option value="') - page.count('<option value="" ') >= 1
    assert "w1 " not in page.split('name="wave"')[1].split("</select>")[0]


def test_behind_an_opened_pseudonym_stands_a_person_and_still_not_the_answers(world: World) -> None:
    wave = nameless(world, "pseudonymous")
    pseudonym = AnonymousAnswer.objects.get(wave=wave, answers__q1_viewed="prefer_interview").pseudonym
    opening = ask_opening(wave=wave, pseudonym=pseudonym, need="面談の希望", by=world.by)
    agree_opening(opening=opening, reason="本人の希望による", by=Actor.of_user(world.baba))

    found = look_up(opening=opening, by=world.by)
    interview = propose_interview(case=world.case, person=found, reason="面談の希望", by=world.by)

    assert found == person(world)
    assert interview.about is None
    assert guide_content(interview)["answers"] == []
