from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import actions as casework_actions
from casework.models import Role
from remediation import actions
from remediation.models import Cause, Measure
from tests.factories import World, make_user, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client: Client) -> Iterator[World]:
    """On 2023-02-14, Aoki signed in, in Japanese."""
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        world = make_world()
        client.force_login(world.aoki)
        yield world


def _url(world: World, name: str, *args: object) -> str:
    return reverse(f"remediation:{name}", args=[world.case.public_id, *args])


def _page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_the_list_shows_what_was_written_beside_what_was_understood(client: Client, world: World) -> None:
    make_measure(world.case, "【毎年3月～5月】", text="研修を続ける")
    make_measure(world.case, "そのうち", text="様子を見る", review_on=date(2023, 3, 1))

    page = _page(client, _url(world, "measure-list"))

    for words in (
        "「【毎年3月～5月】」",
        "毎年3月～5月</td>",
        "「そのうち」",
        "期日としては読めません",
        "見直し 2023-03-01",
    ):
        assert words in page


def test_a_cause_without_a_measure_is_said_in_words(client: Client, world: World) -> None:
    cause = make_cause(world.case)

    for name in ("measure-list", "cause-list"):
        assert "この原因に答える対策がありません" in _page(client, _url(world, name))

    make_measure(world.case, causes=[cause])
    for name in ("measure-list", "cause-list"):
        assert "この原因に答える対策がありません" not in _page(client, _url(world, name))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A", "B", "C"]),
        ("state=in_progress", ["B"]),
        ("target=委託会社", ["B"]),
        ("category=システム", ["C"]),
        ("owner=業務部長", ["C"]),
        ("timing=by", ["A"]),
        ("timing=not_understood", ["C"]),
        ("overdue=on", ["A"]),
        ("overdue=on&state=in_progress", []),
    ],
)
@pytest.mark.acceptance("KY-42")
def test_the_list_is_narrowed_by_each_filter(client: Client, world: World, query: str, found: list[str]) -> None:
    make_measure(world.case, "～2023年2月10日", text="対策A")
    make_measure(world.case, "2023年2月～", text="対策B", target="委託会社", state="in_progress")
    make_measure(
        world.case, "そのうち", text="対策C", category="システム", owner_name="業務部長", review_on=date(2023, 3, 1)
    )

    page = _page(client, _url(world, "measure-list") + "?" + query).split("対策の一覧")[-1]

    assert [name for name in "ABC" if f"対策{name}</a>" in page] == found


@pytest.mark.parametrize("query", ["colour=red", "state=lost", "owner=誰か"])
def test_a_filter_that_the_page_does_not_know_is_refused(client: Client, world: World, query: str) -> None:
    make_measure(world.case)

    _page(client, _url(world, "measure-list") + "?" + query, status=400)


def test_the_list_costs_the_same_with_one_row_and_with_three(client: Client, world: World) -> None:
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            make_measure(world.case, causes=[make_cause(world.case)], owner=world.baba)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            _page(client, _url(world, "measure-list"))
        counts.append(len(queries))

    assert Measure.objects.count() == 3
    assert counts[0] == counts[1]


def test_the_empty_list_says_what_it_is_for(client: Client, world: World) -> None:
    assert "対策はまだありません" in _page(client, _url(world, "measure-list"))


def test_a_measure_is_added_through_its_form(client: Client, world: World) -> None:
    cause = make_cause(world.case)

    response = client.post(
        _url(world, "measure-new"),
        {"text": "端末を引き上げる", "timing_text": "～2023年3月末", "state": "planned", "causes": [cause.pk]},
    )

    measure = Measure.objects.get()
    assert response.headers["Location"] == _url(world, "measure-show", measure.public_id)
    assert (measure.due_on, list(measure.causes.all())) == (date(2023, 3, 31), [cause])


def test_a_refused_measure_comes_back_with_its_reason_and_its_words(client: Client, world: World) -> None:
    response = client.post(_url(world, "measure-new"), {"text": "急ぐ", "timing_text": "速やかに", "state": "planned"})

    page = unescape(response.content.decode())
    assert ("見直し日を入力してください" in page, "速やかに" in page, Measure.objects.count()) == (True, True, 0)


def test_looking_at_the_reading_saves_nothing(client: Client, world: World) -> None:
    response = client.post(_url(world, "measure-new"), {"text": "研修", "timing_text": "2023年度上期", "look": "1"})

    page = unescape(response.content.decode())
    assert ("2023-09-30" in page, ">\n研修</textarea>" in page, Measure.objects.count()) == (True, True, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023年3月末から6月末に延期", "2023年6月末まで"),
        ("2023年上期", "考えられる読み方"),
        ("そのうち", "時期として読み取れませんでした"),
        ("", "まだ入力がありません"),
    ],
)
def test_the_live_reading_is_a_fragment(client: Client, world: World, text: str, words: str) -> None:
    response = client.get(_url(world, "timing-read"), {"timing_text": text})

    page = response.content.decode()
    assert (words in page, "<html" in page) == (True, False)


