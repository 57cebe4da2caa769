"""A received file's custody: written line by line, whole or found damaged, sealed and opened by two."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from casework.models import Membership, Role
from core import files, jobs
from core.actor import Actor
from core.verdict import Refused
from evidence import actions
from evidence.custody import actions as custody
from evidence.custody.record import custody_record
from evidence.enums import LogFileState
from evidence.models import CustodyEvent, CustodyKind, LogFile, Opening, OpeningState, UnlockedCopy
from evidence.tasks import check_files
from tests.engines.columnar.formats.test_locked import aes_zip, zipcrypto
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db
MAPPING = {"columns": {"at": "日時", "login": "ログインID"}}
PLAIN = "日時,ログインID\n2022-12-01 09:00:00,u001\n"
NAMED = "日時,ログインID,お客さま名,住所\n2022-12-01 09:00:00,u001,山田太郎,中町1\n"


def received(world: World, text: str = PLAIN, data: bytes | None = None) -> LogFile:
    source = actions.add_source(case=world.case, code="cis", name="顧客管理システム", by=world.by)
    stored = files.store_bytes(data or text.encode(), name="log.csv", by=world.by)
    return actions.receive_log(
        source=source,
        stored=stored,
        by=world.by,
        received_from="送配電会社",
        ground="照会への回答",
        how="手渡し",
        necessity="閲覧の有無を確かめる",
    )


def read_in(log_file: LogFile, world: World) -> None:
    actions.start_ingest(log_file=log_file, mapping=MAPPING, by=world.by)
    jobs.run_pending()
    log_file.refresh_from_db()


def kinds(log_file: LogFile) -> list[str]:
    return list(CustodyEvent.objects.filter(log_file=log_file).order_by("pk").values_list("kind", flat=True))


def second_officer(world: World, name: str = "daichi") -> Actor:
    user = make_user(name)
    Membership.objects.create(case=world.case, user=user, role=Role.OFFICER)
    return Actor.of_user(user)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))


@pytest.mark.acceptance("KY-06", "SK-25")
def test_the_record_tells_receipt_use_and_what_was_made() -> None:
    world = make_world()
    log_file = received(world)

    read_in(log_file, world)
    custody.hand_over(log_file=log_file, to="調査委員会", what="原本の写し", ground="契約第5条", by=world.by)

    record = custody_record(log_file)
    assert kinds(log_file) == ["received", "used", "derived", "derived", "handed_over"]
    assert (record["received_from"], record["ground"], record["how"], record["necessity"]) == (
        "送配電会社",
        "照会への回答",
        "手渡し",
        "閲覧の有無を確かめる",
    )
    assert [event["sha256"] for event in record["events"]] == [
        log_file.sha256,
        log_file.sha256,
        log_file.parquet.sha256 if log_file.parquet else "",
        log_file.rejects.sha256 if log_file.rejects else "",
        log_file.sha256,
    ]
    assert record["events"][1]["tool"].startswith("Shirabe ")


def test_the_record_only_grows() -> None:
    world = make_world()
    log_file = received(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.filter(log_file=log_file).update(by_label="nobody")
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.filter(log_file=log_file).delete()


def test_a_changed_original_is_not_read() -> None:
    world = make_world()
    log_file = received(world)
    flip(log_file.stored.path)

    read_in(log_file, world)

    assert (log_file.state, kinds(log_file)) == (LogFileState.FAILED, ["received", "damaged"])
    assert AuditEvent.objects.filter(type="evidence.file_damaged").count() == 1


def test_the_nightly_check_finds_each_changed_file() -> None:
    world = make_world()
    many = [received(world, PLAIN + f"2022-12-01 09:00:00,u{n:03}\n") for n in range(20)]
    for log_file in many[::2]:
        flip(log_file.stored.path)

    check_files()

    last = [kinds(log_file)[-1] for log_file in many]
    assert last == ["damaged", "checked"] * 10
    assert custody_record(many[1])["whole"] is True
    assert custody_record(many[0])["whole"] is False


def test_a_missing_file_is_found() -> None:
    world = make_world()
    log_file = received(world)
    log_file.stored.path.unlink()

    assert custody.check_files(by=world.by) == {"checked": 1, "damaged": 1}


def test_an_original_that_names_customers_is_sealed() -> None:
    world = make_world()

    sealed, plain = received(world, NAMED), received(world, PLAIN)

    assert (kinds(sealed), kinds(plain)) == (["received", "sealed"], ["received"])
    assert custody_record(sealed)["sealed_columns"] == ["お客さま名", "住所"]


def test_a_sealed_original_is_opened_by_two_people() -> None:
    world = make_world()
    log_file = received(world, NAMED)
    second = second_officer(world)

    with pytest.raises(Refused) as alone:
        custody.take_original(log_file=log_file, by=world.by)
    opening = custody.ask_opening(log_file=log_file, reason="項目の確認", by=world.by)
    with pytest.raises(Refused) as oneself:
        custody.decide_opening(opening=opening, grant=True, by=world.by)
    custody.decide_opening(opening=opening, grant=True, by=second)
    stored = custody.take_original(log_file=log_file, by=world.by)

    assert "sealed" in str(alone.value.reason.__str__()) or "封" in str(alone.value.reason)
    assert str(oneself.value.reason)
    assert stored.sha256 == log_file.sha256
    assert kinds(log_file)[-4:] == ["opening_asked", "opening_granted", "used", "opened"]
    with pytest.raises(Refused):
        custody.take_original(log_file=log_file, by=second)


def test_a_refused_opening_needs_words_and_opens_nothing() -> None:
    world = make_world()
    log_file = received(world, NAMED)
    second = second_officer(world)
    opening = custody.ask_opening(log_file=log_file, reason="項目の確認", by=world.by)

    with pytest.raises(Refused):
        custody.decide_opening(opening=opening, grant=False, by=second)
    custody.decide_opening(opening=opening, grant=False, by=second, answer="必要がない")

    with pytest.raises(Refused):
        custody.take_original(log_file=log_file, by=world.by)
    with pytest.raises(Refused):
        custody.decide_opening(opening=opening, grant=True, by=second)
    assert Opening.objects.get().state == OpeningState.REFUSED


def test_an_outsider_opens_nothing() -> None:
    world = make_world()
    log_file = received(world, NAMED)
    outsider = Actor.of_user(make_user("chiba2"))

    for attempt in (
        lambda: custody.take_original(log_file=log_file, by=outsider),
        lambda: custody.ask_opening(log_file=log_file, reason="x", by=outsider),
        lambda: custody.take_original(log_file=received(world, PLAIN), by=outsider),
        lambda: custody.take_original(log_file=log_file, by=Actor.system()),
    ):
        with pytest.raises(Refused):
            attempt()


@pytest.mark.parametrize("make", [aes_zip, zipcrypto])
def test_a_locked_file_is_opened_once_and_both_hashes_are_kept(make: Any) -> None:
    world = make_world()
    log_file = received(world, data=make(NAMED.encode(), "ひみつ12"))

    with pytest.raises(Refused):
        custody.unlock_received(log_file=log_file, password="wrong", by=world.by)
    copy = custody.unlock_received(log_file=log_file, password="ひみつ12", by=world.by)
    read_in(log_file, world)

    event = CustodyEvent.objects.get(kind=CustodyKind.UNLOCKED)
    assert (log_file.state, log_file.accepted) == (LogFileState.IMPORTED, 1)
    assert event.detail == {"locked_sha256": log_file.sha256}
    assert copy.sha256 == hashlib.sha256(copy.stored.read_bytes()).hexdigest() != log_file.sha256
    assert "sealed" in kinds(log_file)
    assert "ひみつ12" not in str(list(CustodyEvent.objects.values())) + str(list(AuditEvent.objects.values()))
    assert custody.unlock_received(log_file=log_file, password="", by=world.by) == UnlockedCopy.objects.get()
