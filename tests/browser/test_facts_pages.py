"""Scopes, explanations, ids and figures for everybody: keyboard and screen reader, desk and phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from core import files
from core.actor import Actor
from evidence import actions as logs
from evidence.explanations.actions import approve_explanation, propose_explanation
from evidence.explanations.rules import Proposal
from evidence.models import FileOverlap
from evidence.scopes.actions import set_scope
from evidence.scopes.selection import of_incident
from tests.chromium import accessibility_violations
from tests.evidence.facts.worlds import COLUMNS, add_rows, facts_of, make_scene, person, row
from tests.factories import PASSWORD, World, make_world

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


CSV = ",".join(COLUMNS) + "\n2022-12-05 10:00:00,ua,T1,S1,C9,np,,,\n"


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
    told = add_rows(
        world, [row("2022-12-01 10:00:00", "ua", terminal="T1", category="own"), row("2022-12-02 10:00:00")]
    )
    narrow = replace(of_incident(incident), screens=("S2",))
    set_scope(incident=incident, selection=narrow, reason="画面の限定", by=world.by)
    facts_of(world)
    source = told.source
    for name, text in (("12月.csv", CSV), ("1月.csv", CSV.replace("2022-12", "2023-01")), ("写真.csv", "\x89PNG")):
        stored = files.store_bytes(text.encode("latin-1"), name=name, by=world.by)
        received = logs.receive_log(source=source, stored=stored, by=world.by)
        if name == "12月.csv":
            logs.start_ingest(log_file=received, mapping=source.mapping, by=world.by)
    overlap = FileOverlap.objects.get(contradicting=1)
    pages = [
        ("evidence:figures",),
        ("evidence:scope-list",),
        ("evidence:scope-show", incident.public_id),
        ("evidence:scope-follow", incident.public_id),
        ("evidence:overlap-show", overlap.public_id),
        ("evidence:overlap-rows", overlap.public_id),
        ("evidence:source-files", source.public_id),
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
