"""Pages of scopes, explanations, ids and figures: who sees them, what they ask before they save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from casework import actions as casework
from casework.models import Membership, Role
from core import jobs
from core.actor import Actor
from core.verdict import Refused
from evidence import effects
from evidence.deciding import decisions_of
from evidence.explanations.actions import approve_explanation, propose_explanation
from evidence.explanations.rules import Proposal
from evidence.models import ExplanationRule, IdentityDoubt, IncidentScope
from evidence.scopes.actions import set_scope
from evidence.scopes.effect import ScopeChange
from evidence.scopes.selection import newest, of_incident
from evidence.units import Unit
from tests.evidence.facts.worlds import add_rows, facts_of, make_scene, person, row
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    make_scene(world)
    person(world, "a", "ua", "髙橋", name="髙橋一郎")
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua", terminal="T1"),
            row("2022-12-01 10:05:00", "ua", terminal="T2", screen="S2"),
            row("2022-12-02 10:00:00", "高橋", terminal="T2"),
        ],
    )
    facts_of(world)
    return world


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(world: World, name: str, *args: Any) -> str:
    return reverse(f"evidence:{name}", args=[world.case.public_id, *args])


PAGES: list[tuple[str, Callable[[World], tuple[Any, ...]]]] = [
    ("figures", lambda _world: ()),
    ("scope-list", lambda _world: ()),
    ("scope-show", lambda world: (world.case.incidents.get().public_id,)),
    ("explanation-list", lambda _world: ()),
    ("identity-overview", lambda _world: ()),
    ("identity-rows", lambda _world: ("two_terminals",)),
    ("doubt-list", lambda _world: ()),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_officers_and_auditors_read_and_others_do_not(
    world: World, name: str, args: Callable[[World], tuple[Any, ...]]
) -> None:
    auditor, executive = make_user("sano"), make_user("ueda")
    casework.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    casework.set_member(case=world.case, user=executive, role=Role.EXECUTIVE, by=world.by)
    url = page(world, name, *args(world))

    codes = [signed_in(user).get(url).status_code for user in (world.aoki, auditor, executive, world.chiba)]

    assert codes == [200, 200, 403, 404]


def test_a_scope_is_saved_only_after_its_effect_was_shown(world: World) -> None:
    client, incident = signed_in(world.aoki), world.case.incidents.get()
    url = page(world, "scope-show", incident.public_id)
    data = {
        "systems": ["cis"],
        "categories": ["np"],
        "screens": ["S2"],
        "minutes": "0",
        "reason": "画面の限定",
        "log_from": "2022-11-20",
        "log_to": "2023-01-20",
    }

    first = client.post(url, data | {"do": "save"})
    assert IncidentScope.objects.filter(origin="person").count() == 0
    assert first.context["seen"]
    changed = client.post(url, data | {"do": "save", "seen": first.context["seen"], "minutes": "5"})
    assert IncidentScope.objects.filter(origin="person").count() == 0
    saved = client.post(url, data | {"do": "save", "seen": first.context["seen"]})

    assert (first.status_code, changed.status_code, saved.status_code) == (200, 200, 302)
    assert (first.context["effects"][0].before[Unit.VIEWS], first.context["effects"][0].after[Unit.VIEWS]) == (3, 1)
    made = IncidentScope.objects.get(origin="person")
    assert (made.number, made.screens, made.by_label) == (2, ["S2"], world.aoki.email)


def test_on_a_large_log_the_effect_of_a_scope_is_computed_in_the_background(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effects, "AT_ONCE", 2)
    client, incident = signed_in(world.aoki), world.case.incidents.get()
    url = page(world, "scope-show", incident.public_id)
    data = {"systems": ["cis"], "categories": ["np"], "screens": ["S2"], "minutes": "0", "log_from": "2022-11-20"}
    wanted = replace(of_incident(incident), screens=("S2",), log_to=None)
    expected = ScopeChange(incident, wanted).effects()

    with pytest.raises(Refused):
        set_scope(incident=incident, selection=wanted, reason="画面の限定", by=world.by)
    there = client.post(url, data | {"do": "effect"})
    waiting = client.get(there.url)
    jobs.run_pending()
    known = client.get(there.url)
    unsaid = client.post(url, data | {"do": "save", "seen": known.context["seen"]})
    saved = client.post(url, data | {"do": "save", "seen": known.context["seen"], "reason": "画面の限定"})

    assert (waiting.context["running"], waiting.context["effects"]) == (True, [])
    assert known.context["effects"] == expected
    assert known.context["form"]["screens"].initial == ["S2"]
    assert list(unsaid.context["form"].errors) == ["reason"]
    assert (saved.status_code, IncidentScope.objects.get(origin="person").screens) == (302, ["S2"])
    # Another scope holds now: what was computed for the one before is not shown again.
    assert (client.get(there.url).context["waiting"], client.get(there.url).context["job"]) == (True, None)


def test_the_facts_decide_again_only_after_the_effect_was_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, incident = signed_in(world.aoki), world.case.incidents.get()
    url = page(world, "scope-follow", incident.public_id)
    assert client.get(url).status_code == 302  # nothing is set by hand yet
    narrow = replace(of_incident(incident), screens=("S2",))
    set_scope(incident=incident, selection=narrow, reason="画面の限定", by=world.by)
    jobs.run_pending()

    unseen = client.post(url, {"reason": "もとに戻す"})
    shown = client.get(url)
    seen = {"seen": shown.context["seen"]}
    unsaid = client.post(url, seen | {"reason": " "})
    monkeypatch.setattr(effects, "AT_ONCE", 2)
    large = client.get(url)
    refused = client.post(url, seen | {"reason": "もとに戻す"})
    client.post(url)
    running = client.get(url)
    jobs.run_pending()
    known = client.get(url)

    assert IncidentScope.objects.get(incident=incident, origin="person").screens == ["S2"]
    assert newest(incident).origin == "person"  # type: ignore[union-attr]
    (effect,) = shown.context["effects"]
    assert (unseen.status_code, effect.before[Unit.VIEWS], effect.after[Unit.VIEWS]) == (302, 1, 3)
    assert (unsaid.status_code, refused.status_code, bool(unsaid.context["error"])) == (422, 422, True)
    assert (large.context["waiting"], large.context["effects"], running.context["running"]) == (True, [], True)
    assert known.context["effects"] == [effect]
    assert client.post(url, seen | {"reason": "もとに戻す"}).status_code == 302
    made = newest(incident)
    assert made is not None
    assert (made.origin, made.screens, made.reason) == ("incident", [], "もとに戻す")


def test_an_explanation_goes_from_proposal_to_approval_by_two_people(world: World) -> None:
    aoki, baba = signed_in(world.aoki), signed_in(world.baba)
    data = {
        "kind": "emergency",
        "title": "台風",
        "ground": "対策本部 第1号",
        "order": "10",
        "starts_at": "2022-12-01T00:00",
        "ends_at": "2022-12-02T00:00",
    }

    proposed = aoki.post(page(world, "explanation-new"), data)
    rule = ExplanationRule.objects.get()
    decide, show = page(world, "explanation-decide", rule.public_id), page(world, "explanation-show", rule.public_id)
    seen = baba.get(show)
    own = aoki.post(decide, {"do": "approve"})
    wordless = baba.post(decide, {"do": "refuse", "reason": " "})
    other = baba.post(decide, {"do": "approve"})

    assert (proposed.status_code, own.status_code, other.status_code) == (302, 403, 302)
    assert wordless.context["refused"] != ""
    assert [(e.incident, e.rows) for e in seen.context["effects"]] == [("I-1", 2)]
    assert rule.starts_at is not None
    assert rule.starts_at.isoformat() == "2022-11-30T15:00:00+00:00"
    assert aoki.get(show).context["standing"].state == "approved"


def test_a_doubt_is_judged_on_its_page(world: World) -> None:
    doubt = IdentityDoubt.objects.get()
    url = page(world, "doubt-judge", doubt.public_id)

    signed_in(world.aoki).post(url, {"do": "accept", "reason": "台帳"})
    again = signed_in(world.aoki).get(page(world, "doubt-list"))
    signed_in(world.baba).post(url, {"do": "accept", "reason": "本人"})

    assert [verdict.allowed for _doubt, verdict in again.context["entries"]] == [False]
    doubt.refresh_from_db()
    assert doubt.state == "accepted"


def test_decisions_wait_for_those_who_may_take_them(world: World) -> None:
    auditor = make_user("auditor")
    Membership.objects.create(case=world.case, user=auditor, role=Role.AUDITOR)
    proposal = Proposal("test", "試験", "計画 第1号", lists={"people": ["a"]})
    propose_explanation(case=world.case, proposal=proposal, by=Actor.of_user(world.aoki))

    def waiting(user: User) -> list[str]:
        return [urlsplit(one.url).path.rsplit("/", 2)[-2] for one in decisions_of(world.case, user)]

    assert waiting(world.baba) == ["explanations", "doubts"]
    assert waiting(world.aoki) == ["doubts"]
    assert waiting(auditor) == []
    signed_in(world.aoki).post(
        page(world, "doubt-judge", IdentityDoubt.objects.get().public_id), {"do": "accept", "reason": "台帳"}
    )
    assert waiting(world.aoki) == []
    home = signed_in(world.baba).get(reverse("casework:home"))
    assert [one.count for one in home.context["waiting"]] == [1, 1]


def test_an_explained_row_names_its_rule(world: World) -> None:
    proposal = Proposal("test", "試験の計画", "計画 第1号", lists={"people": ["a"]})
    rule = propose_explanation(case=world.case, proposal=proposal, by=Actor.of_user(world.aoki))
    approve_explanation(rule=rule, by=Actor.of_user(world.baba))
    jobs.run_pending()

    found = signed_in(world.aoki).get(page(world, "timeline"), {"explained": "yes"})

    assert {rule for _row, _person, _system, rule in found.context["rows"]} == {"試験の計画"}


def test_looking_at_rows_of_ids_is_one_line_of_the_trail(world: World) -> None:
    answer = signed_in(world.aoki).get(page(world, "identity-rows", "two_terminals"), {"incident": "I-1"})

    assert answer.context["total"] == 2
    events = AuditEvent.objects.filter(type="evidence.identity_rows_read")
    assert [event.detail["class"] for event in events] == ["two_terminals"]


def test_figures_say_dash_for_what_the_log_cannot_say(world: World) -> None:
    html = signed_in(world.aoki).get(page(world, "figures")).content.decode()

    assert '<td class="r">—</td>' in html