def test_a_measure_is_changed_through_its_form(client: Client, world: World) -> None:
    measure = make_measure(world.case, "～2023年3月末")
    page = _page(client, _url(world, "measure-edit", measure.public_id))
    assert "～2023年3月末" in page

    client.post(
        _url(world, "measure-edit", measure.public_id),
        {"no": measure.no, "text": "改めた対策", "timing_text": "～2023年4月末"}
        | {"reason": "教材が遅れた", "agreed_by": "社長"},
    )

    measure.refresh_from_db()
    assert (measure.text, measure.due_on, measure.postponements) == ("改めた対策", date(2023, 4, 30), 1)
    assert "「～2023年3月末」→「～2023年4月末」" in _page(client, _url(world, "measure-show", measure.public_id))


def test_a_measure_is_marked_as_done_with_its_day(client: Client, world: World) -> None:
    measure = make_measure(world.case)

    response = client.post(_url(world, "measure-move", measure.public_id, "finish"), {"done_on": "2023-02-10"})

    measure.refresh_from_db()
    assert (response.status_code, measure.state, measure.done_on) == (302, "done", date(2023, 2, 10))


def test_a_day_in_the_future_comes_back_beside_its_field(client: Client, world: World) -> None:
    measure = make_measure(world.case)

    response = client.post(_url(world, "measure-move", measure.public_id, "finish"), {"done_on": "2023-02-15"})

    assert (response.status_code, "完了日が未来の日付です" in response.content.decode()) == (422, True)


def test_causes_are_written_and_corrected(client: Client, world: World) -> None:
    client.post(_url(world, "cause-new"), {"text": "確かめなかった", "heading": "機会"})
    cause = Cause.objects.get()
    client.post(_url(world, "cause-edit", cause.public_id), {"no": cause.no, "text": "確かめる手順がなかった"})

    cause.refresh_from_db()
    assert (cause.no, cause.text) == ("C-01", "確かめる手順がなかった")


def test_a_plan_is_taken_over_from_files(client: Client, world: World) -> None:
    file = SimpleUploadedFile("measures.csv", "no,text,timing\nD-1,研修,2023年3月\nD-2,点検,そのうち\n".encode("cp932"))

    response = client.post(_url(world, "plan-import"), {"measures": file})

    assert (Measure.objects.count(), "D-2" in response.content.decode()) == (2, True)


def test_a_wrong_file_is_shown_row_by_row_and_nothing_is_saved(client: Client, world: World) -> None:
    file = SimpleUploadedFile("measures.csv", b"no,text\nD-1,x\nD-1,y\n")

    response = client.post(_url(world, "plan-import"), {"measures": file})

    page = response.content.decode()
    assert (response.status_code, "measures.csv" in page, Measure.objects.count()) == (422, True, 0)


def test_the_overview_names_what_presses(client: Client, world: World) -> None:
    make_measure(world.case, "～2023年2月10日", text="遅れた対策")
    make_measure(world.case, "～2024年2月10日", text="まだ先の対策")

    panel = _page(client, _url(world, "overview-panel"))
    overview = _page(client, world.case.get_absolute_url())

    assert ("遅れた対策" in panel, "まだ先の対策" in panel, "4 日遅れ" in panel) == (True, False, True)
    assert "期日を過ぎた対策" in overview


READING = ["measure-list", "cause-list", "overview-panel", "timing-read"]
WORKING = ["measure-new", "cause-new", "plan-import"]


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


def test_a_measure_of_another_case_is_not_found(client: Client, world: World) -> None:
    other = make_measure(make_world("M-2023-02").case)

    _page(client, _url(world, "measure-show", other.public_id), status=404)


def test_the_pages_speak_english_too(client: Client, world: World) -> None:
    measure = make_measure(world.case, "～2023年2月10日")
    client.cookies["django_language"] = "en"

    assert "days late: 4" in _page(client, _url(world, "measure-list"))
    assert "by 10 February 2023" in _page(client, _url(world, "measure-show", measure.public_id))


def test_a_move_that_the_state_does_not_allow_changes_nothing(client: Client, world: World) -> None:
    measure = make_measure(world.case)
    actions.move_measure(measure=measure, move="withdraw", by=world.by)

    response = client.post(_url(world, "measure-move", measure.public_id, "finish"))

    measure.refresh_from_db()
    assert (response.status_code, measure.state) == (422, "withdrawn")
