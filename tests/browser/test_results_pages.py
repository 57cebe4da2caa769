"""Response, files of answers, crossing and modules: screen reader, desk and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from surveys import actions
from tests.chromium import accessibility_violations
from tests.factories import PASSWORD, World, make_person, make_system, make_world
from tests.surveys.factories import BY, entered, make_wave, submit_no

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def addresses(world: World) -> list[str]:
    """One of each page, with something on it."""
    make_system(world.case, "crm")
    for number in range(1, 8):
        make_person(world.case, f"P-{number:03}", unit="営業課" if number % 2 else "料金センター")
    closed = make_wave(world.case)
    for number in range(1, 7):
        submit_no(entered(closed, f"P-{number:03}"))
    actions.close_wave(wave=closed, by=BY)
    draft = make_wave(world.case, code="w2", version=closed.version, open_it=False)
    case, wave = world.case.public_id, closed.public_id
    crossing = reverse("reports:crossing", args=[case])
    return [
        reverse("surveys:wave-show", args=[case, wave]),
        reverse("surveys:response-show", args=[case, wave]),
        reverse("surveys:answers-take", args=[case, wave]),
        reverse("surveys:codebook", args=[case, wave]),
        reverse("surveys:asked-systems", args=[case, draft.public_id]),
        crossing,
        f"{crossing}?question=q1_viewed&by=person_unit&base=answerers&below=0",
        reverse("reports:modules", args=[case]),
        reverse("reconciliation:population-new", args=[case]),
    ]


@pytest.mark.parametrize("width", ["desk_page", "phone_page"])
def test_each_page_is_accessible_and_fits(request: pytest.FixtureRequest, live_server: LiveServer, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    world = make_world()
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", world.aoki.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()

    found: list[str] = []

    def look(address: str) -> None:
        page.goto(f"{live_server.url}{address}")
        found.extend(f"{address}: {line}" for line in accessibility_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{address}: wider than the window")

    pages = addresses(world)
    for address in pages:
        look(address)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="日本語")).to_be_visible()
    for address in pages[:2]:  # how the wave goes
        look(address)

    assert found == []
