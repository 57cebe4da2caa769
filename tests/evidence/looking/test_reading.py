"""How a received file is read is decided on its page: head, lines, quotes; nothing else of the mapping is lost."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from casework import actions as casework
from casework.models import Role
from config.casefolder.toml import dumps
from core import jobs
from engines.columnar.logs import LogMapping
from evidence.looking.mapping import MappingForm
from evidence.looking.working import working
from evidence.models import LogFile, LogSource, Seal
from tests.evidence.looking.worlds import HEAD, ROWS, as_shown, field_of, receive
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db
EVERYTHING: dict[str, Any] = {
    "columns": {"at": "日時", "login": "ユーザID", "screen": "画面名", "contract": "契約番号"},
    "constants": {"system": "cis", "category": "np"},
    "values": {"screen": {"照会": "契約照会"}, "category": {"他社": "np"}},
    "formats": {"at": "%Y-%m-%d %H:%M:%S"},
    "time_zone": "Asia/Tokyo",
    "required_any": ["login"],
    "max_span": 40,
    "computed": [
        {"name": "画面名", "kind": "split", "from": ["画面"], "at": "-", "part": 3, "note": "様式2"},
        {"name": "名", "kind": "first", "from": ["画面名", "画面"]},
    ],
    "classes": {
        "契約番号": {"class": "identifier", "treatment": "encrypt", "reason": "照会への回答"},
        "お客さま名": {"class": "name", "treatment": "plain", "reason": "照会への回答"},
    },
}


@pytest.fixture
def world() -> World:
    return make_world()


def page_of(world: World, log_file: LogFile, name: str = "evidence:file-look", *rest: str) -> str:
    return reverse(name, args=[world.case.public_id, log_file.public_id, *rest])


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_saving_the_page_as_it_is_shown_loses_nothing_of_the_mapping(world: World) -> None:
    log_file = receive(world, HEAD + ROWS, mapping=EVERYTHING)

    form = MappingForm(as_shown(log_file), log_file=log_file)

    assert form.errors == {}
    said = {"encoding": "cp932", "delimiter": ","}
    assert form.cleaned_data["mapping"] == LogMapping.from_dict(EVERYTHING | said).as_json()
    assert [(row.name, row.state) for row in form.columns() if row.state != "none"] == [
        ("日時", "same"),
        ("ユーザID", "same"),
        ("契約番号", "same"),
        ("画面名", "same"),
    ]
    written = tomllib.loads(dumps(form.cleaned_data["mapping"]))
    assert LogMapping.from_dict(written).as_json() == form.cleaned_data["mapping"]


def test_head_and_lines_are_proposed_and_can_be_said_otherwise(world: World) -> None:
    log_file, client = receive(world), client_of(world.aoki)
    proposed = as_shown(log_file)

    client.post(
        page_of(world, log_file), as_shown(log_file, skip_rows="0", skip="^利用ログ\r\n^出力日\r\n^合計", go="look")
    )
    log_file.refresh_from_db()
    said = log_file.profile

    assert (proposed["skip_rows"], proposed["header_rows"]) == (2, "1")
    assert proposed["skip"] == "^** ページ\n^-----\n^合計"
    assert said["lead"]["rules"] == [["^利用ログ", 0], ["^出力日", 1], ["^合計", 1]]
    assert (said["columns"][0]["name"], said["lead"]["lines"][1][1:]) == (
        "利用ログ一覧",
        ["left_out", "出力日,2023-01-10,,,,"],
    )
    events = AuditEvent.objects.filter(type__in=["evidence.log_looked_at", "evidence.log_prepared"]).order_by("pk")
    assert [event.type for event in events] == ["evidence.log_prepared", "evidence.log_looked_at"]
    assert events[1].detail["rules"] == 3


def test_after_another_look_the_new_columns_have_their_proposals(world: World) -> None:
    log_file, client = receive(world), client_of(world.aoki)
    client.post(page_of(world, log_file), as_shown(log_file, header_rows="0", skip_rows="3", go="look"))
    log_file.refresh_from_db()
    without_head = working(log_file)["columns"]

    client.post(page_of(world, log_file), as_shown(log_file, header_rows="1", skip_rows="2", go="look"))
    log_file.refresh_from_db()

    assert without_head == {}
    assert working(log_file)["columns"] == {"at": "日時", "login": "ユーザID", "screen": "画面", "contract": "契約番号"}


def test_a_file_is_not_read_in_as_nobody_has_seen_it(world: World) -> None:
    log_file, client = receive(world), client_of(world.aoki)
    address = page_of(world, log_file, "evidence:file-import")

    client.post(address, as_shown(log_file, skip="^-----"))
    log_file.refresh_from_db()
    unread = (log_file.job, log_file.profile["written"]["skip"])
    client.post(address, as_shown(log_file, skip="^-----\n^** ページ\n^合計"))
    log_file.refresh_from_db()
    client.post(address, as_shown(log_file))
    jobs.run_pending()

    log_file.refresh_from_db()
    assert unread == (None, ["^-----"])
    assert (log_file.rows_in, log_file.accepted) == (3, 3)
    assert log_file.profile["read"]["other_lines"] == {"before_head": 2, "left_out": 3, "repeated_head": 1}


def test_the_next_file_of_the_source_is_arranged_the_same_way(world: World) -> None:
    first, client = receive(world), client_of(world.aoki)
    client.post(page_of(world, first), as_shown(first, skip="^-----\n^** ページ\n^合計\n再掲", quote="none", go="look"))
    first.refresh_from_db()
    client.post(page_of(world, first), as_shown(first, go="keep"))

    again = receive(world, "題名,,,,,\n\n" + HEAD + ROWS + "再掲,,,,,\n")
    another = receive(world, "time,user,page\n2022-12-01 10:00:00,u1,x\n")

    assert LogSource.objects.get().mapping["quote"] == "none"
    assert again.profile["written"] | {"skip": []} == again.profile["written"] | {
        "quote": "none",
        "skip_rows": 2,
        "skip": [],
    }
    assert again.profile["lead"]["rules"][-1] == ["再掲", 1]
    assert (another.profile["written"]["skip"], [one["name"] for one in another.profile["columns"]]) == (
        [],
        ["time", "user", "page"],
    )


def test_what_nobody_has_seen_is_not_remembered_for_the_source(world: World) -> None:
    log_file, client = receive(world), client_of(world.aoki)

    client.post(page_of(world, log_file), as_shown(log_file, skip="^-----", go="keep"))
    unseen = LogSource.objects.get().mapping
    log_file.refresh_from_db()
    client.post(page_of(world, log_file), as_shown(log_file, go="keep"))
    strange = client.post(page_of(world, log_file), {"go": "change:../x"})

    assert (unseen, LogSource.objects.get().mapping["skip"]) == ({}, ["^-----"])
    assert strange["Location"] == page_of(world, log_file, "evidence:file-show")


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"skip": "^ "}, "skip", "すべての行"),
        ({"skip_rows": "-1"}, "skip_rows", "0"),
        ({"header_rows": "9"}, "header_rows", "9"),
        ({"quote": "x"}, "quote", "x"),
        ({"encoding": "latin-1"}, "encoding", "latin-1"),
        ({"skip": "\n".join(f"^{number}" for number in range(60))}, "skip", "50"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(world: World, said: dict[str, str], field: str, words: str) -> None:
    log_file = receive(world)

    form = MappingForm(as_shown(log_file, **said), log_file=log_file, complete=False)

    assert list(form.errors) == [field]
    assert words in form.errors[field][0]


def test_each_customer_column_is_decided_on_its_own(world: World) -> None:
    log_file = receive(world, HEAD + ROWS)
    said = {
        field_of(log_file, "画面", "column"): "retailer",
        field_of(log_file, "契約番号", "treatment"): "encrypt",
        field_of(log_file, "契約番号", "reason"): "照会への回答",
        field_of(log_file, "お客さま名", "class"): "contact",
        "more_customers": "備考",
    }

    form = MappingForm(as_shown(log_file, **said), log_file=log_file)
    unsaid = MappingForm(as_shown(log_file, **{**said, "reason_3": ""}), log_file=log_file)
    out = MappingForm(as_shown(log_file, treatment_3="out"), log_file=log_file)
    nothing = MappingForm(as_shown(log_file, class_3=""), log_file=log_file)

    assert (
        form.cleaned_data["mapping"]["classes"]
        if form.is_valid()
        else form.errors
        == {
            "契約番号": {"class": "identifier", "treatment": "encrypt", "reason": "照会への回答"},
            "お客さま名": {"class": "contact", "treatment": "hash", "reason": ""},
            "備考": {"class": "identifier", "treatment": "hash", "reason": ""},
        }
    )
    assert (list(unsaid.errors), list(out.errors), list(nothing.errors)) == (["reason_3"], ["treatment_3"], ["class_3"])


def test_a_column_said_to_name_customers_is_covered_and_seals_the_original(world: World) -> None:
    log_file, client = receive(world, HEAD.replace("お客さま名", "相手") + ROWS), client_of(world.aoki)
    open_before = (Seal.objects.exists(), log_file.profile["columns"][4]["samples"][0])

    client.post(page_of(world, log_file), as_shown(log_file, more_customers="相手", go="customer"))

    log_file.refresh_from_db()
    assert open_before == (False, "山田太郎商店")
    assert log_file.profile["columns"][4]["samples"] == ["山••••店", "鈴••••店"]
    assert Seal.objects.get().log_file == log_file


def test_only_officers_decide_how_a_file_is_read(world: World) -> None:
    log_file, auditor = receive(world), make_user("sano")
    casework.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    addresses = [page_of(world, log_file), page_of(world, log_file, "evidence:file-column", "split")]

    codes = [[client_of(user).post(one, {}).status_code for one in addresses] for user in (auditor, world.chiba)]

    assert codes == [[403, 403], [404, 404]]
    shown = client_of(auditor).get(page_of(world, log_file, "evidence:file-show")).content.decode()
    assert "ファイルの読み込み方" in shown
    assert 'name="go"' not in shown


def test_a_file_received_before_lines_were_counted_keeps_what_its_source_says(world: World) -> None:
    log_file = receive(world, HEAD + ROWS, mapping=EVERYTHING | {"skip": ["^合計"], "header_rows": 1})
    log_file.profile = {name: value for name, value in log_file.profile.items() if name not in ("written", "lead")}
    log_file.profile["mapping"] = {}

    form = MappingForm(as_shown(log_file), log_file=log_file)

    assert form.errors == {}
    assert (list(form.cleaned_data["mapping"]["skip"]), form.looks_otherwise) == (["^合計"], False)
