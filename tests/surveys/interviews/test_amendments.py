"""Changes of answers: proposed, decided by the person or a second officer, never edits."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from surveys import actions as actions_of_waves
from surveys.amendments.actions import decide_amendment, propose_amendment, withdraw_amendment
from surveys.amendments.reading import both_values
from surveys.clarifying.actions import ask_about
from surveys.interviews import actions, holding
from surveys.models import Amendment, AmendmentDecision, ResponseVersion, Wave
from tests.factories import PASSWORD, World
from tests.surveys.factories import make_wave
from tests.surveys.interviews.test_interviews import FACTS, held
from tests.surveys.interviews.worlds import YES, answered_wave, person, version_of

pytestmark = pytest.mark.django_db
ME = Actor.respondent("p1")


def after_query(world: World, wave: Wave, changes: dict[str, object] | None = None) -> Amendment:
    base = version_of(wave)
    query = ask_about(version=base, question="q2_reason", kind="unclear", text="どの場面ですか。", by=world.by)
    return propose_amendment(
        base=base, changes=changes or {"q2_reason": "proposal"}, reason="電話で確認", by=world.by, query=query
    )


@pytest.mark.acceptance("CB-23")
def test_an_accepted_change_is_a_further_version_and_the_first_stays(world: World) -> None:
    wave = answered_wave(world)
    amendment = after_query(world, wave)

    decision = decide_amendment(amendment=amendment, accept=True, by=ME)

    versions = list(ResponseVersion.objects.filter(response=amendment.base.response).order_by("ordinal"))
    assert [v.answers["q2_reason"] for v in versions] == ["request", "proposal"]
    assert (versions[1].mode, versions[1].reason, decision.decider) == ("correction", "電話で確認", "person")
    assert versions[1].response.current == versions[1]


def test_a_changed_answer_is_still_about_the_period_it_was_asked_for(world: World) -> None:
    wave = make_wave(world.case, mode="import")
    asked = {"": ["2016-04-01", "2023-01-01"]}
    actions_of_waves.record_answers(
        wave=wave, person=person(world), answers=YES, mode="import", by=world.by, periods=asked
    )
    amendment = after_query(world, actions_of_waves.close_wave(wave=wave, by=world.by))

    decide_amendment(amendment=amendment, accept=True, by=ME)

    assert version_of(wave).ordinal == 2
    assert version_of(wave).periods == asked


def test_a_refused_change_keeps_the_answer(world: World) -> None:
    wave = answered_wave(world)
    amendment = after_query(world, wave)

    decide_amendment(amendment=amendment, accept=False, by=ME)

    assert version_of(wave).answers["q2_reason"] == "request"
    assert Amendment.objects.get().state == "refused"


def test_after_exhibits_the_version_says_that_evidence_was_shown(world: World) -> None:
    wave = answered_wave(world)
    interview = actions.propose_interview(
        case=world.case, person=version_of(wave).response.person, reason="x", by=world.by
    )
    actions.place_exhibit(interview=interview, title="記録", content=FACTS, by=world.by)
    interview = held(world)
    exhibit = interview.exhibits.get()
    recalled = interview.course.get()
    holding.show_exhibit(interview=interview, exhibit=exhibit, at=recalled.at, by=world.by)

    amendment = propose_amendment(
        base=version_of(wave), changes={"q4_told": "yes"}, reason="面談", by=world.by, interview=interview
    )
    decide_amendment(amendment=amendment, accept=True, by=ME)

    newest = version_of(wave)
    assert (newest.mode, newest.evidence_shown, newest.ordinal) == ("interview", True, 2)


def test_a_change_may_come_of_what_another_room_follows_up(world: World) -> None:
    base = version_of(answered_wave(world))

    amendment = propose_amendment(
        base=base, changes={"q4_told": "yes"}, reason="記録", by=world.by, ground=Ref("note", "n1"), evidence_shown=True
    )
    decide_amendment(amendment=amendment, accept=True, by=ME)

    newest = ResponseVersion.objects.get(amendment_decision__amendment=amendment)
    assert (amendment.ground, newest.mode, newest.evidence_shown) == ("note:n1", "correction", True)


def test_a_change_comes_of_something(world: World) -> None:
    base = version_of(answered_wave(world))

    with pytest.raises(DatabaseError), transaction.atomic():
        propose_amendment(base=base, changes={"q4_told": "yes"}, reason="x", by=world.by)


def test_what_no_longer_applies_falls_away_and_is_shown(world: World) -> None:
    wave = answered_wave(world)
    amendment = after_query(world, wave, {"q1_viewed": "no"})

    lines = {line.question: line.follows for line in both_values(amendment)}

    assert lines["q1_viewed"] is False
    assert lines["q2_reason"] is True


def test_a_second_officer_needs_a_reason_and_is_marked_for_ever(world: World) -> None:
    wave = answered_wave(world)
    amendment = after_query(world, wave)
    baba = Actor.of_user(world.baba)
    with pytest.raises(Refused):
        decide_amendment(amendment=amendment, accept=True, by=world.by, reason="不在")
    with pytest.raises(Refused):
        decide_amendment(amendment=amendment, accept=True, by=baba)

    decision = decide_amendment(amendment=amendment, accept=True, by=baba, reason="退職し連絡がつかない")

    assert (decision.decider, decision.reason) == ("second_officer", "退職し連絡がつかない")
    with pytest.raises(DatabaseError), transaction.atomic():
        AmendmentDecision.objects.update(decider="person")


def test_it_is_decided_once(world: World) -> None:
    wave = answered_wave(world)
    amendment = after_query(world, wave)
    decide_amendment(amendment=amendment, accept=True, by=ME)

    for again in (
        lambda: decide_amendment(amendment=amendment, accept=False, by=ME),
        lambda: withdraw_amendment(amendment=amendment, by=world.by),
    ):
        with pytest.raises(Refused):
            again()
    assert ResponseVersion.objects.filter(response=amendment.base.response).count() == 2


@pytest.mark.parametrize("changes", [{"q2_reason": "request"}, {"nowhere": "x"}, {"q2_reason": "no such code"}])
def test_a_change_that_is_none_or_cannot_be_is_refused(world: World, changes: dict[str, object]) -> None:
    wave = answered_wave(world)

    with pytest.raises(Refused):
        after_query(world, wave, changes)


def test_it_is_proposed_on_the_page_and_printed_with_both_values(world: World) -> None:
    wave = answered_wave(world)
    query = ask_about(version=version_of(wave), question="q2_reason", kind="unclear", text="？", by=world.by)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    base = f"/cases/{world.case.public_id}/surveys/interviews/changes/"

    made = client.post(
        f"{base}new/query/{query.public_id}/",
        {"change-q2_reason": "yes", "q-q2_reason": "proposal", "reason": "本人の説明"},
    )

    assert made.status_code == 302
    page = client.get(made["Location"]).content.decode()
    assert "お客さまからのお申し出への対応等" in page
    assert "新電力のお客さまに対しての提案活動" in page
    assert client.get(f"{made['Location']}print/").content[:4] == b"%PDF"
