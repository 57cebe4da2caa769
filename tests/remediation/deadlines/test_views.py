from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework import actions as casework_actions
from casework.models import Role
from core.registries import registries
from remediation.deadlines import reminding
from remediation.deadlines.calendars import rules_of
from remediation.deadlines.recipients import chain_of
from remediation.models import Absence, CalendarFeed, ClosedDay, Occurrence
from tests.factories import World, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client: Client) -> Iterator[World]:
    """On 21 February 2023 at ten, Aoki signed in; a monthly measure of hers, its morning done."""
    with time_machine.travel(datetime(2023, 2, 21, 1, tzinfo=UTC), tick=False):
        world = make_world()
        make_measure(world.case, "毎月末", text="研修を行う", owner=world.aoki, state="recurring")
        reminding.remind_all()
        client.force_login(world.aoki)
        yield world


def _url(world: World, name: str, *args: object) -> str:
    return reverse(f"remediation:{name}", args=[world.case.public_id, *args])


def _page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return unescape(response.content.decode())


def _first() -> Occurrence:
    return Occurrence.objects.order_by("due_on")[0]


def test_the_panel_of_a_measure_shows_its_times_and_who_was_told(client: Client, world: World) -> None:
    (panel,) = [one for one in registries.panels_of("measure-show") if one.name == "deadlines"]

    page = _page(client, panel.url(_first().measure))

    for words in (
        "2023-02-28",
        "2023-03-31",
        "実施済みにする・先に送る・期日を変える",
        "期日 2023-02-28、あと 7 日です。",
        "担当者として",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("deed", "data", "state"),
    [
        ("finish", {"done_on": "2023-02-20"}, "done"),
        ("snooze", {"until": "2023-02-25", "reason": "準備中"}, "snoozed"),
        ("change", {"due": "2023-03-03", "reason": "決算のため"}, "changed"),
    ],
)
def test_a_time_is_done_put_off_or_moved_on_the_panel(
    client: Client, world: World, deed: str, data: dict[str, str], state: str
) -> None:
    url = _url(world, "occurrence-do", _first().public_id, deed)

    response = client.post(url, data, headers={"HX-Request": "true"})

    assert (response.status_code, _first().state) == (200, state)
    assert 'id="panel-deadlines"' in response.content.decode()


def test_without_script_the_deed_leads_back_to_the_measure(client: Client, world: World) -> None:
    response = client.post(_url(world, "occurrence-do", _first().public_id, "finish"), {})

    assert response.headers["Location"] == _url(world, "measure-show", _first().measure.public_id)


def test_a_refusal_stands_in_the_panel(client: Client, world: World) -> None:
    url = _url(world, "occurrence-do", _first().public_id, "snooze")

    response = client.post(url, {"until": "2023-02-01", "reason": "準備中"}, headers={"HX-Request": "true"})

    assert "今日より後の日を選んでください" in response.content.decode()


def test_an_outsider_finds_nothing_and_an_auditor_changes_nothing(client: Client, world: World) -> None:
    casework_actions.set_member(case=world.case, user=world.baba, role=Role.AUDITOR, by=world.by)
    url = _url(world, "occurrence-do", _first().public_id, "finish")
    panel = _url(world, "deadline-panel", _first().measure.public_id)

    client.force_login(world.baba)
    assert (client.get(panel).status_code, client.post(url, {}).status_code) == (200, 403)
    client.force_login(world.chiba)
    assert (client.get(panel).status_code, client.post(url, {}).status_code) == (404, 404)


def test_the_rules_of_a_case_are_set_on_its_page(client: Client, world: World) -> None:
    url = _url(world, "deadline-settings")
    rules = {"form": "rules", "day_rule": "next", "reminder_days": "14、3", "remind_at": "08:30", "bank_days": "on"}

    assert client.post(url, rules).status_code == 302
    chain = {"form": "chain", "owner_days": "2", "manager_days": "5", "manager": str(world.baba.pk)}
    assert client.post(url, chain).status_code == 302
    assert client.post(url, {"form": "day", "day": "2023-06-01", "label": "創立記念日"}).status_code == 302

    stored = rules_of(world.case)
    assert (stored.day_rule, stored.reminder_days, stored.bank_days) == ("next", [14, 3], True)
    assert [(step.target, step.after_days, step.user) for step in chain_of(world.case)] == [
        ("owner", 2, None),
        ("manager", 5, world.baba),
    ]
    page = _page(client, url)
    assert "創立記念日" in page
    assert client.post(_url(world, "closed-day-open", ClosedDay.objects.get().pk)).status_code == 302
    assert ClosedDay.objects.count() == 0


def test_wrong_rules_are_explained_beside_the_field(client: Client, world: World) -> None:
    response = client.post(
        _url(world, "deadline-settings"),
        {"form": "rules", "day_rule": "keep", "reminder_days": "soon", "remind_at": "09:00"},
    )

    assert "日数をコンマで区切って書いてください。" in response.content.decode()


def test_ones_own_page_shows_the_mails_with_their_reasons(client: Client, world: World) -> None:
    page = _page(client, reverse("deadlines:mine"))

    assert "あなたはこの対策の担当者です。7 日前になると知らせる設定です。" in page


def test_leave_is_entered_and_taken_back(client: Client, world: World) -> None:
    url = reverse("deadlines:mine")
    client.post(url, {"delegate": world.baba.pk, "first_on": "2023-03-01", "last_on": "2023-03-05"})

    absence = Absence.objects.get()
    assert (absence.delegate, absence.first_on, absence.last_on) == (world.baba, date(2023, 3, 1), date(2023, 3, 5))
    client.force_login(world.baba)
    assert client.post(reverse("deadlines:leave-end", args=[absence.pk])).status_code == 404
    client.force_login(world.aoki)
    client.post(reverse("deadlines:leave-end", args=[absence.pk]))
    assert Absence.objects.count() == 0


def test_somebody_of_no_common_case_cannot_be_named_delegate(client: Client, world: World) -> None:
    data = {"delegate": world.chiba.pk, "first_on": "2023-03-01", "last_on": "2023-03-05"}

    assert client.post(reverse("deadlines:mine"), data).status_code == 200
    assert Absence.objects.count() == 0


def test_an_address_is_shown_once_and_can_be_stopped(client: Client, world: World) -> None:
    shown = client.post(reverse("deadlines:feed-open"), {"case": str(world.case.public_id)}).content.decode()
    feed = CalendarFeed.objects.get()

    assert ".ics" in shown
    assert ".ics" not in _page(client, reverse("deadlines:mine"))
    client.post(reverse("deadlines:feed-revoke", args=[feed.public_id]))
    feed.refresh_from_db()
    assert feed.revoked_at is not None


def test_nobody_makes_an_address_for_a_case_they_do_not_know(client: Client, world: World) -> None:
    client.force_login(world.chiba)

    response = client.post(reverse("deadlines:feed-open"), {"case": str(world.case.public_id)})

    assert (response.status_code, CalendarFeed.objects.count()) == (404, 0)
