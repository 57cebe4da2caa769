"""How a log file is read, by keyboard and screen reader; without scripts too, where the live result is all that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from evidence.models import LogFile
from tests.chromium import PHONE, accessibility_violations
from tests.evidence.looking.worlds import receive
from tests.factories import PASSWORD, World, make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SECTIONS = ("ファイル", "見出しと行", "計算した列", "お客さまの情報")


def sign_in(page: Page, server: LiveServer, world: World) -> None:
    page.goto(f"{server.url}/accounts/login/")
    page.fill("input[name=login]", world.aoki.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def add_column(page: Page, kind: str) -> None:
    section = page.locator("#calculated")
    if section.get_attribute("open") is None:
        section.locator("summary").click()
    page.select_option("#kind", kind)
    page.get_by_role("button", name="計算した列を加える").click()
    expect(page.get_by_role("button", name="この列を保存する")).to_be_visible()
    page.wait_for_load_state("load")  # its scripts have run by then, where it has any


def faults(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return accessibility_violations(page) + ([f"{wide} px too wide"] if wide > 0 else [])


def test_a_column_is_calculated_with_its_result_beside_it(desk_page: Page, live_server: LiveServer) -> None:
    page, world = desk_page, make_world()
    log_file = receive(world)
    sign_in(page, live_server, world)
    page.goto(live_server.url + reverse("evidence:file-show", args=[world.case.public_id, log_file.public_id]))
    for name in SECTIONS:
        page.locator("summary", has_text=name).first.click()
    assert faults(page) == []

    add_column(page, "split")
    page.fill("[name=name]", "番号")
    page.select_option("[name=source_1]", "画面")
    page.fill("[name=at]", ";")
    expect(page.locator("#trial")).to_contain_text("「;」がありません")
    page.fill("[name=at]", "-")
    expect(page.locator("#trial tbody tr").first).to_contain_text("CIS")
    page.fill("[name=part]", "2")
    expect(page.locator("#trial tbody tr").first).to_contain_text("01")
    assert faults(page) == []
    page.get_by_role("button", name="この列を保存する").click()

    expect(page.locator("#calculated")).to_contain_text("「画面」を「-」で区切った 2 番目。")
    assert LogFile.objects.get().mapping["computed"][0]["part"] == 2


def test_everything_works_on_a_phone_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    world = make_world()
    log_file = receive(world)
    context = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, live_server, world)
    page.goto(live_server.url + reverse("evidence:file-show", args=[world.case.public_id, log_file.public_id]))

    page.locator("#lines summary").click()
    page.fill("[name=skip]", "^合計\n^-----\n^** ページ\n照会")
    page.get_by_role("button", name="行の扱いを確かめる").click()
    expect(page.locator("#lines .counted")).to_contain_text("照会")
    add_column(page, "lookup")
    page.fill("[name=name]", "拠点")
    page.select_option("[name=source_1]", "ユーザID")
    page.fill("[name=table]", "u9,本店")
    page.get_by_role("button", name="結果を見る").click()
    expect(page.locator("#trial")).to_contain_text("1 個が対応表にありません")
    page.get_by_role("button", name="この列を保存する").click()
    expect(page.locator("#calculated")).to_contain_text("対応表で読み替え")

    context.close()
    saved = LogFile.objects.get()
    assert (saved.profile["written"]["skip"][-1], saved.mapping["computed"][0]["table"]) == ("照会", {"u9": "本店"})
