"""Answering in a browser under fire: no JavaScript, slow answers of the server, another device, an idle terminal."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from surveys import visits
from surveys.models import Draft, ResponseVersion
from tests.factories import make_person, make_world
from tests.surveys.factories import invitation_of, link, make_wave
from tests.surveys.wide import wide_wave

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def from_here(deed):
    """What the database holds, asked beside Playwright's own loop."""
    found = []

    def run() -> None:
        try:
            found.append(deed())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def world_with_person():
    world = make_world()
    make_person(world.case, "P-001", name="佐伯 悠人", email="saeki@example.jp", unit="料金センター")
    return world


def hold(held: list[Route], route: Route) -> None:
    """Keep a request back."""
    held.append(route)


def come_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="はじめる").click()
    page.get_by_role("button", name="はい").click()


def test_the_whole_way_without_javascript(chromium: Browser, live_server: LiveServer) -> None:
    wave = make_wave(world_with_person().case)
    context = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()

    come_in(page, live_server.url + link(invitation_of(wave, "P-001")))
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_role("alert")).to_be_visible()  # nothing chosen yet: the page says so and loses nothing
    page.locator("[name='q-q1_viewed'][value=yes]").check()
    page.get_by_role("button", name="次へ").click()
    page.locator("[name='q-q2_reason'][value=request]").check()  # a question that appeared is shown before going on
    page.get_by_role("button", name="次へ").click()
    page.locator("[name='q-q3_routes'][value=manual]").check()
    page.locator("[name='q-q4_told'][value=no]").check()
    page.get_by_role("button", name="次へ").click()
    page.locator("[name='q-q5_aware'][value=aware]").check()
    page.get_by_role("button", name="次へ").click()
    page.locator("[name='q-q6_aware_reasons'][value=service]").check()
    page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="戻る").click()
    expect(page.locator("[name='q-q5_aware'][value=aware]")).to_be_checked()
    while page.get_by_role("button", name="次へ").count():
        page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="提出する").click()
    expect(page.locator(".receipt-code")).to_have_text(re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"))
    page.get_by_role("button", name="終わる").click()
    context.close()

    answers = from_here(lambda: ResponseVersion.objects.get().answers)
    assert (answers["q1_viewed"], answers["q2_reason"], answers["q3_routes"]) == ("yes", "request", ["manual"])


def test_a_slow_save_never_changes_the_page_under_a_click_or_over_what_is_typed(
    phone_page: Page, live_server: LiveServer
) -> None:
    wave = wide_wave(world_with_person().case)
    page = phone_page
    come_in(page, live_server.url + link(invitation_of(wave, "P-001")))
    page.get_by_text("西", exact=True).click()
    page.locator("#q-site").select_option("w1")
    page.locator("#q-order-1").select_option("b")
    page.locator("#q-order-2").select_option("a")
    page.get_by_role("button", name="次へ").click()
    page.wait_for_url("**/section/second/")

    held: list[Route] = []
    page.route("**/save/", lambda route: hold(held, route))
    page.locator("[name='q-visits.0.hours']").fill("3")  # another question will appear after this is saved
    with page.expect_request("**/save/"):
        page.locator("[name='q-visits.0.hours']").blur()
    add = page.get_by_role("button", name="もう一件追加する")
    add.scroll_into_view_if_needed()
    box = add.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.down()
    with page.expect_response("**/save/"):
        held[0].continue_()
    page.wait_for_timeout(300)
    page.unroute("**/save/")
    page.mouse.up()

    expect(page.locator("[name='q-visits.1.hours']")).to_be_visible()
    expect(page.locator("[name='q-visits.0.hours']")).to_have_value("3")

    held.clear()
    page.route("**/save/", lambda route: hold(held, route))
    page.locator("[name='q-visits.1.hours']").fill("4")
    with page.expect_request("**/save/"):
        page.locator("[name='q-visits.1.hours']").blur()
    page.locator("[name='q-why']").fill("書いている途中の文")
    with page.expect_response("**/save/"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("[name='q-why']")).to_have_value("書いている途中の文")


def test_what_is_answered_before_the_scripts_have_come_is_saved_when_they_come(
    phone_page: Page, live_server: LiveServer
) -> None:
    wave = make_wave(world_with_person().case)
    page = phone_page
    held: list[Route] = []
    page.goto(live_server.url + link(invitation_of(wave, "P-001")))
    page.get_by_role("button", name="はじめる").click()
    expect(page.get_by_role("button", name="はい")).to_be_visible()
    page.route("**/htmx-2.min.js", lambda route: hold(held, route))
    page.get_by_role("button", name="はい").click(no_wait_after=True)
    page.locator("[name='q-q1_viewed'][value=yes]").check(no_wait_after=True)
    expect(page.locator("[name='q-q2_reason']").first).to_be_hidden()
    with page.expect_response("**/save/"):
        held[0].continue_()

    expect(page.locator("[name='q-q2_reason']").first).to_be_visible()
    expect(page.locator("[name='q-q1_viewed'][value=yes]")).to_be_checked()


def test_another_device_goes_on_where_the_first_one_stopped(
    phone_page: Page, desk_page: Page, live_server: LiveServer
) -> None:
    wave = make_wave(world_with_person().case)
    address = live_server.url + link(invitation_of(wave, "P-001"))
    come_in(phone_page, address)
    with phone_page.expect_response("**/save/"):
        phone_page.locator("[name='q-q1_viewed'][value=yes]").check()

    come_in(desk_page, address)

    expect(desk_page).to_have_url(re.compile("/answer/section/ways/"))  # the first page holds nothing that is missing
    desk_page.get_by_role("button", name="戻る").click()
    expect(desk_page.locator("[name='q-q1_viewed'][value=yes]")).to_be_checked()
    assert from_here(lambda: Draft.objects.get().answers) == {"q1_viewed": "yes"}


def test_an_idle_page_locks_itself_and_nothing_is_lost(
    phone_page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "IDLE_SHARED", visits.REFRESH / 60)  # three seconds
    wave = make_wave(world_with_person().case)
    page = phone_page
    page.goto(live_server.url + link(invitation_of(wave, "P-001")))
    page.get_by_text("ほかの人もこの端末を使います").click()
    page.get_by_role("button", name="はじめる").click()
    page.get_by_role("button", name="はい").click()
    with page.expect_response("**/save/"):
        page.locator("[name='q-q1_viewed'][value=no]").check()

    expect(page.get_by_role("heading", level=1)).to_have_text("画面をロックしました")

    page.go_back()
    expect(page.locator("[name='q-q1_viewed']")).to_have_count(0)
    assert from_here(lambda: Draft.objects.get().answers) == {"q1_viewed": "no"}
