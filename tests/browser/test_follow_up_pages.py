"""One walk through interviews, coding, the sealed channel, delegates and single sign-on: axe finds nothing, nothing is too wide.

Officers' pages are looked at on a desk and narrowed to a phone, everybody else's on a phone; with PICTURES=folder in the
environment every page is taken in both sizes and languages.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core import clock
from surveys import actions
from surveys.amendments.actions import propose_amendment
from surveys.clarifying.actions import ask_about
from surveys.coding.actions import assign_codes
from surveys.interviews import actions as interviewing
from surveys.interviews import holding
from surveys.late.actions import allow_late
from surveys.models import SealedAnswer
from surveys.models.sign_in import SignInMismatch, SignInRefusal
from surveys.personal.actions import link_for_person
from surveys.sealed.moving import move_answer
from surveys.tokens import personal_token
from tests.chromium import DESK, PHONE, accessibility_violations
from tests.factories import make_person, make_world
from tests.surveys.coding.worlds import coder, coding_world
from tests.surveys.factories import BY, invitation_of, link, make_wave
from tests.surveys.interviews.worlds import YES, person, version_of
from tests.surveys.sealed.test_sealed import designate
from tests.surveys.signing_in.provider import CLIENT, SECRET, OpenIdProvider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FACTS = {"columns": ["日時", "件数"], "rows": [["2022-12-01", 3]], "lines": ["12月に3件の記録"], "source": "I-1"}
SITE = "港サービス"


@pytest.fixture
def provider(settings: LazySettings, live_server: LiveServer) -> Iterator[OpenIdProvider]:
    """Whoever goes there is signed in as P-002."""
    running = OpenIdProvider()
    running.account = {"employee_number": "P-002"}
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = running.issuer, CLIENT, SECRET
    settings.BASE_URL = live_server.url
    yield running
    running.stop()


class Room:
    """Three people in every stage that has a page of its own."""

    def __init__(self) -> None:
        self.world = world = make_world()
        for no, name in (("P-001", "佐伯 悠人"), ("P-002", "森 葵")):
            make_person(world.case, no, name=name, email=f"{no}@example.jp", affiliation="contractor", employer=SITE)
        self.case = world.case
        self.frame, given = coding_world(world)
        for name, no, codes in (
            ("baba", "P-001", ["order"]),
            ("chiba", "P-001", ["care"]),
            ("baba", "P-002", ["screen"]),
        ):
            assign_codes(frame=self.frame, answer=given[no].public_id, codes=codes, by=coder(world, name))
        designate(world)
        move_answer(version=given["P-003"], question="why", by=world.by)
        self.report = SealedAnswer.objects.get()
        self._followed_up()
        closes = clock.now() + dt.timedelta(days=9)
        self.sso = make_wave(world.case, code="sso", proof="single_sign_on", closes_at=closes)
        SignInRefusal.objects.create(
            wave=self.sso,
            invitation=invitation_of(self.sso, "P-001"),
            mismatch=SignInMismatch.OTHER_PERSON,
            signed_in_as=person(world, "P-002"),
        )
        self.boss = User.objects.create_user("boss@example.jp", name="所長")
        self.delegate = actions.appoint_delegate(
            wave=self.sso, name="所長", email=self.boss.email, employer=SITE, user=self.boss, by=BY
        )
        actions.propose_correction(
            delegate=self.delegate, person=person(world), facts={"unit": "第二課", "note": "4月に異動しました"}
        )
        self.closed = actions.close_wave(wave=make_wave(world.case, code="closed"), by=BY)
        self.late = allow_late(
            invitation=invitation_of(self.closed, "P-001"),
            until=clock.now() + dt.timedelta(days=3),
            reason="長期の出張のため",
            by=BY,
        )

    def _followed_up(self) -> None:
        world = self.world
        wave = make_wave(world.case, code="asked", mode="import")
        actions.record_answers(wave=wave, person=person(world), answers=YES, mode="import", by=BY)
        actions.close_wave(wave=wave, by=BY)
        base = version_of(wave)
        self.query = ask_about(version=base, question="q2_reason", kind="unclear", text="どの場面ですか。", by=world.by)
        made = [
            interviewing.propose_interview(
                case=world.case, person=person(world, no), reason="理由のない閲覧", by=world.by
            )
            for no in ("P-001", "P-002")
        ]
        arranged = [
            interviewing.arrange_interview(
                interview=one,
                starts_at=clock.now() - dt.timedelta(hours=2),
                meeting="in_person",
                place="第1会議室",
                owner=world.aoki,
                by=world.by,
            )
            for one in made
        ]
        exhibit = interviewing.place_exhibit(interview=arranged[0], title="12月の記録", content=FACTS, by=world.by)
        said = clock.now() - dt.timedelta(minutes=50)
        holding.write_course(interview=arranged[0], kind="recall", text="覚えていない", at=said, by=world.by)
        holding.show_exhibit(interview=arranged[0], exhibit=exhibit, at=said + dt.timedelta(minutes=9), by=world.by)
        held = holding.hold_interview(
            interview=arranged[0],
            held_from=said,
            held_until=clock.now(),
            voluntary_told=True,
            recording="none",
            by=world.by,
        )
        holding.write_record(interview=held, text="端末の前で確認した。", by=world.by)
        self.held, self.arranged = holding.send_record(interview=held, by=world.by), arranged[1]
        self.change = propose_amendment(
            base=base, changes={"q4_told": "yes"}, reason="面談で訂正", by=world.by, interview=held
        )
        self.personal = link_for_person(case=world.case, person=person(world), by=world.by)

    def officers_pages(self) -> dict[str, str]:
        base = f"/cases/{self.case.public_id}/surveys/"
        sso, closed = f"{base}waves/{self.sso.public_id}/", f"{base}waves/{self.closed.public_id}/"
        coding = f"{base}coding/{self.frame.public_id}/"
        return {
            "interviews": f"{base}interviews/",
            "interview-rules": f"{base}interviews/rules/",
            "interview-rule-new": f"{base}interviews/rules/new/",
            "interview-held": f"{base}interviews/{self.held.public_id}/",
            "interview-arranged": f"{base}interviews/{self.arranged.public_id}/",
            "changes": f"{base}interviews/changes/",
            "change": f"{base}interviews/changes/{self.change.public_id}/",
            "questions": f"{base}interviews/questions/",
            "question": f"{base}interviews/questions/{self.query.public_id}/",
            "coding": f"{base}coding/",
            "coding-frame": coding,
            "coding-work": f"{coding}work/",
            "coding-texts": f"{coding}texts/",
            "coding-differences": f"{coding}differences/",
            "designations": f"{base}designations/",
            "delegates": f"{sso}delegates/",
            "sign-ins": f"{sso}sign-ins/",
            "wave-new": f"{base}waves/new/",
            "wave-with-sign-on": sso,
            "late-answer": f"{closed}people/{invitation_of(self.closed, 'P-001').public_id}/late/",
        }

    def sealed_pages(self) -> dict[str, str]:
        base = f"/cases/{self.case.public_id}/surveys/sealed/"
        return {"sealed": base, "sealed-report": f"{base}{self.report.public_id}/"}


class Walk:
    """One browser window; what is wrong with a page is kept under its name."""

    def __init__(self, context: BrowserContext, base: str, found: dict[str, list[str]]) -> None:
        self.page, self.base, self.found = context.new_page(), base, found
        self.context = context
        self.pictures = os.environ.get("PICTURES", "")

    def sign_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.context.clear_cookies()
        cookie = client.cookies["shirabe_session"]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base}])

    def see(self, pages: dict[str, str], *, narrow: bool) -> None:
        for name, address in pages.items():
            self.page.goto(self.base + address)
            self.look(name)
            if narrow:
                size = self.page.viewport_size
                self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
                self._measure(name)
                self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def look(self, name: str) -> None:
        self.page.wait_for_load_state("load")
        if self.pictures:
            size: Any = self.page.viewport_size
            language = self.page.evaluate("document.documentElement.lang")
            self.page.screenshot(path=f"{self.pictures}/{name}-{language}-{size['width']}.png", full_page=True)
        self.found.setdefault(name, []).extend(accessibility_violations(self.page))
        if self.page.locator("h1").count() != 1:
            self.found[name].append("not one heading")
        self._measure(name)

    def _measure(self, name: str) -> None:
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.setdefault(name, []).append(f"wider than {self.page.viewport_size}")


def own_pages(walk: Walk, room: Room) -> None:
    """The personal page of somebody who was interviewed, and the link of somebody who comes late."""
    page, link_ = walk.page, room.personal
    page.goto(f"{walk.base}/p/{personal_token(link_.public_id, link_.generation)}")
    walk.look("personal-landing")
    page.locator("#employee_number").fill("P-001")
    page.locator("main .button--main").first.click()
    page.wait_for_url("**/personal/")
    walk.look("personal")
    for name, address in (
        ("record", f"/personal/record/{room.held.public_id}/"),
        ("change", f"/personal/change/{room.change.public_id}/"),
        ("question", f"/personal/question/{room.query.public_id}/"),
    ):
        page.goto(walk.base + address)
        walk.look(f"personal-{name}")
    page.goto(walk.base + link(invitation_of(room.closed, "P-001")))
    walk.look("late-landing")


def site(walk: Walk, room: Room) -> None:
    """A delegate who signs in."""
    walk.sign_in(room.boss)
    page = walk.page
    page.goto(walk.base)
    page.wait_for_url("**/delegate/mine/")
    walk.look("delegate-sites")
    page.locator("main .button--main").first.click()
    page.wait_for_url("**/delegate/")
    walk.look("delegate-by-account")


def signing_on(walk: Walk, room: Room) -> None:
    """Somebody else's link first, then one's own, then the common address."""
    page = walk.page
    walk.context.clear_cookies()
    page.goto(walk.base + link(invitation_of(room.sso, "P-001")))
    walk.look("sign-on-landing")
    page.locator("button[value=start]").click()
    page.wait_for_url("**/answer/")
    walk.look("sign-on")
    page.route("**/authorize?*", lambda route: route.fulfill(status=204))  # the way there, held still
    page.locator("main .button--main").click()
    page.wait_for_url("**/answer/sign-in/")
    walk.look("sign-on-leaving")
    page.unroute("**/authorize?*")
    page.locator("main .button--main").click()
    page.wait_for_url("**/back/?**")
    walk.look("sign-on-another-person")
    page.goto(f"{walk.base}/answer/sign-in/back/?state=x&code=y")
    walk.look("sign-on-stopped")
    page.goto(f"{walk.base}/s/{room.sso.public_id}/")
    walk.look("sign-on-common")
    page.locator("main .button--main").click()
    page.wait_for_url("**/answer/section/**")


@pytest.mark.usefixtures("provider")
def test_every_page_of_follow_ups_is_open_to_everybody(chromium: Browser, live_server: LiveServer) -> None:
    room, found = Room(), dict[str, list[str]]()
    dan = User.objects.get(email="dan@example.jp")
    every = [(size, language) for size in (DESK, PHONE) for language in ("ja", "en")]
    for size, language in every if os.environ.get("PICTURES") else [(DESK, "ja"), (PHONE, "en")]:
        context = chromium.new_context(viewport=size, locale=language, timezone_id="Asia/Tokyo")  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        walk = Walk(context, live_server.url, found)
        if size == DESK or walk.pictures:
            walk.sign_in(room.world.aoki)
            walk.see(room.officers_pages(), narrow=size == DESK)
            walk.sign_in(dan)
            walk.see(room.sealed_pages(), narrow=size == DESK)
        if size == PHONE or walk.pictures:
            own_pages(walk, room)
            site(walk, room)
            signing_on(walk, room)
        context.close()

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_the_company_account_is_enough_without_scripts(
    chromium: Browser, live_server: LiveServer, provider: OpenIdProvider
) -> None:
    world = make_world()
    make_person(world.case, "P-002")
    wave = make_wave(world.case, proof="single_sign_on")
    assert provider.account == {"employee_number": "P-002"}
    context = chromium.new_context(viewport=PHONE, locale="ja", java_script_enabled=False)  # type: ignore[arg-type]
    page: Page = context.new_page()

    page.goto(live_server.url + link(invitation_of(wave, "P-002")))
    page.locator("button[value=start]").click()
    page.locator("main .button--main").click()

    page.wait_for_url("**/answer/section/**", timeout=60_000)
    context.close()
