"""The pages of proofs, confirmation, parts, groups, tables, editions and the monitor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import actions as casework_actions
from casework.models import Role
from core.actor import Actor
from remediation import actions
from remediation.models import Cause, Citation, GroupLink, Measure, Plan, PlanEdition, Proof
from remediation.planning import actions as planning
from remediation.proof import actions as proof
from tests.factories import World, make_user, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client: Client) -> Iterator[World]:
    """On 2023-03-31, Aoki signed in, in Japanese."""
    with time_machine.travel(datetime(2023, 3, 31, 3, tzinfo=UTC), tick=False):
        world = make_world()
        client.force_login(world.aoki)
        yield world


def _url(world: World, name: str, *args: object) -> str:
    return reverse(f"remediation:{name}", args=[world.case.public_id, *args])


def _page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def _post(client: Client, url: str, **data: Any) -> str:
    """The page one comes back to."""
    response = client.post(url, data, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_proof_is_filed_and_comes_back_as_it_was(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    file = SimpleUploadedFile("名簿.csv", b"a,b\n")

    page = _post(
        client,
        _url(world, "proof-new", measure.public_id),
        title="受講者の名簿",
        file=file,
        effective_on="2023-03-24",
        expires_on="2024-03-23",
    )

    filed = Proof.objects.get()
    assert all(words in page for words in ("受講者の名簿", filed.sha256, "効力は 2023-03-24 から", "2024-03-23 まで"))
    response = client.get(_url(world, "proof-get", measure.public_id, filed.public_id))
    assert b"".join(response.streaming_content) == b"a,b\n"  # type: ignore[attr-defined]
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_proof_that_expires_before_it_holds_comes_back_with_the_reason(client: Client, world: World) -> None:
    url = _url(world, "proof-new", make_measure(world.case).public_id)
    data = {"title": "x", "effective_on": "2023-03-24", "expires_on": "2023-03-01"}

    page = client.post(url, data | {"file": SimpleUploadedFile("x.txt", b"x")}).content.decode()

    assert ("効力の始まる日より前にはできません" in page, Proof.objects.count()) == (True, 0)


def test_a_claim_is_confirmed_on_the_page_by_somebody_else(client: Client, world: World) -> None:
    measure = make_measure(world.case, owner=world.aoki, owner_name="")
    actions.move_measure(measure=measure, move="finish", by=world.by)
    url = _url(world, "measure-decide", measure.public_id, "confirmed")

    assert "あなたはこの対策の責任者です" in _post(client, url, reason="見た")
    client.force_login(world.baba)
    page = _post(client, url, reason="名簿を見た", check_after_months="6")

    assert all(words in page for words in ("完了の確認", "名簿を見た", "2023-09-30", "後継の対策を追加"))
    assert Measure.objects.confirmed().count() == 1


def test_a_claim_is_returned_and_the_effect_is_judged_on_the_page(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    client.force_login(world.baba)
    for deed, reason in (("returned", "名簿が足りない"), ("confirmed", "名簿を見た"), ("effective", "閲覧がない")):
        measure.refresh_from_db()
        if measure.state != "done":
            actions.move_measure(measure=measure, move="finish", by=world.by)
        assert reason in _post(client, _url(world, "measure-decide", measure.public_id, deed), reason=reason)

    assert Measure.objects.get().effective is True
    assert client.post(_url(world, "measure-decide", measure.public_id, "shredded")).status_code == 404


def test_an_approved_wording_is_shown_as_changed_later(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    client.force_login(world.baba)
    _post(client, _url(world, "measure-decide", measure.public_id, "approved"))
    url = _url(world, "measure-show", measure.public_id)
    assert "その後変更あり" not in _page(client, url)

    actions.update_measure(measure=measure, text="弱めた文", by=world.by)

    assert "その後変更あり" in _page(client, url)


def test_a_closed_measure_gets_a_successor(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    url = _url(world, "successor-new", measure.public_id)
    assert "この対策はまだ終結していません" in _post(client, url)
    actions.move_measure(measure=measure, move="withdraw", by=world.by)
    assert "研修を行う" in _page(client, url)

    page = _post(client, url, text="次の研修", timing_text="～2024年3月末", state="planned")

    assert ("次の対策の後継" in page, Measure.objects.count()) == (True, 2)
    assert "後継の対策" in _page(client, _url(world, "measure-show", measure.public_id))


def test_parts_are_written_and_the_measure_follows(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    _post(client, _url(world, "part-new", measure.public_id), text="教材を作る", state="in_progress")
    page = _post(
        client, _url(world, "part-edit", measure.public_id, 1), text="教材を作る", state="done", done_on="2023-03-20"
    )

    measure.refresh_from_db()
    assert (measure.state, measure.done_on, "教材を作る" in page) == ("done", date(2023, 3, 20), True)


def test_points_of_the_text_are_a_list(client: Client, world: World) -> None:
    measure = make_measure(world.case, text="次を確かめる ①要るかどうか ②明らかかどうか")

    page = _page(client, _url(world, "measure-show", measure.public_id))

    assert "<dt>①</dt><dd>要るかどうか</dd><dt>②</dt>" in page


def test_relations_and_sources_are_added_and_removed(client: Client, world: World) -> None:
    measure, other = make_measure(world.case), make_measure(world.case, text="分ける")
    page = _post(client, _url(world, "measure-relate", other.public_id), kind="final_form", other=measure.pk)
    assert "次の対策の最終形" in page
    assert "この対策で危険はすでに除かれており" in _page(client, _url(world, "measure-show", measure.public_id))
    _post(client, _url(world, "measure-unrelate", other.public_id, other.relations.get().pk))
    page = _post(client, _url(world, "measure-cite", measure.public_id), kind="guideline", target="取引の指針")
    assert ("取引の指針" in page, other.relations.count()) == (True, 0)

    _post(client, _url(world, "citation-drop", Citation.objects.get().public_id))

    assert Citation.objects.count() == 0


@pytest.mark.acceptance("TH-25", "TH-29")
def test_a_cause_shows_its_situation_groupings_and_evidence(client: Client, world: World) -> None:
    cause = make_cause(world.case, heading="機会", situation="確認表がなかった", axes={"ハード・ソフト": "ハード面"})
    page = _post(
        client, _url(world, "cause-cite", cause.public_id), kind="rule", target="行動規範", note="第3条を知らなかった"
    )

    assert all(
        words in page
        for words in ("確認表がなかった", "ハード・ソフト", "ハード面", "社内規程", "行動規範", "第3条を知らなかった")
    )
    assert "この原因に答える対策がありません" in page


def test_a_measure_is_linked_to_a_whole_group_and_unlinked(client: Client, world: World) -> None:
    make_cause(world.case, heading="機会")
    measure = make_measure(world.case)

    page = _post(client, _url(world, "group-link"), measure=measure.pk, heading="機会")

    assert ("「機会」の原因全体に答える対策" in page, GroupLink.objects.count()) == (True, 1)
    assert "どの原因にも結びつかない対策" not in page
    page = _post(client, _url(world, "group-unlink"), measure=measure.pk, heading="機会")
    assert ("どの原因にも結びつかない対策" in page, GroupLink.objects.count()) == (True, 0)
    assert "この分類の原因はありません" in _post(client, _url(world, "group-link"), measure=measure.pk, heading="動機")


@pytest.mark.acceptance("TH-24")
def test_the_fraud_triangle_is_drawn_once_it_is_the_scheme(client: Client, world: World) -> None:
    make_cause(world.case, heading="動機")
    assert 'class="triangle"' not in _page(client, _url(world, "cause-list"))

    page = _post(client, _url(world, "plan-settle"), scheme="fraud_triangle", theory_note="三つがそろうと起きる")

    assert ('class="triangle"' in page, "三つがそろうと起きる" in page) == (True, True)
    assert Plan.objects.get().scheme == "fraud_triangle"


@pytest.mark.acceptance("CB-49", "KY-52")
def test_printed_tables_join_cells_print_dashes_and_go_on(client: Client, world: World) -> None:
    make_cause(world.case, heading="動機")
    for count in range(20):
        make_measure(world.case, text=f"対策{count}")

    page = _page(client, _url(world, "plan-tables"))

    assert ("<td>-</td>" in page.replace(' rowspan="1"', ""), "（つづき）" in page) == (True, True)
    assert 'rowspan="15">全社' in page
    _page(client, _url(world, "plan-tables") + "?first=colour", status=404)


@pytest.mark.acceptance("CB-59")
def test_an_edition_is_kept_and_compared_with_today(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    page = _post(client, _url(world, "edition-freeze"), title="当面の対策", provisional="on")
    assert ("変更はありません" in page, "暫定" in page) == (True, True)

    actions.move_measure(measure=measure, move="begin", by=world.by)
    planning.freeze_edition(case=world.case, title="第2版", by=world.by)

    page = _page(client, _url(world, "edition-show", 1) + "?until=2")
    assert "<del>開始前</del> → <ins>進行中</ins>" in page
    assert "第2版" in _page(client, _url(world, "edition-list"))
    assert PlanEdition.objects.count() == 2


def test_the_monitor_sees_what_is_claimed_and_confirmed_and_remarks(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    actions.move_measure(measure=measure, move="finish", by=world.by)
    auditor = make_user("daigo")
    casework_actions.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    client.force_login(auditor)
    assert all(words in _page(client, _url(world, "plan-monitor")) for words in ("完了の申告 1 件", "未確認"))

    page = _post(client, _url(world, "remark-new", measure.public_id), text="委託先が受けていない", monitor="1")

    assert ("委託先が受けていない" in page, "独立した確認" in page) == (True, True)


def test_the_monitors_page_costs_the_same_with_one_row_and_with_three(client: Client, world: World) -> None:
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            measure = make_measure(world.case)
            proof.write_note(measure=measure, text="x", by=world.by)
        with CaptureQueriesContext(connection) as queries:
            _page(client, _url(world, "plan-monitor"))
        counts.append(len(queries))

    assert (Measure.objects.count(), counts[0]) == (3, counts[1])


def test_files_with_sub_actions_are_taken_over_and_rows_may_be_skipped(client: Client, world: World) -> None:
    make_measure(world.case)
    files = {
        "measures": SimpleUploadedFile("measures.csv", "no,text\nM-01,書き換え\n".encode()),
        "subactions": SimpleUploadedFile("subactions.csv", "measure,no,text\nM-01,1,教材\n".encode()),
    }

    page = client.post(_url(world, "plan-import"), {"mode": "skip", **files}).content.decode()

    assert ("実施項目" in page, Measure.objects.get().text) == (True, "研修を行う")


READING = ["plan-tables", "edition-list", "plan-monitor"]
WORKING = ["plan-settle"]


@pytest.mark.parametrize("name", READING + WORKING)
def test_an_outsider_finds_nothing(client: Client, world: World, name: str) -> None:
    _page(client, _url(world, name))
    client.force_login(world.chiba)

    _page(client, _url(world, name), status=404)


@pytest.mark.parametrize(("name", "status"), [*((name, 200) for name in READING), *((name, 403) for name in WORKING)])
def test_an_auditor_reads_but_does_not_change(client: Client, world: World, name: str, status: int) -> None:
    auditor = make_user("daigo")
    casework_actions.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    client.force_login(auditor)

    _page(client, _url(world, name), status=status)
    measure = make_measure(world.case)
    for deed in ("proof-new", "part-new", "measure-relate", "measure-cite"):
        _page(client, _url(world, deed, measure.public_id), status=403)


def test_nothing_of_another_case_is_found(client: Client, world: World) -> None:
    other = make_world("M-2023-02")
    measure, cause = make_measure(other.case), make_cause(other.case)

    for name, target in (("proof-new", measure), ("part-new", measure), ("cause-show", cause)):
        _page(client, _url(world, name, target.public_id), status=404)


def test_the_new_pages_speak_english_too(client: Client, world: World) -> None:
    cause = make_cause(world.case, heading="Motive")
    planning.settle_plan(case=world.case, scheme="fraud_triangle", by=Actor.system())
    client.cookies["django_language"] = "en"

    assert "Fraud triangle" in _page(client, _url(world, "cause-list"))
    assert "No source is named." in _page(client, _url(world, "cause-show", cause.public_id))
    assert Cause.objects.count() == 1
