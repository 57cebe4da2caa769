"""The pages of deadlines for everybody: keyboard and screen reader, desk and phone; one time is put off on its panel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from core import clock
from remediation.deadlines import actions, reminding
from remediation.deadlines.producing import produce_occurrences
from remediation.models import Occurrence
from tests.chromium import accessibility_violations
from tests.factories import PASSWORD, World, make_world
from tests.remediation.factories import make_measure

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _plan(world: World) -> Occurrence:
    """A weekly measure of Aoki's with mails, a closed day, leave."""
    today = clock.today(world.case.time_zone)
    measure = make_measure(world.case, "毎月末", text="端末の棚卸しを行う", owner=world.aoki, state="recurring")
    make_measure(world.case, f"{today - timedelta(days=9):～%Y年%m月%d日}", text="教材を改める", owner=world.aoki)
    produce_occurrences(world.case, today)
    reminding.remind_all()
    actions.close_day(case=world.case, day=date(2030, 6, 3), label="創立記念日", by=world.by)
    actions.go_on_leave(user=world.aoki, delegate=world.baba, first_on=today, last_on=today, by=world.by)
    return measure.occurrences.order_by("due_on")[0]


def _sign_in(page: Page, live_server: LiveServer, world: World) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", world.aoki.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


@pytest.mark.parametrize("width", ["desk_page", "phone_page"])
def test_each_page_is_accessible_and_fits(request: pytest.FixtureRequest, live_server: LiveServer, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    world = make_world()
    occurrence = _plan(world)
    _sign_in(page, live_server, world)

    found = {}
    for address in (
        reverse("remediation:deadline-settings", args=[world.case.public_id]),
        reverse("deadlines:mine"),
        reverse("remediation:measure-show", args=[world.case.public_id, occurrence.measure.public_id]),
    ):
        page.goto(live_server.url + address)
        if "measures" in address and "deadlines" not in address:
            page.click("#panel-deadlines details summary")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems = accessibility_violations(page) + ([f"{wide} px too wide"] if wide > 0 else [])
        if problems:
            found[address.rsplit("/", 2)[1]] = problems

    assert found == {}


def test_one_time_is_put_off_on_the_page_of_its_measure(desk_page: Page, live_server: LiveServer) -> None:
    world = make_world()
    occurrence = _plan(world)
    _sign_in(desk_page, live_server, world)
    path = reverse("remediation:measure-show", args=[world.case.public_id, occurrence.measure.public_id])
    desk_page.goto(live_server.url + path)

    desk_page.click("#panel-deadlines details summary")
    until = clock.today(world.case.time_zone) + timedelta(days=3)
    desk_page.locator("#panel-deadlines input[name=until]").first.fill(until.isoformat())
    desk_page.locator("#panel-deadlines form:has(input[name=until]) input[name=reason]").first.fill("担当者の交代")
    desk_page.locator("#panel-deadlines form:has(input[name=until]) button").first.click()

    desk_page.get_by_text(f"{until} まではお知らせしません。").wait_for()
    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.reason) == ("snoozed", "担当者の交代")
