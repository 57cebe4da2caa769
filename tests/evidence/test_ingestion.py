"""A received log becomes rows, all of them accounted for, exactly once."""

from __future__ import annotations

import pytest

from casework.models import Case
from core import files, jobs
from core.models import JobState
from evidence import actions
from evidence.enums import LogFileState
from evidence.models import LogFile, LogSource
from tests.factories import World, make_system, make_world

pytestmark = pytest.mark.django_db
MAPPING = {
    "columns": {"at": "日時", "login": "ログインID", "contract": "契約番号", "category": "区分"},
    "constants": {"system": "cis"},
    "time_zone": "Asia/Tokyo",
}
LOG = """日時,ログインID,契約番号,区分
2022-12-01 09:00:00,u001,C-1,np
2022-12-01 09:05:00,u002,C-2,np
いつか,u002,C-2,np
"""


def make_source(world: World) -> LogSource:
    return actions.add_source(
        case=world.case, code="cis", name="顧客管理システム", system=make_system(world.case), by=world.by
    )


def receive(world: World, text: str = LOG, encoding: str = "utf-8") -> LogFile:
    stored = files.store_bytes(text.encode(encoding), name="log.csv", by=world.by)
    return actions.receive_log(source=make_source(world), stored=stored, by=world.by, received_from="送配電会社")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_every_row_is_accounted_for(encoding: str) -> None:
    world = make_world()
    log_file = receive(world, encoding=encoding)

    actions.start_ingest(log_file=log_file, mapping=MAPPING, by=world.by)
    jobs.run_pending()

    log_file.refresh_from_db()
    assert (log_file.state, log_file.rows_in, log_file.accepted, log_file.rejected) == (LogFileState.IMPORTED, 3, 2, 1)
    assert log_file.reasons == {"bad_timestamp": 1}
    assert log_file.first_at is not None
    assert log_file.first_at.isoformat() == "2022-12-01T00:00:00+00:00"


def test_the_same_bytes_are_received_once() -> None:
    world = make_world()

    assert receive(world).pk == receive(world).pk
    assert LogFile.objects.count() == 1


def test_a_second_run_after_publishing_changes_nothing() -> None:
    world = make_world()
    log_file = receive(world)
    actions.start_ingest(log_file=log_file, mapping=MAPPING, by=world.by)
    jobs.run_pending()
    log_file.refresh_from_db()
    before = log_file.parquet_id

    actions.jobs.enqueue("evidence.ingest", payload={"log_file": log_file.pk}, by=world.by)
    jobs.run_pending()

    log_file.refresh_from_db()
    assert log_file.parquet_id == before


def test_a_file_that_cannot_be_used_says_why_and_saves_nothing() -> None:
    world = make_world()
    log_file = receive(world, "列,別の列\n1,2\n")

    job = actions.start_ingest(log_file=log_file, mapping=MAPPING, by=world.by)
    jobs.run_pending()

    job.refresh_from_db()
    log_file.refresh_from_db()
    assert (job.state, log_file.state, log_file.rows_in) == (JobState.FAILED, LogFileState.FAILED, None)
    assert job.error


def test_the_mapping_is_remembered_for_the_source() -> None:
    world = make_world()

    actions.start_ingest(log_file=receive(world), mapping=MAPPING, by=world.by)

    assert LogSource.objects.get(case=Case.objects.get()).mapping == MAPPING
