"""The same bytes handed over again: kept once, each handing-over a line of the first file's record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from core import files
from evidence import actions
from evidence.custody.again import adopt_again
from evidence.custody.record import custody_record
from evidence.models import CustodyEvent, CustodyKind, LogFile, LogSource
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
DATA = "日時,ログインID\n2022-12-01 09:00:00,u001\n".encode()
FIRST = {"received_from": "送配電会社", "ground": "照会への回答", "how": "手渡し", "necessity": "閲覧の確認"}
SECOND = {"received_from": "総務部", "ground": "社内の依頼", "how": "ファイル交換", "necessity": "突き合わせ"}


def source_of(world: World) -> LogSource:
    return actions.add_source(case=world.case, code="cis", name="顧客管理", by=world.by)


def again(log_file: LogFile) -> list[tuple[str, str, str, str, str]]:
    events = CustodyEvent.objects.filter(log_file=log_file, kind=CustodyKind.RECEIVED_AGAIN).order_by("pk")
    return [
        tuple(event.detail.get(name, "") for name in ("from", "ground", "how", "necessity", "name")) for event in events
    ]  # type: ignore[misc]


def test_another_giver_at_the_page_is_a_line_of_the_record_and_a_double_click_is_none() -> None:
    world = make_world()
    source = source_of(world)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.aoki)
    address = reverse("evidence:file-new", args=[world.case.public_id])

    def send(facts: dict[str, str], *names: str, form: str = "") -> Any:
        page = client.get(address).context["form"]["form"].value()
        uploads = [SimpleUploadedFile(name, DATA) for name in names]
        sent = {"source": source.pk, "file": uploads, "form": form or page, "window_from": "2022-12-01", **facts}
        return client.post(address, sent, follow=True), str(form or page)

    first, form = send(FIRST, "log.csv")
    [log_file] = LogFile.objects.all()
    twice, _form = send(FIRST, "log.csv", form=form)
    told_of_twice = [str(message) for message in twice.context["messages"]]
    assert (told_of_twice, again(log_file)) == ([], [])

    second, form = send(SECOND, "copy.csv")
    send(SECOND, "copy.csv", form=form)
    equal, _form = send(SECOND, "copy.csv")
    record = client.get(reverse("evidence:custody", args=[world.case.public_id, log_file.public_id])).text

    assert [page.redirect_chain for page in (first, twice, second, equal)] == [first.redirect_chain] * 4
    assert "are kept once" in str(next(iter(second.context["messages"])))
    assert again(log_file) == [("総務部", "社内の依頼", "ファイル交換", "突き合わせ", "copy.csv")] * 2
    assert [
        words in record for words in ("Received again", "From: 総務部", "File: copy.csv", "Covers: 2022-12-01")
    ] == [True] * 4
    assert (LogFile.objects.count(), log_file.received_from) == (1, "送配電会社")
    lines = AuditEvent.objects.filter(type="evidence.log_received_again")
    assert list(lines.values_list("detail", flat=True)) == [{"sha256": log_file.sha256, "source": "cis"}] * 2
    assert (
        client.get(reverse("evidence:custody-pdf", args=[world.case.public_id, log_file.public_id])).status_code == 200
    )


def test_two_names_of_the_same_bytes_in_one_delivery_are_both_written_down() -> None:
    world = make_world()
    stored = [files.store_bytes(DATA, name=name, by=world.by) for name in ("a.csv", "b.csv")]

    one, other = actions.receive_logs(source=source_of(world), stored=stored, by=world.by, form="f", **FIRST)

    assert (one, [line[-1] for line in again(one)]) == (other, ["b.csv"])


def test_a_command_that_says_nothing_new_adds_no_line_and_lines_only_grow() -> None:
    world = make_world()
    source = source_of(world)

    def receive(name: str = "log.csv", **facts: str) -> LogFile:
        stored = files.store_bytes(DATA, name=name, by=world.by)
        return actions.receive_log(source=source, stored=stored, by=world.by, **facts)

    log_file = receive(**FIRST)
    receive(**FIRST)
    receive(f"{log_file.sha256[:8]}-log.csv", **FIRST)
    receive("other.csv")
    assert again(log_file) == []
    receive(**SECOND)
    receive(**SECOND)

    assert [line[0] for line in again(log_file)] == ["総務部"]
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.filter(kind=CustodyKind.RECEIVED_AGAIN).delete()


def test_a_line_taken_over_from_a_case_folder_says_who_wrote_it_first_and_comes_once() -> None:
    world = make_world()
    stored = files.store_bytes(DATA, name="log.csv", by=world.by)
    log_file = actions.receive_log(source=source_of(world), stored=stored, by=world.by, **FIRST)
    facts = {"from": "総務部", "ground": "社内の依頼", "how": "", "necessity": "", "name": "log.csv", "covers": ""}
    days = [datetime(2023, 1, day, 1, 30, 15, tzinfo=UTC) for day in (5, 6, 5)]

    for day in days:
        adopt_again(log_file=log_file, facts=facts, author="田中", at=day, by=world.by)

    record = custody_record(log_file)
    assert [(one["at"], one["by"], one["from"]) for one in record["again"]] == [
        (day, "田中", "総務部") for day in days[:2]
    ]
    assert "田中" in record["events"][-1]["words"][-1]
    assert "2023-01-06 10:30" in record["events"][-1]["words"][-1]
