"""The pages of evidence for everybody: keyboard and screen reader, desk and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from evidence.enums import NoteType
from evidence.models import LogFile
from evidence.notes import actions as notes
from evidence.timeline.actions import save_search
from evidence.timeline.filters import SearchFilter
from tests.chromium import accessibility_violations
from tests.evidence.worlds import answer, compare, make_compared
from tests.factories import PASSWORD, World, make_world

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def addresses(world: World) -> list[str]:
    """One of each page."""
    incident, people, _run = make_compared(world)
    notes.open_note(
        incident=incident,
        person=people[0],
        type=NoteType.DENIED_THOUGH_LOGGED,
        owner=world.aoki,
        by=world.by,
        text="メモ",
    )
    log_file = LogFile.objects.get(case=world.case)
    saved = save_search(case=world.case, question="昼休みに見たか", wanted=SearchFilter(hour_from=12), by=world.by)
    answer(world.case.waves.get(), people[0], "yes", ordinal=2)
    compare(world)
    pages = [
        ("casework:case-show",),
        ("evidence:source-list",),
        ("evidence:file-show", log_file.public_id),
        ("evidence:file-new",),
        ("reconciliation:matrix",),
        ("reconciliation:queue", "I-1", "log_yes_answer_no"),
        ("reconciliation:dossier", people[0].public_id),
        ("reconciliation:viewing-map", incident.public_id),
        ("reconciliation:link-counts",),
        ("reconciliation:link-list", "I-1"),
        ("reconciliation:note-list",),
        ("reconciliation:note-show", people[0].discrepancy_notes.get().public_id),
        ("reconciliation:changes",),
        ("evidence:timeline",),
        ("evidence:search-show", saved.public_id),
        ("reports:note-effect", people[0].discrepancy_notes.get().public_id),
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
        page.goto(live_server.url + address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems = accessibility_violations(page) + ([f"{wide} px too wide"] if wide > 0 else [])
        if problems:
            found[address.split("/", 3)[3]] = problems

    assert found == {}
