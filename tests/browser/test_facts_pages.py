"""Scopes, explanations, ids and figures for everybody: keyboard and screen reader, desk and phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from core.actor import Actor
from evidence.explanations.actions import approve_explanation, propose_explanation
from evidence.explanations.rules import Proposal
from tests.chromium import accessibility_violations
from tests.evidence.facts.worlds import add_rows, facts_of, make_scene, person, row
from tests.factories import PASSWORD, World, make_world

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def addresses(world: World) -> list[str]:
    """One of each page, with something on it."""
    incident = make_scene(world)
    person(world, "a", "ua", "髙橋", name="髙橋一郎")
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua", terminal="T1"),
            row("2022-12-01 10:05:00", "ua", terminal="T2", screen="S2"),
            row("2022-12-02 10:00:00", "高橋", terminal="T2"),
        ],
    )
    span = (datetime(2022, 12, 1, tzinfo=UTC), datetime(2022, 12, 2, tzinfo=UTC))
    rules = [
        propose_explanation(
            case=world.case,
            proposal=Proposal("emergency", "台風", "対策本部 第1号", order, None, *span),
            by=Actor.of_user(who),
        )
        for order, who in ((10, world.aoki), (20, world.baba))
    ]
    approve_explanation(rule=rules[0], by=Actor.of_user(world.baba))
    facts_of(world)
    pages = [
        ("evidence:figures",),
        ("evidence:scope-list",),
        ("evidence:scope-show", incident.public_id),
        ("evidence:explanation-list",),
        ("evidence:explanation-new",),
        ("evidence:explanation-show", rules[0].public_id),
        ("evidence:explanation-show", rules[1].public_id),
        ("evidence:window-new",),
        ("evidence:identity-overview",),
        ("evidence:identity-rows", "two_terminals"),
        ("evidence:doubt-list",),
        ("evidence:value-reveal",),
    ]
    return [reverse(name, args=[world.case.public_id, *rest]) for name, *rest in pages]


@pytest.mark.parametrize("width", ["desk_page", "phone_page"])
def test_each_page_is_accessible_and_fits(request: pytest.FixtureRequest, live_server: LiveServer, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    world = make_world()
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", world.aoki.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")

    found = {}
    for address in addresses(world):
        answer = page.goto(live_server.url + address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems = accessibility_violations(page) + ([f"{wide} px too wide"] if wide > 0 else [])
        if answer is None or answer.status != 200:
            problems.append("no page")
        if problems:
            found[address.split("/", 3)[3]] = problems

    assert found == {}
