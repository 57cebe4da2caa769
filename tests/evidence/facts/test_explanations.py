"""Rows are explained by the first rule that a second person has approved; the rest stays neutral."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from casework.actions import declare_emergency
from casework.models import Terminal
from core import jobs
from core.actor import Actor
from core.verdict import Refused
from evidence import effects
from evidence.explanations.actions import (
    approve_explanation,
    propose_explanation,
    refuse_explanation,
    withdraw_explanation,
)
from evidence.explanations.effect import RuleChange
from evidence.explanations.queries import rules_in_force, standing_of
from evidence.explanations.rules import Proposal
from evidence.inputs import Inputs
from evidence.models import ExplanationRule, ExplanationStep
from evidence.person_log import lines_of
from evidence.queries import newest_facts
from evidence.scopes.actions import set_scope
from evidence.scopes.selection import Selection, of_incident
from evidence.screens import screens_of
from evidence.units import Unit
from evidence.workspace import views_of
from tests.evidence.facts.worlds import add_rows, facts_of, figures, make_scene, outside, person, row
from tests.factories import World, make_system, make_world

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def world() -> World:
    return make_world()


def baba(world: World) -> Actor:
    return Actor.of_user(world.baba)


def fill(world: World) -> None:
    """Five rows of two people: two in an emergency, one of these on another screen; one test."""
    make_scene(world)
    person(world, "a", "ua")
    person(world, "b", "ub")
    person(world, "t", "test01", affiliation="contractor")
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua", contract="C1", terminal="T1"),
            row("2022-12-10 10:00:00", "ua", contract="C2", terminal="T1"),
            row("2022-12-10 11:00:00", "ub", contract="C3", terminal="T2", screen="S2"),
            row("2022-12-11 10:00:00", "ub", contract="C4", terminal="T2"),
            row("2022-12-12 10:00:00", "TEST01", contract="C5", terminal="T3"),
        ],
    )


def emergency(**facts: Any) -> Proposal:
    given: dict[str, Any] = {
        "kind": "emergency",
        "title": "台風",
        "ground": "災害対策本部の設置 第1号",
        "starts_at": datetime(2022, 12, 10, tzinfo=TOKYO),
        "ends_at": datetime(2022, 12, 11, tzinfo=TOKYO),
    }
    return Proposal(**given | facts)


def trial(**facts: Any) -> Proposal:
    given: dict[str, Any] = {"kind": "test", "title": "試験", "ground": "試験計画", "lists": {"logins": ["ＴＥＳＴ01"]}}
    return Proposal(**given | facts)


def approved(world: World, proposal: Proposal) -> ExplanationRule:
    rule = propose_explanation(case=world.case, proposal=proposal, by=world.by)
    approve_explanation(rule=rule, by=baba(world))
    return rule


def test_a_proposal_explains_nothing_until_a_second_person_approves_it(world: World) -> None:
    fill(world)
    rule = propose_explanation(case=world.case, proposal=emergency(), by=world.by)
    assert figures(world)["views"] == 5
    with pytest.raises(Refused):
        approve_explanation(rule=rule, by=world.by)

    approve_explanation(rule=rule, by=baba(world))

    assert figures(world)["views"] == 3
    assert figures(world)["people"] == 3
    assert outside(world) == {"I-1": {"emergency": 2}}


def test_the_database_itself_keeps_proposer_and_approver_apart(world: World) -> None:
    make_scene(world)
    rule = propose_explanation(case=world.case, proposal=emergency(), by=world.by)

    with pytest.raises(IntegrityError), transaction.atomic():
        ExplanationStep.objects.create(
            rule=rule, kind="approved", proposed_by=rule.by_label, by_kind="user", by_label=rule.by_label
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ExplanationRule.objects.filter(pk=rule.pk).update(order=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExplanationRule.objects.filter(pk=rule.pk).delete()


@pytest.mark.parametrize(
    ("lists", "views"),
    [
        ({}, 3),
        ({"systems": ["cis"]}, 3),
        ({"screens": ["S2"]}, 4),
        ({"terminals": ["T1"]}, 4),
        ({"people": ["b"]}, 4),
        ({"categories": ["own"]}, 5),
        ({"sites": ["北"]}, 4),
        ({"affiliations": ["contractor"]}, 5),
    ],
)
def test_each_condition_of_a_rule_narrows_it(world: World, lists: dict[str, list[str]], views: int) -> None:
    fill(world)
    own = world.case.roster.affiliations.get(code="own")
    Terminal.objects.create(case=world.case, system=make_system(world.case), no="T2", site="北", affiliation=own)

    approved(world, emergency(lists=lists))

    assert figures(world)["views"] == views


def test_a_row_gets_the_first_rule_that_applies(world: World) -> None:
    fill(world)
    late = approved(world, trial(order=20, lists={"logins": ["ua"]}))
    first = approved(world, emergency(order=10))

    run = facts_of(world)

    assert run.summary["explanations"] == [str(first.public_id), str(late.public_id)]
    assert {k: v["rows"] for k, v in run.summary["explained"]["I-1"].items()} == {
        str(first.public_id): 2,
        str(late.public_id): 1,
    }
    assert outside(world) == {"I-1": {"emergency": 2, "test": 1}}


def test_an_id_of_a_rule_is_compared_whatever_its_width_and_case(world: World) -> None:
    fill(world)

    approved(world, trial())

    assert outside(world) == {"I-1": {"test": 1}}


def test_a_scope_may_count_what_is_explained_all_the_same(world: World) -> None:
    fill(world)
    incident = world.case.incidents.get()
    approved(world, emergency())
    chosen = Selection(**(of_incident(incident).__dict__ | {"minus": ("test",)}))

    set_scope(incident=incident, selection=chosen, reason="非常時も件数に含める", by=world.by)

    assert figures(world)["views"] == 5


def test_the_effect_is_shown_before_the_approval(world: World) -> None:
    fill(world)
    rule = propose_explanation(case=world.case, proposal=emergency(), by=world.by)

    (effect,) = RuleChange(rule).effects()

    assert (effect.incident, effect.rows) == ("I-1", 2)
    assert (effect.before[Unit.VIEWS], effect.after[Unit.VIEWS]) == (5, 3)
    assert (effect.before[Unit.CONTRACTS], effect.after[Unit.CONTRACTS]) == (5, 3)
    assert rules_in_force(world.case) == []


def test_on_a_large_log_the_effect_is_computed_in_the_background(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world)
    monkeypatch.setattr(effects, "AT_ONCE", 4)
    client.force_login(world.baba)
    rule = propose_explanation(case=world.case, proposal=emergency(), by=world.by)
    page = reverse("evidence:explanation-show", args=[world.case.public_id, rule.public_id])
    waiting = client.get(page).context
    assert (waiting["running"], waiting["effects"]) == (True, [])
    with pytest.raises(Refused):
        approve_explanation(rule=rule, by=baba(world))
    jobs.run_pending()

    waiting["job"].refresh_from_db()
    # Counted in rows: all of them without the rule, and all of them with it.
    assert waiting["job"].done == waiting["job"].total == 2 * effects.rows_of(world.case) > 0
    assert client.get(page).context["effects"] == RuleChange(rule).effects()
    other = propose_explanation(case=world.case, proposal=trial(), by=world.by)
    jobs.run_pending()
    approve_explanation(rule=other, by=baba(world))
    jobs.run_pending()
    again = client.get(page).context
    assert (again["waiting"], again["job"]) == (True, None)
    client.post(reverse("evidence:explanation-effect", args=[world.case.public_id, rule.public_id]))
    jobs.run_pending()
    assert client.get(page).context["effects"] == RuleChange(rule).effects()


def test_a_declared_emergency_alone_explains_nothing(world: World) -> None:
    fill(world)
    declare_emergency(
        case=world.case,
        title="台風",
        starts_at=datetime(2022, 12, 10, tzinfo=TOKYO),
        ends_at=datetime(2022, 12, 11, tzinfo=TOKYO),
        systems=[],
        by=world.by,
    )

    assert figures(world)["views"] == 5


def test_withdrawn_rules_stay_on_record_and_the_facts_are_computed_anew(world: World) -> None:
    fill(world)
    facts_of(world)
    rule = approved(world, emergency())
    jobs.run_pending()
    with_rule = newest_facts(world.case)

    withdraw_explanation(rule=rule, reason="区域外だった", by=world.by)
    jobs.run_pending()

    assert with_rule is not None
    assert with_rule.ordinal == 2
    assert with_rule.summary["explained"]["I-1"][str(rule.public_id)]["rows"] == 2
    assert figures(world)["views"] == 5
    assert standing_of(ExplanationRule.objects.get(pk=rule.pk)).state == "withdrawn"
    with pytest.raises(Refused):
        approve_explanation(rule=rule, by=baba(world))


def test_a_refused_rule_is_over(world: World) -> None:
    make_scene(world)
    rule = propose_explanation(case=world.case, proposal=emergency(), by=world.by)
    with pytest.raises(Refused):
        refuse_explanation(rule=rule, reason=" ", by=baba(world))

    refuse_explanation(rule=rule, reason="宣言がない", by=baba(world))

    with pytest.raises(Refused):
        withdraw_explanation(rule=rule, reason="x", by=world.by)
    types = AuditEvent.objects.filter(type__startswith="evidence.explanation").order_by("position")
    assert list(types.values_list("type", flat=True)) == [
        "evidence.explanation_proposed",
        "evidence.explanation_refused",
    ]


@pytest.mark.parametrize(
    "proposal",
    [
        emergency(ground=" "),
        emergency(ends_at=None),
        emergency(ends_at=datetime(2022, 12, 9, tzinfo=TOKYO)),
        emergency(lists={"systems": ["none"]}),
        Proposal("own_customer", "x", "x"),
        Proposal("entrusted", "x", "x"),
        Proposal("test", "x", "x"),
        Proposal("because", "x", "x"),
    ],
)
def test_a_rule_that_would_explain_too_much_or_nothing_is_refused(world: World, proposal: Proposal) -> None:
    make_scene(world)

    with pytest.raises(Refused):
        propose_explanation(case=world.case, proposal=proposal, by=world.by)
    assert ExplanationRule.objects.count() == 0


@pytest.mark.acceptance("SK-24")
def test_the_log_is_judged_by_item_and_by_time(world: World) -> None:
    """Competitive items were hidden and nobody saw them; others were seen, in the disaster rightly, on other days not."""
    make_scene(world, category="")
    person(world, "a", "ua")
    add_rows(
        world,
        [
            row("2022-12-10 10:00:00", "ua", screen="連絡先", contract="C1"),
            row("2022-12-10 10:10:00", "ua", screen="使用量", contract="C2"),
            row("2022-12-12 10:00:00", "ua", screen="連絡先", contract="C3"),
        ],
    )
    approved(world, emergency(lists={"screens": ["連絡先"]}))
    facts_of(world)

    with views_of(Inputs(world.case)) as door:
        judged = door.query("SELECT screen, local_date, counted, explained FROM views ORDER BY screen, local_date")

    assert [(screen, day.isoformat(), counted, why) for screen, day, counted, why in judged] == [
        ("使用量", "2022-12-10", True, None),
        ("連絡先", "2022-12-10", False, "emergency"),
        ("連絡先", "2022-12-12", True, None),
    ]
    assert "契約内容" not in {seen.screen for seen in screens_of(world.case)}


def test_an_explained_row_is_shown_with_its_explanation_and_does_not_count(world: World) -> None:
    fill(world)
    approved(world, emergency())
    run = facts_of(world)

    lines = [line for day in (10, 11) for line in lines_of(world.case, run, "b", date(2022, 12, day))]

    assert [(line.screen, line.explained) for line in lines] == [("S2", "台風"), ("S1", "")]
