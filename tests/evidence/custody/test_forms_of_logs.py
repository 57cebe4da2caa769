"""What the page proposes for a received file of any form reads that file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import files, jobs
from evidence import actions
from evidence.enums import LogFileState
from evidence.looking.mapping import MappingForm
from evidence.models import LogFile
from tests.engines.columnar.formats.event_logs import event_log
from tests.engines.columnar.formats.files import FORMS, SAMPLES
from tests.factories import make_world

pytestmark = pytest.mark.django_db


def read_as_proposed(data: bytes) -> LogFile:
    world = make_world()
    source = actions.add_source(case=world.case, code="cis", name="顧客管理システム", by=world.by)
    stored = files.store_bytes(data, name="log", by=world.by)
    log_file = actions.receive_log(source=source, stored=stored, by=world.by, received_from="送配電会社")
    shown = MappingForm(log_file=log_file)
    posted = {name: field.initial for name, field in shown.fields.items()} | shown.initial

    form = MappingForm({name: value or "" for name, value in posted.items()}, log_file=log_file)
    assert form.errors == {}
    actions.start_ingest(log_file=log_file, mapping=form.cleaned_data["mapping"], by=world.by)
    jobs.run_pending()
    log_file.refresh_from_db()
    return log_file


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_read_as_the_page_proposes(tmp_path: Path, name: str) -> None:
    FORMS[name][2](tmp_path / "log")

    log_file = read_as_proposed((tmp_path / "log").read_bytes())

    assert (log_file.state, log_file.rows_in, log_file.accepted) == (LogFileState.IMPORTED, 3, 3)
    assert log_file.profile["read"]["format"] == ("delimited" if FORMS[name][0] == "csv" else FORMS[name][0])


@pytest.mark.parametrize("name", SAMPLES)
def test_each_ready_mapping_is_read_as_the_page_proposes(name: str) -> None:
    log_file = read_as_proposed(SAMPLES[name][0])

    assert (log_file.state, log_file.accepted, log_file.rejected) == (LogFileState.IMPORTED, 1, 0)


def test_an_event_log_of_windows_is_read_as_the_page_proposes() -> None:
    log_file = read_as_proposed(event_log("u001", "u002"))

    assert (log_file.profile["read"]["format"], log_file.accepted, log_file.rejected) == ("evtx", 2, 0)


def test_whether_day_or_month_comes_first_is_asked_and_never_filled_in() -> None:
    world = make_world()
    source = actions.add_source(case=world.case, code="cis", name="顧客管理システム", by=world.by)
    stored = files.store_bytes("日時,ユーザID\n03/04/2022 08:00:00,u1\n".encode(), name="log.csv", by=world.by)
    log_file = actions.receive_log(source=source, stored=stored, by=world.by)
    posted = {"column_0": "at", "column_1": "login", "encoding": "utf-8", "time_zone": "Asia/Tokyo", "at_format": ""}

    shown = MappingForm(log_file=log_file)
    unsaid = MappingForm(posted, log_file=log_file)
    said = MappingForm(posted | {"at_format": "%m/%d/%Y %H:%M:%S"}, log_file=log_file)

    assert shown["at_format"].initial == ""
    assert shown.fields["at_format"].choices[1:] == [  # type: ignore[attr-defined]
        ("%d/%m/%Y %H:%M:%S", "02/03/2022 10:15:00 → 2022-03-02 10:15"),
        ("%m/%d/%Y %H:%M:%S", "02/03/2022 10:15:00 → 2022-02-03 10:15"),
    ]
    source.mapping = {"columns": {"at": "日時", "login": "ユーザID"}, "formats": {"at": "%Y-%m-%d %H:%M:%S"}}
    source.save()
    log_file.source.refresh_from_db()
    assert MappingForm(log_file=log_file)["at_format"].initial == ""
    assert list(unsaid.errors) == ["at_format"]
    assert said.is_valid()
    assert said.cleaned_data["mapping"]["formats"] == {"at": "%m/%d/%Y %H:%M:%S"}
