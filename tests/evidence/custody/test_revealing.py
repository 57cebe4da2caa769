"""Customer columns are hashed; encrypted or plain only for a reason; a value is revealed one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from audit.models import AuditEvent
from core import files, jobs
from core.actor import Actor
from core.verdict import Refused
from engines.columnar.door import Door
from engines.columnar.ingest import keyed_hash
from engines.columnar.logs import LogError, LogMapping
from evidence import actions
from evidence.custody.actions import ask_opening, decide_opening
from evidence.custody.record import last_check
from evidence.custody.revealing import reveal_value
from evidence.keys import contract_key
from evidence.models import LogFile
from evidence.tasks import check_files
from tests.evidence.custody.test_custody import NAMED, received
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
CONTRACTS = ("0312-556", "0399-001")
TEXT = "at,login,contract\n2022-12-01 09:00:00,u1,0312-556\n2022-12-01 09:01:00,u1,0312-556\n2022-12-02 09:00:00,u2,0399-001\n"


def read_in(world: World, treatment: str, reason: str = "照会への回答に要る", text: str = TEXT) -> LogFile:
    source = actions.add_source(case=world.case, code="cis", name="顧客管理", by=world.by)
    stored = files.store_bytes(text.encode(), name="log.csv", by=world.by)
    log_file = actions.receive_log(source=source, stored=stored, by=world.by)
    said = {"class": "identifier", "treatment": treatment, "reason": reason}
    mapping = {"columns": {n: n for n in ("at", "login", "contract")}, "classes": {"contract": said}}
    actions.start_ingest(log_file=log_file, mapping=mapping, by=world.by)
    jobs.run_pending()
    log_file.refresh_from_db()
    return log_file


def contracts(log_file: LogFile) -> list[str]:
    assert log_file.parquet is not None
    with Door(directories=[log_file.parquet.path.parent]) as door:
        door.register_parquet("log_rows", log_file.parquet.path)
        return [row[0] for row in door.query("SELECT DISTINCT contract FROM log_rows ORDER BY contract")]


def code_of(value: str) -> str:
    key = contract_key()
    return keyed_hash(value, key=key.secret, long=key.long)


def test_an_encrypted_column_is_hashed_in_the_log_and_its_values_can_be_revealed() -> None:
    world = make_world()
    log_file = read_in(world, "encrypt")

    assert contracts(log_file) == sorted([code_of("0312-556"), code_of("0399-001")])
    assert log_file.revealable is not None
    assert b"0312-556" not in log_file.revealable.path.read_bytes()
    assert reveal_value(case=world.case, code=f"k:{code_of('0399-001')}", reason="開示請求", by=world.by) == "0399-001"


def test_nothing_in_plain_is_left_anywhere() -> None:
    world = make_world()
    log_file = read_in(world, "encrypt", text=TEXT.replace("0312-556", "0458-713"))  # a number no other test has

    root = Path(settings.VAR_DIR)
    holding = [path for path in root.rglob("*") if path.is_file() and b"0458-713" in path.read_bytes()]
    assert holding == [log_file.stored.path]


def test_an_installation_with_an_older_key_hashes_as_before(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path
    (tmp_path / "contract_ids").write_bytes(b"a key made in the year before...")
    world = make_world()
    log_file = read_in(world, "encrypt")

    codes = contracts(log_file)
    assert codes == sorted(keyed_hash(one, key=b"a key made in the year before...", long=True) for one in CONTRACTS)
    assert [reveal_value(case=world.case, code=code, reason="開示請求", by=world.by) for code in codes] == [
        one for _, one in sorted((code_of(one), one) for one in CONTRACTS)
    ]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("contract")] == ["contract_ids"]


def test_a_new_key_is_of_the_short_form(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path

    made = contract_key()

    assert (made.long, made) == (False, contract_key())
    assert [path.name for path in tmp_path.iterdir()] == ["contract_codes"]


def test_revealing_is_one_line_of_the_trail_without_the_value() -> None:
    world = make_world()
    read_in(world, "encrypt")

    reveal_value(case=world.case, code=code_of("0312-556"), reason="開示請求 第3号", by=world.by)

    (event,) = AuditEvent.objects.filter(type="evidence.value_revealed")
    assert event.detail == {"code": code_of("0312-556"), "column": "contract", "reason": "開示請求 第3号"}
    assert "0312-556" not in str(event.detail)


def test_revealing_needs_a_reason_an_officer_and_a_code_that_is_there() -> None:
    world = make_world()
    read_in(world, "encrypt")
    code = code_of("0312-556")

    for by, given, reason in (
        (world.by, code, " "),
        (world.by, "0" * 32, "x"),
        (world.by, "0312-556", "x"),
        (Actor.of_user(world.chiba), code, "x"),
        (Actor.system(), code, "x"),
    ):
        with pytest.raises(Refused):
            reveal_value(case=world.case, code=given, reason=reason, by=by)
    assert not AuditEvent.objects.filter(type="evidence.value_revealed").exists()


def test_a_hashed_column_can_be_revealed_by_nobody() -> None:
    world = make_world()
    log_file = read_in(world, "hash")

    assert log_file.revealable is None
    with pytest.raises(Refused):
        reveal_value(case=world.case, code=code_of("0312-556"), reason="x", by=world.by)


def test_a_plain_column_is_a_decision_in_the_trail() -> None:
    world = make_world()
    log_file = read_in(world, "plain", reason="契約番号で照会する")

    assert contracts(log_file) == ["0312-556", "0399-001"]
    (event,) = AuditEvent.objects.filter(type="evidence.ingest_started")
    assert event.detail["not_hashed"] == {"contract": "plain"}


@pytest.mark.parametrize("treatment", ["encrypt", "plain"])
def test_anything_but_a_hash_needs_a_reason(treatment: str) -> None:
    with pytest.raises(LogError) as refusal:
        LogMapping.from_dict(
            {"columns": {"at": "at"}, "classes": {"contract": {"class": "identifier", "treatment": treatment}}}
        )

    assert refusal.value.code == "plain_without_reason"


def test_the_page_shows_the_value_once() -> None:
    world = make_world()
    read_in(world, "encrypt")
    client = Client()
    client.force_login(world.aoki)
    url = reverse("evidence:value-reveal", args=[world.case.public_id])

    shown = client.post(url, {"code": code_of("0312-556"), "reason": "開示請求"})

    assert "0312-556" in shown.content.decode()
    assert "0312-556" not in client.get(url).content.decode()
    assert shown.headers["Cache-Control"] == "no-store"


def test_rejected_rows_of_a_sealed_file_are_taken_by_two_people() -> None:
    world = make_world()
    log_file = received(world, NAMED + "2022-13-01 09:00:00,u001,鈴木花子,中町2\n")
    actions.start_ingest(log_file=log_file, mapping={"columns": {"at": "日時", "login": "ログインID"}}, by=world.by)
    jobs.run_pending()
    log_file.refresh_from_db()
    assert log_file.rejected == 1
    with pytest.raises(Refused):
        actions.take_rejects(log_file=log_file, by=world.by)

    opening = ask_opening(log_file=log_file, reason="不備の確認", by=world.by)
    decide_opening(opening=opening, grant=True, by=Actor.of_user(world.baba))

    assert "鈴木花子" in actions.take_rejects(log_file=log_file, by=world.by).path.read_text(encoding="utf-8")


def test_the_nightly_check_shows_its_result() -> None:
    world = make_world()
    log_file = received(world)
    assert last_check(world.case) is None

    check_files()
    whole = last_check(world.case)
    log_file.stored.path.chmod(0o600)
    log_file.stored.path.write_bytes(b"other")
    check_files()
    damaged = last_check(world.case)

    assert whole is not None
    assert (whole["checked"], whole["files"], whole["damaged"]) == (1, 1, [])
    assert damaged is not None
    assert damaged["damaged"] == ["log.csv"]
    client = Client()
    client.force_login(world.aoki)
    html = client.get(reverse("evidence:source-list", args=[world.case.public_id])).content.decode()
    assert "log.csv" in html
    assert "バックアップ" in html
