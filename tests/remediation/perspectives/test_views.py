from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import actions as casework_actions
from casework.models import Role
from remediation import actions
from remediation.models import Measure, SavedView
from remediation.models.occurrence import Occurrence
from remediation.queries import measures_of, today_of
from tests.factories import World, make_person, make_user, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db
PAGES = ("plan-board", "plan-calendar", "plan-gantt", "plan-burn-up", "plan-groups", "view-list", "measures-change")


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


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_members_and_knows_no_other_parameter(client: Client, world: World, name: str) -> None:
    make_measure(world.case)
    assert client.get(_url(world, name)).status_code == 200

    outsider = Client()
    outsider.force_login(world.chiba)

    assert outsider.get(_url(world, name)).status_code == 404
    if name != "view-list":
        assert client.get(_url(world, name) + "?nonsense=1").status_code == 400
        assert client.get(_url(world, name) + "?target=nobody").status_code == 400


@pytest.mark.parametrize("name", PAGES[:5])
def test_a_page_costs_the_same_with_one_measure_and_with_three(client: Client, world: World, name: str) -> None:
    costs = []
    for rows in (1, 2):
        for _row in range(rows):
            make_measure(world.case, owner=world.baba)
        with CaptureQueriesContext(connection) as queries:
            _page(client, _url(world, name))
        costs.append(len(queries))

    assert Measure.objects.count() == 3
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", PAGES[:5])
def test_a_page_takes_the_filters_of_the_list(client: Client, world: World, name: str) -> None:
    make_measure(world.case, "2023年2月20日まで", text="研修を行う", target="委託会社")
    make_measure(world.case, "2023年2月21日まで", text="手引きを改める", target="営業部門")
    everything = _page(client, _url(world, name))

    narrowed = _page(client, _url(world, name) + "?target=委託会社")

    if name != "plan-burn-up":
        assert ("手引きを改める" in everything, "手引きを改める" in narrowed) == (True, False)
    assert "/measures/gantt/?target=%E5%A7%94" in narrowed


def test_the_board_has_a_column_for_each_state(client: Client, world: World) -> None:
    make_measure(world.case, text="研修を行う", state="in_progress")

    page = _page(client, _url(world, "plan-board"))

    assert page.index('id="b-in_progress"') < page.index("研修を行う") < page.index('id="b-partly_done"')
    assert 'id="b-withdrawn"' not in page


def test_the_calendar_shows_due_days_reviews_occurrences_and_days_of_completion(client: Client, world: World) -> None:
    make_measure(world.case, "2023年2月20日まで", text="手引きを改める")
    make_measure(world.case, "検討", text="仕組みを考える", review_on=date(2023, 2, 21))
    make_measure(world.case, "毎月", text="記録を点検する", state="recurring")
    done = make_measure(world.case, "2023年2月10日まで", text="端末を引き上げる")
    actions.move_measure(measure=done, move="finish", done_on=date(2023, 2, 8), by=world.by)

    page = _page(client, _url(world, "plan-calendar") + "?month=2023-02")

    for day, words in (
        ("2023-02-20", "手引きを改める"),
        ("2023-02-21", "仕組みを考える"),
        ("2023-02-28", "記録を点検する"),
        ("2023-02-08", "端末を引き上げる"),
    ):
        cell = page[page.index(f'datetime="{day}"') :].split("</td>")[0]
        assert words in cell


@pytest.mark.parametrize("month", ["2023-13", "0000-01", "x", "2023-02-01", "9999-12"])
def test_a_month_that_is_none_is_refused(client: Client, world: World, month: str) -> None:
    assert client.get(_url(world, "plan-calendar") + f"?month={month}").status_code == 400


def test_the_chart_has_its_numbers_in_a_table_behind_it(client: Client, world: World) -> None:
    make_measure(world.case, "2023年1月20日まで", text="手引きを改める")

    page = _page(client, _url(world, "plan-gantt"))

    assert 'class="g-late"' in page
    assert "工程と実績。" in page
    assert "2023-01-20</td>" in page


def test_the_curve_counts_from_the_days_promised_first(client: Client, world: World) -> None:
    make_measure(world.case, "2023年1月20日まで")
    done = make_measure(world.case, "2023年2月10日まで")
    actions.move_measure(measure=done, move="finish", done_on=date(2023, 2, 8), by=world.by)
    make_measure(world.case, "検討", review_on=date(2023, 3, 1))
    gone = make_measure(world.case, "2023年2月10日まで")
    actions.move_measure(measure=gone, move="withdraw", by=world.by)

    page = _page(client, _url(world, "plan-burn-up"))

    assert "これまでの計画 2 件。完了の申告 1 件、確認 0 件、効果あり 0 件。" in page
    assert "期日がなく、完了するまで線に入らない対策 1 件。" in page


