"""Cascades, ranks and repeats in a browser on a phone, with htmx and by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.chromium import accessibility_violations
from tests.factories import make_person, make_world
from tests.surveys.factories import invitation_of, link
from tests.surveys.wide import wide_wave

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_phone_walks_through_a_cascade_a_rank_and_a_repeat(
    phone_page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    cache.clear()
    world = make_world()
    make_person(world.case, "P-001", name="佐伯 悠人", email="saeki@example.jp")
    wave = wide_wave(world.case)
    page = phone_page
    page.goto(live_server.url + link(invitation_of(wave, "P-001")))
    page.get_by_role("button", name="はじめる").click()
    page.get_by_role("button", name="はい").click()

    page.get_by_text("西", exact=True).click()
    expect(page.locator("#q-site option")).to_have_text(["選んでください", "<西>第一"])
    page.locator("#q-site").select_option("w1")
    page.locator("#q-order-1").select_option("b")
    page.locator("#q-order-2").select_option("a")
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=str(tmp_path / "first.png"), full_page=True)
    page.get_by_role("button", name="次へ").click()

    expect(page.get_by_text("<西>第一でのこと")).to_be_visible()
    page.locator("[name='q-visits.0.at']").fill("08:30")
    page.locator("[name='q-visits.0.hours']").fill("3")
    expect(page.locator("[name='q-visits.0.long']")).to_be_visible()
    expect(page.get_by_text("合計 3 時間")).to_be_visible()
    page.wait_for_timeout(1_500)  # the save that follows a pause in typing swaps the questions: not under the click
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="もう一件追加する").click()
    expect(page.locator("[name='q-visits.1.at']")).to_be_visible()
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=str(tmp_path / "second.png"), full_page=True)
    page.locator("[name='q-visits.0.hours']").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("確")
