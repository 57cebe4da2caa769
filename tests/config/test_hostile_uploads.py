"""What people and attackers send to the upload pages: a clear answer each, nothing half saved, the server stays up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from core import jobs
from engines.sheets import OutSheet, write_workbook
from evidence.actions import add_source
from evidence.models import LogFile
from tests.engines.sheets import hostile
from tests.factories import World, make_system, make_world

pytestmark = pytest.mark.django_db
HEAD = "社員番号,氏名,所属区分\n"


def csv(text: str, encoding: str = "utf-8") -> Callable[[Path], tuple[str, bytes]]:
    return lambda _folder: ("roster.csv", text.encode(encoding))


def far_cell(folder: Path) -> tuple[str, bytes]:
    return "roster.xlsx", hostile.far_cell(folder / "far.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (csv(HEAD + "1,青木,own\n", "utf-16-le"), "文字"),
        (csv("社員番号,氏名\n1,青木\n"), "所属"),
        (csv(HEAD + "1,青木,own\n1,馬場,own\n"), "1"),
        (csv(HEAD + '1,"青木,own\n'), "引用符"),
        (csv(HEAD + "1,青木,nowhere\n"), "nowhere"),
        (far_cell, "セル"),
    ],
    ids=["wrong encoding", "missing column", "duplicate person", "unclosed quote", "unknown affiliation", "far cell"],
)
def test_a_roster_that_cannot_be_read_says_why_and_saves_nobody(
    client: Client, tmp_path: Path, make: Callable[[Path], tuple[str, bytes]], told: str
) -> None:
    world = make_world()
    client.force_login(world.aoki)
    name, data = make(tmp_path)

    response = client.post(
        reverse("people:import-start", args=[world.case.public_id]),
        {"kind": "roster", "file": SimpleUploadedFile(name, data)},
        follow=True,
    )

    assert response.status_code == 200
    assert told in response.content.decode()
    assert Person.objects.count() == 0


def test_a_formula_in_a_name_is_kept_as_text(client: Client, tmp_path: Path) -> None:
    world = make_world()
    client.force_login(world.aoki)
    rows = [["1", "=cmd|'/c calc'!A0", "own"]]
    write_workbook(
        tmp_path / "r.xlsx",
        [OutSheet("名簿", ["社員番号", "氏名", "所属区分"], rows)],
        created=datetime(2023, 1, 1, tzinfo=UTC),
    )
    shown = client.post(
        reverse("people:import-start", args=[world.case.public_id]),
        {"kind": "roster", "file": SimpleUploadedFile("r.xlsx", (tmp_path / "r.xlsx").read_bytes())},
        follow=True,
    )

    client.post(shown.request["PATH_INFO"])

    assert Person.objects.get().name == "=cmd|'/c calc'!A0"


def receive_log(client: Client, world: World, text: str) -> LogFile:
    source = add_source(case=world.case, code="cis", name="log", system=make_system(world.case), by=world.by)
    client.post(
        reverse("evidence:file-new", args=[world.case.public_id]),
        {
            "source": source.pk,
            "file": SimpleUploadedFile("log.csv", text.encode()),
            "received_from": "送配電会社",
            "ground": "調査",
            "necessity": "閲覧の確認",
        },
    )
    return LogFile.objects.get()


def test_an_unclosed_quote_in_a_log_is_found_and_the_other_rows_are_kept(client: Client) -> None:
    world = make_world()
    client.force_login(world.aoki)
    rows = "".join(f"2022-12-01 10:00:{number:02},u{number},C1\n" for number in range(20))
    log_file = receive_log(client, world, "日時,ログインID,契約番号\n" + rows + '2022-12-02 10:00:00,"u99,C1\n')

    client.post(
        reverse("evidence:file-import", args=[world.case.public_id, log_file.public_id]),
        {"encoding": "utf-8", "time_zone": "Asia/Tokyo", "column_0": "at", "column_1": "login", "column_2": "contract"},
    )
    jobs.run_pending()

    log_file.refresh_from_db()
    assert (log_file.rows_in, log_file.accepted, log_file.rejected) == (21, 20, 1)
    assert log_file.reasons == {"unclosed_quote": 1}
