"""A log or a list of customers given as a list of people: nothing of it is shown, and nothing of it stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import PeopleFile, PeopleFileKind
from audit.models import AuditEvent
from casework.holds.actions import lift_hold, place_hold
from casework.people.discarding import delete_abandoned
from core import clock
from core.actor import Actor
from core.files import store_bytes
from core.models import StoredFile
from tests.accounts.factories import HEAD, SATO, csv_data, people_file
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db

LOG = csv_data(
    ("職員番号", "操作日時", "画面", "契約番号", "氏名"),
    ("A001", "2022-12-01 09:00:00", "CIS-1", "C-778899", "山田太郎左衛門"),
)
CUSTOMERS = csv_data(
    ("お客さま番号", "氏名", "電話番号", "区分", "番号"), ("0312345678", "山田太郎左衛門", "090-1111-2222", "低圧", "1")
)
HEADLESS = csv_data(("2022-12-01 09:00:00", "山田太郎左衛門", "090-1111-2222"), ("2022-12-02", "鈴木次郎左衛門", "03"))
ROSTER = csv_data((*HEAD, "電話番号"), (*SATO, "090-1111-2222"))
SECRET = ("C-778899", "山田太郎左衛門", "0312345678", "090-1111-2222", "鈴木次郎左衛門", "低圧")


@pytest.fixture
def world() -> World:
    return make_world()


def officer(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.aoki)
    return client


def address(name: str, world: World, *args: object) -> str:
    return reverse(f"people:{name}", args=[world.case.public_id, *args])


@pytest.mark.parametrize("kind", list(PeopleFileKind))
def test_of_a_log_or_of_customers_no_value_is_shown(world: World, kind: str) -> None:
    client = officer(world)
    told = []
    for data in (LOG, CUSTOMERS, HEADLESS):
        file = people_file(world, data)
        PeopleFile.objects.filter(pk=file.pk).update(kind=kind)
        page = client.get(address("import-show", world, file.public_id))
        assert [value for value in SECRET if value in page.text] == []
        told.append(page.context["look"].foreign)
        assert (reverse("evidence:file-new", args=[world.case.public_id]) in page.text) == (told[-1] == "log")

    assert told == ["log", "customers", None]


def test_a_roster_shows_its_own_columns_and_covers_the_others(world: World) -> None:
    look = officer(world).get(address("import-show", world, people_file(world, ROSTER).public_id)).context["look"]

    shown = {column.head: column.samples for column in look.columns}
    assert (shown["氏名"], shown["電話番号"], look.foreign, look.plan.added) == (
        ["佐藤 花子"],
        ["0•••••••••••2"],
        None,
        1,
    )


def test_a_roster_with_a_column_of_a_log_is_a_roster(world: World) -> None:
    data = csv_data((*HEAD, "日時", "契約番号"), (*SATO, "2022-12-01", "C-1"))

    look = officer(world).get(address("import-show", world, people_file(world, data).public_id)).context["look"]

    assert (look.foreign, look.plan.added, look.columns[1].samples) == (None, 1, ["佐藤 花子"])


def test_a_discarded_file_is_gone_with_its_bytes(world: World, django_capture_on_commit_callbacks: Any) -> None:
    client = officer(world)
    file, shared = people_file(world, LOG), people_file(world, ROSTER)
    store_bytes(ROSTER, name="elsewhere.csv", by=world.by)
    paths = [file.stored.path, shared.stored.path]
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(address("import-discard", world, one.public_id)) for one in (file, shared, file)]

    assert [answer.url for answer in answers] == [address("import-start", world)] * 3
    assert [path.exists() for path in paths] == [False, True]
    assert (PeopleFile.objects.count(), StoredFile.objects.filter(sha256=file.stored.sha256).count()) == (0, 0)
    lines = AuditEvent.objects.filter(type="accounts.people_file_discarded").order_by("pk")
    assert list(lines.values_list("detail__sha256", flat=True)) == [file.stored.sha256, shared.stored.sha256]
    assert client.get(address("import-show", world, file.public_id)).status_code == 404


def test_an_imported_file_and_a_case_under_a_hold_keep_theirs(world: World) -> None:
    client = officer(world)
    imported, waiting = people_file(world, csv_data(HEAD, SATO)), people_file(world, LOG)
    client.post(address("import-show", world, imported.public_id), {})
    hold = place_hold(case=world.case, person=None, reason="裁判所の命令", by=world.by)
    PeopleFile.objects.update(received_at=clock.now() - timedelta(days=8))

    for one in (imported, waiting):
        client.post(address("import-discard", world, one.public_id))
    assert (delete_abandoned(by=Actor.system()), PeopleFile.objects.count()) == (0, 2)
    lift_hold(hold=hold, reason="終結", by=world.by)
    new = people_file(world, LOG)

    assert delete_abandoned(by=Actor.system()) == 1
    assert list(PeopleFile.objects.order_by("pk")) == [imported, new]


def test_an_outsider_discards_nothing(world: World) -> None:
    file = people_file(world, LOG)
    client = Client()
    client.force_login(world.chiba)

    assert client.post(address("import-discard", world, file.public_id)).status_code == 404
    assert PeopleFile.objects.count() == 1
