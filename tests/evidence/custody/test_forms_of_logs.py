"""What the page proposes for a received file of any form reads that file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import files, jobs
from evidence import actions
from evidence.enums import LogFileState
from evidence.forms import MappingForm
from evidence.models import LogFile
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
