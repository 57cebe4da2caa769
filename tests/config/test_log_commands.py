"""log_profile, log_import and log_blind, as a counterpart or a pipeline calls them."""

from __future__ import annotations

import io
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.casefolder.toml import dumps
from evidence.models import CustodyEvent, LogFile, UnlockedCopy
from evidence.models.custody import CustodyKind
from tests.engines.columnar.formats.event_logs import event_log
from tests.engines.columnar.formats.files import FORMS, SAMPLES
from tests.engines.columnar.formats.test_broken import REFUSED
from tests.engines.columnar.formats.test_locked import zipcrypto
from tests.factories import make_world


def run(name: str, *args: str) -> Any:
    out = io.StringIO()
    call_command(name, *args, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_file_of_each_form_is_profiled_and_imported(tmp_path: Path, name: str) -> None:
    world = make_world()
    path, mapping = tmp_path / "log", tmp_path / "mapping.toml"
    FORMS[name][2](path)

    found = run("log_profile", str(path))
    mapping.write_text(dumps(found["mapping"]), encoding="utf-8")
    done = run("log_import", world.case.number, "cis", str(path), "--mapping", str(mapping))

    assert (found["format"], found["encoding"]) == FORMS[name][:2]
    assert (done["rows_in"], done["accepted"], done["rejected"]) == (3, 3, 0)
    assert done["window"] == ["2022-11-30T23:59:12+00:00", "2022-12-13T14:10:44+00:00"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAMPLES)
def test_a_ready_mapping_is_named(tmp_path: Path, name: str) -> None:
    world = make_world()
    path = tmp_path / "log"
    path.write_bytes(SAMPLES[name][0])

    done = run("log_import", world.case.number, name, str(path), "--ready", name)

    assert (done["accepted"], done["rejected"]) == (1, 0)


@pytest.mark.django_db
def test_an_event_log_of_windows_is_imported_and_its_reader_recorded(tmp_path: Path) -> None:
    world = make_world()
    path, mapping = tmp_path / "Security.evtx", tmp_path / "mapping.toml"
    path.write_bytes(event_log("u001", "u002", "u003")[:-65536])

    mapping.write_text(dumps(run("log_profile", str(path))["mapping"]), encoding="utf-8")
    done = run("log_import", world.case.number, "ad", str(path), "--mapping", str(mapping))

    assert (done["format"], done["rows_in"], done["accepted"], done["reasons"]) == ("evtx", 3, 2, {"evtx_cut": 1})
    made = CustodyEvent.objects.filter(kind=CustodyKind.DERIVED)
    assert {event.tool.split(", ")[-1] for event in made} == {f"evtx {version('evtx')}"}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (_, _, code) in REFUSED.items()
        if code.startswith(("is_", "archive_", "xml_", "evtx_")) and code != "archive_bomb"
    ],
)
def test_a_file_that_is_no_log_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log"
    path.write_bytes(REFUSED[name][0]())

    with pytest.raises(CommandError) as refusal:
        run("log_profile", str(path))

    assert (refusal.value.returncode, REFUSED[name][2] in str(refusal.value)) == (1, False)


@pytest.mark.django_db
def test_a_locked_file_is_imported_with_its_password(tmp_path: Path) -> None:
    world = make_world()
    path, word, mapping = tmp_path / "log.zip", tmp_path / "word", tmp_path / "mapping.toml"
    path.write_bytes(zipcrypto(b"at,who\n2022-12-01 08:59:12,u1\n", "pw 1"))
    word.write_text("pw 1\n")
    mapping.write_text('[columns]\nat = "at"\nlogin = "who"\n')
    call = ("log_import", world.case.number, "cis", str(path), "--mapping", str(mapping))

    with pytest.raises(CommandError):
        run(*call)
    done = run(*call, "--password-file", str(word))

    assert (done["accepted"], LogFile.objects.count(), UnlockedCopy.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_an_overlap_with_an_earlier_file_is_shown(tmp_path: Path) -> None:
    world = make_world()
    first, second, mapping = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "mapping.toml"
    first.write_text("at,who,cat\n2022-12-01 09:00:00,u1,np\n2022-12-02 09:00:00,u2,np\n")
    second.write_text("at,who,cat\n2022-12-01 09:00:00,u1,np\n2022-12-02 09:00:00,u2,lr\n2022-12-03 09:00:00,u3,np\n")
    mapping.write_text('[columns]\nat = "at"\nlogin = "who"\ncategory = "cat"\n')

    one, two = run("log_import", world.case.number, "cis", str(first), str(second), "--mapping", str(mapping))

    assert one["overlaps"] == []
    assert [(found["file"], found["same"], found["contradicting"]) for found in two["overlaps"]] == [("a.csv", 1, 1)]


def test_a_column_is_blinded_and_the_statement_names_both_files(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("日時,契約番号\n2022-12-01 08:59:12,0312-1\n")

    said = run("log_blind", str(path), "--columns", "契約番号", "--key-file", str(tmp_path / "key"))

    assert (said["rows"], said["blinded"], said["sha256"] == said["blinded_sha256"]) == (1, "log.blinded.csv", False)
    assert "0312-1" not in (tmp_path / "log.blinded.csv").read_text()
    with pytest.raises(CommandError):
        run("log_blind", str(path), "--columns", "契約番号", "--key-file", str(tmp_path / "key"))
