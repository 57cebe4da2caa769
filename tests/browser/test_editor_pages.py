"""A questionnaire written in a browser: kinds and answers appear as one picks, questions are dragged, the trial reacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from surveys.editor import actions
from surveys.editor.actions import newest
from surveys.library import entry
from surveys.logic.authoring.places import question_named
from surveys.models import QuestionnaireDraft
from tests.chromium import accessibility_violations
from tests.factories import PASSWORD, World, make_world
from tests.surveys.factories import make_version

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def begun(page: Page, live_server: LiveServer) -> tuple[World, QuestionnaireDraft, str]:
    world = make_world()
    draft = actions.begin_draft(version=make_version(world.case, path=entry("A").path, code="a"), by=world.by)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "aoki@example.jp")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state()
    return world, draft, f"{live_server.url}/cases/{world.case.public_id}/surveys/drafts/{draft.public_id}/"


def drag(page: Page, what: str, above: str) -> None:
    """In small steps, as a hand does it."""
    source, target = (page.locator(one).first.bounding_box() for one in (what, above))
    assert source is not None
    assert target is not None
    page.mouse.move(source["x"] + 20, source["y"] + 8)
    page.mouse.down()
    page.mouse.move(source["x"] + 25, source["y"] - 10)
    page.mouse.move(target["x"] + 20, target["y"] - 20, steps=6)
    page.mouse.up()


def test_a_question_is_added_with_routing_picked_dragged_and_tried(desk_page: Page, live_server: LiveServer) -> None:
    page = desk_page
    _world, draft, address = begun(page, live_server)
    first, second = (section["name"] for section in newest(draft).definition["sections"][:2])
    page.goto(f"{address}questions/new/?in={second}")
    assert page.evaluate("htmx.config.defaultSettleDelay") == 0  # what is swapped in listens at once
    page.locator("#name").fill("a9_days")
    page.locator("#type").select_option("integer")
    expect(page.locator("#low")).to_be_visible()
    page.locator("#label-ja").fill("何日ですか。")
    page.locator("#label-en").fill("How many days?")
    expect(page.locator("#shown")).to_contain_text("何日ですか。")
    page.locator("#low").fill("1")
    page.get_by_role("button", name="条件を加える").click()
    page.locator("#t0-question").select_option("a1_viewed")
    page.locator("input[name='t0-values'][value='yes']").check()
    assert accessibility_violations(page) == []
    page.get_by_role("button", name="保存").last.click()
    expect(page.locator("#q-a9_days")).to_contain_text("a1_viewed が「ある」")
    made = question_named(newest(draft).definition, "a9_days")
    assert (made["constraint"], made["relevant"]) == (". >= 1", "selected(${a1_viewed}, 'yes')")
    assert accessibility_violations(page) == []

    page.set_viewport_size({"width": 1280, "height": 2600})
    page.evaluate("window.scrollTo(0, 0)")
    drag(page, "#q-a9_days .small", "#q-a1_viewed .small")
    expect(page.locator(f"[data-home='{first}'] #q-a9_days")).to_be_visible()
    assert newest(draft).definition["sections"][0]["questions"][0]["name"] == "a9_days"

    page.goto(f"{address}preview/")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#ask-a9_days")).to_have_count(0)
    frame.get_by_text("ある", exact=True).click()
    expect(frame.locator("#ask-a9_days")).to_be_visible()
    frame.locator("#q-a9_days").fill("0")
    frame.get_by_role("button", name="次へ").click()
    expect(frame.locator("#ask-a9_days")).to_have_class("ask is-missing")


@pytest.mark.parametrize("width", ["desk_page", "phone_page"])
def test_the_editor_is_accessible_and_fits(request: pytest.FixtureRequest, live_server: LiveServer, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    world, draft, address = begun(page, live_server)
    surveys = f"{live_server.url}/cases/{world.case.public_id}/surveys/"
    version = draft.base
    assert version is not None
    part = f"{address}part/{newest(draft).definition['sections'][1]['name']}/"
    pages = [f"{address}{name}" for name in ("", "question/a3_routes/", "routing/", "history/", "preview/", "heading/")]
    pages += [f"{surveys}library/", f"{surveys}library/A/", f"{surveys}meanings/", f"{surveys}meanings/new/"]
    pages += [f"{surveys}questionnaires/{version.questionnaire.public_id}/contradictions/", part]
    for one in pages:
        page.goto(one)
        page.wait_for_load_state("networkidle")
        assert accessibility_violations(page) == [], one
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), one
    page.get_by_role("button", name="English").click()  # the page of a part is the last one
    expect(page.get_by_role("heading", name="When it is asked", exact=True)).to_be_visible()
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
