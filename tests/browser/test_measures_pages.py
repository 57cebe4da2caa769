"""The measures from every side, and the executive's page, on a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from remediation import actions
from tests.chromium import accessibility_violations
from tests.factories import PASSWORD, World, make_world
from tests.remediation.factories import make_cause, make_measure

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PERSPECTIVES = ("", "board/", "calendar/", "gantt/", "burn-up/", "groups/", "views/", "change/", "workbook/back/")


def _plan(world: World) -> None:
    cause = make_cause(world.case, "確かめる手順がなかった")
    make_cause(world.case, "声を上げる窓口が知られていなかった")
    make_measure(world.case, "～2023年3月末", text="手引きを改める", causes=[cause])
    make_measure(world.case, "毎月", text="記録を点検する", state="recurring")
    done = make_measure(world.case, "～2024年3月末", text="端末を引き上げる", target="委託会社")
    actions.move_measure(measure=done, move="finish", by=world.by)


@pytest.mark.parametrize("width", ["desk_page", "phone_page"])
def test_measures_and_overview_are_accessible_and_fit(
    request: pytest.FixtureRequest, live_server: LiveServer, width: str
) -> None:
    page: Page = request.getfixturevalue(width)
    world = make_world()
    _plan(world)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "aoki@example.jp")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")

    found = {}
    for address in (*(f"/cases/{world.case.public_id}/measures/{name}" for name in PERSPECTIVES), "/executive/"):
        page.goto(f"{live_server.url}{address}")
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found[address] = (accessibility_violations(page), fits)

    assert {address: seen for address, seen in found.items() if seen != ([], True)} == {}
