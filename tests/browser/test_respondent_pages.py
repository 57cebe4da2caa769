"""Every page of the respondent's and the delegate's room, on a phone and at a desk, in both languages: axe finds nothing."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from core import clock
from surveys import actions
from surveys.actions.delegates import delegate_link
from surveys.models import Delegate, Wave
from tests.chromium import DESK, PHONE, accessibility_violations
from tests.factories import make_person, make_world
from tests.surveys.factories import BY, invitation_of, link, make_wave
from tests.surveys.wide import wide_wave

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCREENS = [(viewport, language) for viewport in (PHONE, DESK) for language in ("ja", "en")]
NUMBER, CODE, ANSWERED, PLAIN, WIDE = "P-001", "P-002", "P-003", "P-004", "P-005"


class Room:
    """Five people, a wave for each kind of proof, one closed wave, a delegate."""

    def __init__(self, base: str) -> None:
        world = make_world()
        self.base = base
        for no in (NUMBER, CODE, ANSWERED, PLAIN, WIDE):
            make_person(
                world.case,
                no,
                name=f"佐伯 悠人{no}",
                email=f"{no}@example.jp",
                affiliation="contractor",
                employer="港サービス",
            )
        closes = clock.now() + dt.timedelta(days=9)
        self.by_number = make_wave(world.case, code="number", proof="employee_number", closes_at=closes)
        self.by_code = make_wave(world.case, code="code", proof="mailed_code")
        self.plain = make_wave(world.case, code="plain", duty="voluntary", allows_proxy=True)
        self.closed = actions.close_wave(wave=make_wave(world.case, code="closed"), by=BY)
        self.wide = wide_wave(world.case)
        for answers in ({"q1_viewed": "no"}, {"q1_viewed": "dont_remember"}):
            actions.record_answers(
                wave=self.plain,
                person=invitation_of(self.plain, ANSWERED).person,
                answers=answers,
                mode="proxy",
                by=BY,
                reason="紙で受け取ったため",
            )
        self.delegate: Delegate = actions.appoint_delegate(
            wave=self.by_number, name="現場 責任者", email="", employer="港サービス", by=BY
        )

    def link(self, wave: Wave, no: str) -> str:
        return self.base + link(invitation_of(wave, no))


Look = Callable[[str], None]


def press(page: Page, value: str) -> None:
    page.locator(f"main button[name=go][value={value}]").first.click()


def main_button(page: Page) -> None:
    page.locator("main .button--main").first.click()


def arriving(page: Page, room: Room, look: Look) -> None:
    page.goto(f"{room.base}/i/")
    look("typed-code")
    page.goto(room.link(room.closed, PLAIN))
    look("closed-or-expired")
    page.goto(room.link(room.by_number, NUMBER))
    look("landing")
    press(page, "start")
    look("identity-number")
    page.locator("#employee_number").fill("P-999")
    press(page, "me")
    look("identity-number-wrong")
    page.goto(room.link(room.by_code, CODE))
    press(page, "start")
    look("identity-code")
    main_button(page)
    look("identity-code-mailed")
    press(page, "not_me")
    look("not-me")
    page.goto(room.link(room.plain, PLAIN))
    press(page, "decline")
    look("declined")


def answering(page: Page, room: Room, look: Look) -> None:
    page.goto(room.link(room.wide, WIDE))
    press(page, "start")
    press(page, "me")
    look("cascade-rank-likert")
    press(page, "next")
    look("cascade-missing")
    page.locator("[name='q-area']").first.check()
    page.locator("#q-site option:nth-child(2)").wait_for(state="attached")
    page.locator("#q-site").select_option(index=1)
    press(page, "next")
    look("text-date-repeat")
    page.goto(f"{room.base}/answer/review/")
    look("review-missing")


def answered(page: Page, room: Room, look: Look) -> None:
    page.goto(room.link(room.plain, ANSWERED))
    press(page, "start")
    press(page, "me")
    look("receipt-of-a-proxy")
    page.locator("form[action$='/object/'] button").first.click()
    look("objection")
    page.locator("form[action$='/correct/'] button").click()
    look("review-of-a-correction")
    main_button(page)  # without a reason the browser itself says so
    page.locator("#reason").fill("本人の記憶と違うため")
    main_button(page)
    look("receipt")
    page.locator("form[action$='/copy/'] button").click()
    look("own-answers")
    page.goto(f"{room.base}/answer/receipt/")
    page.locator("form[action$='/finish/'] button").click()
    look("finished")


def delegate(page: Page, room: Room, look: Look) -> None:
    page.goto(room.base + "".join(delegate_link(room.delegate).partition("/d/")[1:]))
    look("delegate-landing")
    main_button(page)
    look("delegate-people")
    page.locator("main li a").first.click()
    look("delegate-correct")
    page.locator("[name=unit]").fill("第二班")
    main_button(page)
    look("delegate-proposed")
    page.goto(f"{room.base}/delegate/")
    page.locator("form[action$='/finish/'] button").click()
    look("delegate-finished")


def opened(chromium: Browser, viewport: dict[str, int], language: str) -> BrowserContext:
    context = chromium.new_context(viewport=viewport, locale=language, timezone_id="Asia/Tokyo")  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    return context


@pytest.mark.parametrize("screen", SCREENS, ids=["phone-ja", "phone-en", "desk-ja", "desk-en"])
@pytest.mark.parametrize("way", [arriving, answering, answered, delegate], ids=lambda way: way.__name__)
def test_every_page_is_open_to_everybody(
    chromium: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    way: Callable[[Page, Room, Look], None],
    screen: tuple[dict[str, int], str],
) -> None:
    viewport, language = screen
    room = Room(live_server.url)
    context = opened(chromium, viewport, language)
    page = context.new_page()
    pictures = Path(os.environ.get("PICTURES", tmp_path))
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.wait_for_load_state("load")
        page.screenshot(path=str(pictures / f"{name}-{language}-{viewport['width']}.png"), full_page=True)
        found[name] = accessibility_violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[name].append("wider than the window")
        if page.locator("h1").count() != 1:
            found[name].append("not one heading")

    way(page, room, look)
    context.close()

    assert {name: problems for name, problems in found.items() if problems} == {}
