"""The main job in a browser: roster → wave → answer on a phone → log → difference → report, as people do it."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from django.db import connection
from playwright.sync_api import Error, expect
from pytest_django.live_server_helper import LiveServer

from core import jobs
from engines.sheets import OutSheet, write_workbook
from tests.chromium import accessibility_violations
from tests.factories import PASSWORD, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
QUESTIONNAIRE = ROOT / "examples" / "hayase" / "questionnaires" / "nw.xlsx"
TABLES = """
[[columns.affiliation]]
id = "own"
label = { ja = "当社", en = "Own company" }
where = { column = "affiliation", eq = "own" }

[[columns.affiliation]]
id = "total"
label = { ja = "計", en = "Total" }
total = "distinct"

[bases.respondents]
sentence = { ja = "割合の母数は、回答者数です。", en = "Shares of the people who answered." }
from = "answers_nw"
count = "people"
waves = ["w1"]

[[tables]]
id = "viewed"
kind = "survey"
title = { ja = "閲覧の有無", en = "Viewed or not" }
unit = "人"
form = "n (p)"
base = "respondents"
columns = "affiliation"
from = "answers_nw"
waves = ["w1"]

[tables.options]
question = "q1_viewed"
kind = "single"
choices = [
    { code = "yes", label = { ja = "閲覧あり", en = "Viewed" } },
    { code = "no", label = { ja = "閲覧なし", en = "Not viewed" } },
]
"""


class Worker:
    """Does the waiting jobs beside the browser, as the worker process does."""

    def __enter__(self) -> Worker:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()
        return self

    def work(self) -> None:
        try:
            while not self.stop.wait(0.2):
                jobs.run_pending()
        finally:
            connection.close()

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        self.thread.join()


def make_roster(path: Path) -> Path:
    head = ["社員番号", "氏名", "メール", "所属区分", "所属会社", "部署", "ログインID（cis）"]
    rows = [
        ["P-001", "青葉 一", "hajime@example.jp", "own", "みなと電力", "営業部", "u001"],
        ["P-002", "若葉 二", "futaba@example.jp", "own", "みなと電力", "営業部", "u002"],
        ["P-003", "紅葉 三", "mitsu@example.jp", "contractor", "みなとサービス", "受付班", "u003"],
    ]
    write_workbook(path, [OutSheet("名簿", head, rows)], created=datetime(2023, 1, 1, tzinfo=UTC))
    return path


def make_log(path: Path, blocks: int) -> Path:
    """Blocks of 10,000 rows each."""
    rows = (
        f"2022-12-{number % 28 + 1:02} 10:00:00,u00{number % 2 + 1},C{number % 5000},np\n" for number in range(10_000)
    )
    block = "".join(rows)
    with path.open("w", encoding="cp932") as out:
        out.write("日時,ログインID,契約番号,区分\n")
        for _number in range(blocks):
            out.write(block)
    return path


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", "aoki@example.jp")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("案件")


def open_case(page: Page) -> str:
    page.click("text=案件を開く >> nth=0")
    page.fill("[name=number]", "M-1")
    page.fill("[name=title]", "顧客情報の閲覧に関する調査")
    page.fill("[name=organisation_name]", "みなと電力")
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("いま"))
    return page.url


def write_down_incident(page: Page, case: str) -> None:
    page.goto(f"{case}systems/new/")
    page.fill("[name=code]", "cis")
    page.fill("[name=name]", "顧客管理システム")
    page.click("main button[type=submit]")
    page.goto(f"{case}incidents/new/")
    page.fill("[name=no]", "I-1")
    page.fill("[name=title]", "新電力のお客さま情報の閲覧")
    page.check("[name=nature][value=defect]")
    page.check("[name=systems]")
    page.fill("[name=category]", "np")
    page.fill("[name=log_from]", "2022-12-01")
    page.fill("[name=log_to]", "2022-12-31")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("I-1")


def import_roster(page: Page, case: str, roster: Path) -> None:
    page.goto(f"{case}people/import/")
    page.set_input_files("input[type=file]", roster)
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("社員番号")
    page.get_by_role("button", name="取り込む", exact=True).click()
    page.goto(f"{case}people/")
    expect(page.locator("main")).to_contain_text("紅葉 三")


def define_population(page: Page, case: str) -> None:
    page.goto(f"{case}populations/new/")
    page.fill("[name=code]", "all")
    page.fill("[name=title]", "全員")
    for box in page.locator("[name=affiliations]").all():
        box.check()
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("全員")


def open_wave(page: Page, case: str) -> str:
    page.goto(f"{case}surveys/questionnaires/new/")
    page.fill("[name=code]", "nw")
    page.set_input_files("input[type=file]", QUESTIONNAIRE)
    page.click("main button[type=submit]")
    page.goto(f"{case}surveys/waves/new/")
    page.fill("[name=code]", "w1")
    page.fill("[name=title]", "閲覧についてのアンケート")
    page.select_option("[name=version]", index=1)
    page.select_option("[name=population]", index=1)
    page.check("[name=mode][value=web]")
    page.check("[name=proof][value=link_only]")
    for name, text in {
        "asker": "みなと電力 調査事務局",
        "purpose": "報告のために、閲覧の事実を確かめます。",
        "period_from": "2016-04-01",
        "minutes": "3",
        "duty_ground": "就業規則による調査への協力",
        "readers": "調査事務局の3名",
        "contact": "調査事務局 000-0000-0000",
        "independent_contact": "社外の法律事務所 000-0000-0001",
    }.items():
        page.fill(f"[name={name}]", text)
    for name, value in {"paid_time": "true", "supervisor_reads": "false", "employer_reads": "false"}.items():
        page.select_option(f"[name={name}]", value)
    for name in ("duty", "disciplinary_use"):
        field = page.locator(f"select[name={name}]")
        if field.count():
            field.select_option(index=1)
        else:
            page.locator(f"[name={name}]:not([value=''])").first.check()
    page.click("main button[type=submit]")
    page.get_by_role("button", name="受付を始める").click()
    expect(page.locator("main")).to_contain_text("受付中")
    return page.url


def personal_link(page: Page, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="リンクの一覧").click()
    download.value.save_as(folder / "links.csv")
    found = re.search(r"P-001.*?(/i/[\w-]+)", (folder / "links.csv").read_text("utf-8-sig"), re.DOTALL)
    assert found is not None
    return found.group(1)


def answer_on_a_phone(page: Page, base: str, link: str) -> None:
    page.goto(f"{base}{link}")
    assert accessibility_violations(page) == []
    page.get_by_role("button", name="はじめる").click()
    page.get_by_role("button", name="はい、わたしです").click()
    page.get_by_label("閲覧なし").check()
    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    while page.get_by_role("button", name="次へ").count():
        page.get_by_role("button", name="次へ").click()
    expect(page.locator("main")).to_contain_text("閲覧なし")
    page.get_by_role("button", name="提出する").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"))


def close_wave(page: Page, wave: str) -> None:
    """The content of answers is counted once nobody can answer any more."""
    page.goto(wave)
    page.locator("a[href$='/close/']").click()
    page.get_by_role("button", name="受付を終える").click()
    expect(page.locator("main")).to_contain_text("終了")


def import_log(page: Page, case: str, log: Path) -> None:
    page.goto(f"{case}evidence/sources/new/")
    page.fill("[name=code]", "cis")
    page.fill("[name=name]", "顧客管理システムのログ")
    page.select_option("[name=system]", index=1)
    page.click("main button[type=submit]")
    page.goto(f"{case}evidence/files/new/")
    page.set_input_files("input[type=file]", log)
    page.fill("[name=received_from]", "みなと送配電")
    page.fill("[name=ground]", "調査の依頼")
    page.fill("[name=necessity]", "閲覧の有無の確認")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("CP932")
    page.locator("button[form=mapping]").click()
    bar = page.locator("progress[value]")
    expect(bar).to_be_visible()
    seen = set()
    with suppress(Error):  # the bar goes with the job, at whatever moment
        for _look in range(400):
            seen.add(bar.get_attribute("value", timeout=2_000))
            page.wait_for_timeout(100)
    assert len(seen) > 1
    expect(page.locator("main")).to_contain_text("SHA-256")


def compare_with_answers(page: Page, case: str) -> None:
    page.goto(f"{case}reconciliation/")
    page.get_by_role("link", name="回答の読み方").click()
    page.select_option("[name=question]", "q1_viewed")
    page.locator("main form[method=get] button").click()
    page.locator("main form[method=post] [name=wave]").check()
    page.locator("main form[method=post] button.button--main").click()
    page.goto(f"{case}reconciliation/")
    page.locator("form[action$='/compare/'] button").first.click()
    expect(page.locator("table.matrix")).to_be_visible(timeout=30_000)


def open_difference(page: Page, case: str) -> None:
    """The one person who stands in the log and answered «no»."""
    page.goto(f"{case}reconciliation/queue/I-1/log_yes_answer_no/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.get_by_role("link", name=re.compile("青葉")).click()
    assert accessibility_violations(page) == []
    expect(page.locator("main")).to_contain_text("未着手")  # the comparison has opened a note


def make_report(page: Page, case: str, folder: Path) -> Path:
    page.goto(f"{case}reports/tables/")
    (folder / "tables.toml").write_text(TABLES, encoding="utf-8")
    page.set_input_files("input[type=file]", folder / "tables.toml")
    page.click("form[action$='/tables/set/'] button")
    expect(page.locator("main")).to_contain_text("1人")
    page.goto(f"{case}reports/editions/new/")
    page.fill("[name=title]", "調査結果の概要")
    page.fill("[name=as_of]", "2023-02-17")
    page.click("main button[type=submit]")
    page.locator("form[action$='/freeze/'] button[type=submit]").click()
    link = page.locator("a[href$='/download/pdf/']")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(folder / "report.pdf")
    return folder / "report.pdf"


def test_the_main_job_from_roster_to_report(
    live_server: LiveServer, desk_page: Page, phone_page: Page, tmp_path: Path
) -> None:
    make_user("aoki", may_open_cases=True)
    page, base = desk_page, live_server.url

    sign_in(page, base)
    case = open_case(page)
    write_down_incident(page, case)
    import_roster(page, case, make_roster(tmp_path / "roster.xlsx"))
    define_population(page, case)
    wave = open_wave(page, case)
    answer_on_a_phone(phone_page, base, personal_link(page, tmp_path))
    close_wave(page, wave)
    with Worker():
        import_log(page, case, make_log(tmp_path / "log.csv", 250))
        compare_with_answers(page, case)
        open_difference(page, case)
        report = make_report(page, case, tmp_path)

    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(report))
    assert "調査結果の概要" in text
    assert "閲覧なし" in text