def test_groups_by_unit_follow_the_owner_on_the_roster(client: Client, world: World) -> None:
    make_person(world.case, email="baba@example.jp", unit="監査室")
    make_measure(world.case, text="研修を行う", owner=world.baba)
    make_measure(world.case, text="手引きを改める")

    page = _page(client, _url(world, "plan-groups") + "?by=unit")

    assert page.index("監査室") < page.index("研修を行う") < page.rindex("記載なし") < page.index("手引きを改める")


def test_a_view_is_kept_for_its_owner_alone_and_leads_back(client: Client, world: World) -> None:
    make_measure(world.case, target="委託会社")
    facts = {"name": "委託会社の盤", "perspective": "board", "query": "target=委託会社&page=3"}

    response = client.post(_url(world, "view-list"), facts)

    assert response.url == _url(world, "plan-board") + "?target=%E5%A7%94%E8%A8%97%E4%BC%9A%E7%A4%BE"
    assert "委託会社の盤" in _page(client, _url(world, "view-list"))
    baba = Client()
    baba.force_login(world.baba)
    assert "委託会社の盤" not in _page(baba, _url(world, "view-list"))
    view = SavedView.objects.get()
    assert baba.post(_url(world, "view-drop", view.public_id)).status_code == 404
    assert client.post(_url(world, "view-list"), facts).status_code == 422
    client.post(_url(world, "view-drop", view.public_id))
    assert SavedView.objects.count() == 0


def test_several_measures_change_together_each_with_its_own_line(client: Client, world: World) -> None:
    first, second, third = (make_measure(world.case, text=f"対策{n}") for n in "123")

    response = client.post(
        _url(world, "measures-change"),
        {"measures": [first.public_id, second.public_id], "owner": world.baba.pk, "category": "教育", "target": "—"},
    )

    assert response.status_code == 302
    found = [(m.category, m.owner_name, m.target) for m in measures_of(world.case)]
    assert found == [("教育", "Baba", ""), ("教育", "Baba", ""), ("", "総務部長", "全社")]
    assert third.owner is None
    from audit.models import AuditEvent  # noqa: PLC0415

    types = list(AuditEvent.objects.order_by("-position").values_list("type", flat=True)[:3])
    assert types == [
        "remediation.measures_changed_together",
        "remediation.measure_changed",
        "remediation.measure_changed",
    ]


def test_when_one_refuses_none_is_changed_and_each_reason_is_told(client: Client, world: World) -> None:
    open_one = make_measure(world.case, "検討", text="仕組みを考える", review_on=date(2023, 3, 1))
    dated = make_measure(world.case, text="手引きを改める")
    Measure.objects.filter(pk=open_one.pk).update(review_on=None)

    response = client.post(
        _url(world, "measures-change"), {"measures": [dated.public_id, open_one.public_id], "category": "教育"}
    )

    assert response.status_code == 422
    page = unescape(response.content.decode())
    assert "この時期からは期日が決まりません" in page
    assert list(Measure.objects.values_list("category", flat=True)) == ["", ""]


def test_nothing_chosen_is_said(client: Client, world: World) -> None:
    measure = make_measure(world.case)

    assert client.post(_url(world, "measures-change"), {"category": "教育"}).status_code == 422
    assert client.post(_url(world, "measures-change"), {"measures": [measure.public_id]}).status_code == 422


def test_an_auditor_looks_but_does_not_change(world: World) -> None:
    make_measure(world.case)
    auditor = make_user("dan")
    casework_actions.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    client = Client()
    client.force_login(auditor)

    page = _page(client, _url(world, "plan-board"))

    assert "/measures/change/" not in page
    assert client.get(_url(world, "measures-change")).status_code == 403
    assert client.get(_url(world, "workbook-put")).status_code == 403
    assert client.get(_url(world, "workbook-get")).status_code == 200


def test_every_page_speaks_english(client: Client, world: World) -> None:
    make_measure(world.case, "2023年1月20日まで")
    client.cookies["django_language"] = "en"

    found = [_page(client, _url(world, name)) for name in PAGES]

    assert all('<html lang="en">' in page for page in found)
    assert today_of(world.case) == date(2023, 2, 14)


def test_an_occurrence_that_was_moved_stands_on_its_new_day_only(client: Client, world: World) -> None:
    measure = make_measure(world.case, "毎月", text="記録を点検する", state="recurring")
    days = {"planned_on": date(2023, 2, 28), "starts_on": date(2023, 2, 1), "due_on": date(2023, 2, 24)}
    Occurrence.objects.filter(measure=measure).delete()
    Occurrence.objects.create(measure=measure, state="changed", reason="役員会に合わせる", **days)

    page = _page(client, _url(world, "plan-calendar") + "?month=2023-02")

    cells = {day: page[page.index(f'datetime="2023-02-{day}"') :].split("</td>")[0] for day in ("24", "28")}
    assert ("記録を点検する" in cells["24"], "記録を点検する" in cells["28"]) == (True, False)
