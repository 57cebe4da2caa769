"""Rules that list people: what they would do, what they do, and that they do it once."""

import pytest
from django.test import Client

from casework.actions import define_population
from core.verdict import Refused
from surveys.clarifying.actions import ask_about
from surveys.interviews import actions, listing
from surveys.models import Interview, InterviewRule
from tests.factories import PASSWORD, World, make_person
from tests.surveys.factories import BY, make_wave
from tests.surveys.interviews.worlds import YES, answered_wave, person, version_of

pytestmark = pytest.mark.django_db
VIEWED = [{"question": "q1_viewed", "holds": "any", "values": ["yes"]}]


def rule(world: World, **facts: object) -> InterviewRule:
    given = {"kind": "answers", "reason": "正当な理由なく閲覧", "code": "no-reason"} | facts
    return listing.define_rule(case=world.case, by=world.by, **given)  # type: ignore[arg-type]


@pytest.mark.acceptance("TH-51")
def test_who_viewed_without_a_good_reason_is_listed_once_with_the_reason(world: World) -> None:
    make_person(world.case, "P-003")
    wave = answered_wave(world, {"P-001": YES, "P-002": {"q1_viewed": "no"}, "P-003": YES | {"q2_reason": "proposal"}})
    no_reason = {"question": "q2_reason", "holds": "none", "values": ["request"]}
    made = rule(world, wave=wave, conditions=[*VIEWED, no_reason])
    planned = listing.effect(made, world.aoki)
    assert ([m.person.no for m in planned.fresh], Interview.objects.count()) == (["P-003"], 0)

    counts = [listing.apply_rule(rule=made, by=world.by) for _time in range(2)]

    assert counts == [1, 0]
    interview = Interview.objects.get()
    assert (interview.person.no, [g.reason for g in interview.grounds.all()]) == ("P-003", ["正当な理由なく閲覧"])
    assert interview.about == version_of(wave, "P-003")


@pytest.mark.acceptance("CB-27")
def test_a_whole_population_is_examined_by_interview_only(world: World) -> None:
    everybody = define_population(case=world.case, code="io", title="アクセス制限の不備", by=BY)

    made = rule(world, kind="population", code="io", population=everybody)

    assert listing.apply_rule(rule=made, by=world.by) == 2


def test_who_would_rather_explain_is_listed(world: World) -> None:
    wave = answered_wave(world, {"P-001": {"q1_viewed": "prefer_interview"}, "P-002": {"q1_viewed": "no"}})

    made = rule(world, kind="wish", code="wish", wave=wave)

    assert [m.person.no for m in listing.matches(made)] == ["P-001"]


@pytest.mark.acceptance("CB-23")
def test_an_unclear_answer_leads_to_an_interview(world: World) -> None:
    wave = answered_wave(world)
    ask_about(
        version=version_of(wave), question="q2_reason", kind="unclear", text="どのような場面でしたか。", by=world.by
    )

    made = rule(world, kind="queries", code="unclear", wave=wave)

    assert [(m.person.no, m.note) for m in listing.matches(made)] == [("P-001", "q2_reason")]


def test_a_rule_joins_an_interview_under_way(world: World) -> None:
    wave = answered_wave(world)
    first = actions.propose_interview(case=world.case, person=person(world), reason="食い違い", by=world.by)

    assert listing.apply_rule(rule=rule(world, wave=wave, conditions=VIEWED), by=world.by) == 0

    assert first.grounds.count() == 2


def test_a_rule_over_answers_waits_until_the_wave_has_closed(world: World) -> None:
    made = rule(world, wave=make_wave(world.case), conditions=VIEWED)

    with pytest.raises(Refused):
        listing.apply_rule(rule=made, by=world.by)


@pytest.mark.parametrize(
    "conditions",
    [[], [{"question": "nowhere", "holds": "any", "values": ["yes"]}], [VIEWED[0] | {"values": ["maybe"]}]],
)
def test_a_rule_that_can_never_hold_is_refused(world: World, conditions: list[dict[str, object]]) -> None:
    wave = answered_wave(world)

    with pytest.raises(Refused):
        rule(world, wave=wave, conditions=conditions)


def test_a_rule_is_written_on_the_page_and_shows_its_effect_before_it_lists(world: World) -> None:
    wave = answered_wave(world)
    client = Client()
    client.login(username="aoki@example.jp", password=PASSWORD)
    base = f"/cases/{world.case.public_id}/surveys/interviews/rules/"
    form = {"code": "r1", "kind": "answers", "wave": str(wave.pk), "reason": "閲覧した人", "save": "1"}

    made = client.post(f"{base}new/", form | {"c0-holds": "any", "c0-picks": ["q1_viewed=yes"]})

    assert made.status_code == 302
    assert "佐伯 悠人" in client.get(made["Location"]).content.decode()
    assert Interview.objects.count() == 0
    client.post(f"{made['Location']}apply/", {"go": "apply"})
    assert Interview.objects.count() == 1
