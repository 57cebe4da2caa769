from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest

from core.verdict import Refused
from engines.sheets import read_workbook
from reports import actions
from reports.models import Rendering
from reports.rendering import rendered, write_edition
from tests.reports.factories import make_edition, make_surveyed_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.on_one_database
def test_a_snapshot_renders_to_the_same_bytes_each_time() -> None:
    world = make_surveyed_world()
    snapshot = actions.freeze_now(edition=make_edition(world), by=world.by)

    for kind in ("pdf", "xlsx"):
        assert rendered(snapshot, kind) == rendered(snapshot, kind)


def test_a_draft_is_not_written() -> None:
    world = make_surveyed_world()

    with pytest.raises(Refused):
        write_edition(make_edition(world), Path("/nowhere"))


def test_the_files_of_an_edition_are_written_with_their_hashes(tmp_path: Path) -> None:
    world = make_surveyed_world()
    edition = make_edition(world)
    snapshot = actions.freeze_now(edition=edition, by=world.by)

    written = write_edition(edition, tmp_path / "out")
    again = write_edition(edition, tmp_path / "again")

    assert [file["kind"] for file in written["files"]] == ["pdf", "xlsx"]
    assert [file["sha256"] for file in again["files"]] == [file["sha256"] for file in written["files"]]
    assert (written["snapshot"], written["verification_code"]) == (snapshot.sha256, snapshot.verification_code)
    for file in written["files"]:
        assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert Rendering.objects.count() == 2


@pytest.mark.on_one_database
def test_the_workbook_has_a_sheet_for_each_table_with_its_base(tmp_path: Path) -> None:
    world = make_surveyed_world()
    edition = make_edition(world)
    actions.freeze_now(edition=edition, by=world.by)
    written = write_edition(edition, tmp_path)

    book = read_workbook(Path(written["files"][1]["path"]))

    assert [sheet.name for sheet in book.sheets] == ["目次", "1 閲覧の有無", "2 理由"]
    sheet = book.sheets[1]
    assert [row[0] for row in sheet.rows[:3]] == ["表1　閲覧の有無", "単位：人", "母数　回答者の人数です。"]
    heads = ["当社（人）", "当社（%）", "委託先（人）", "委託先（%）", "合計（人）", "合計（%）"]
    assert list(sheet.rows[3][1:]) == heads
    assert tuple(sheet.rows[4][:3]) == ("はい", 2, 66.7)


@pytest.mark.on_one_database
def test_the_pdf_carries_the_tables_as_data(tmp_path: Path) -> None:
    world = make_surveyed_world()
    edition = make_edition(world)
    actions.freeze_now(edition=edition, by=world.by)

    path = Path(write_edition(edition, tmp_path)["files"][0]["path"])

    with pikepdf.open(path) as document:
        data = json.loads(document.attachments["tables.json"].get_file().read_bytes())
    assert [table["id"] for table in data] == ["seen", "why"]


def test_the_bundle_holds_what_a_later_reader_needs() -> None:
    world = make_surveyed_world()
    snapshot = actions.freeze_now(edition=make_edition(world), by=world.by)

    with zipfile.ZipFile(snapshot.bundle.path) as archive:
        names = archive.namelist()

    assert names == sorted(
        [
            "chapters.html",
            "edition.json",
            "facts.json",
            "findings.json",
            "manifest.json",
            "print.css",
            "report.html",
            "report.json",
            "software.json",
            "specs.json",
            "tables.en.json",
            "tables.ja.json",
        ]
    )
