"""A case goes out as a folder and comes into an empty installation as the same case."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError

from accounts.models import Person
from casework.models import Case
from config.casefolder import importing
from config.casefolder.folder import CaseFolder
from core.actor import Actor
from core.errors import Rejected
from core.verdict import Refused
from tests.config.worlds import EXAMPLES, document, empty_database, generate, load_example

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_an_exported_case_gives_the_same_tables_in_an_empty_installation(tmp_path: Path) -> None:
    load_example("hayase", tmp_path)
    before = document("tables", "H-2023-01")
    document("case_export", "H-2023-01", str(tmp_path / "out"))
    empty_database()

    done = document("case_import", str(tmp_path / "out"))

    assert (done["case"], done["people"], done["responses"], done["log_rows"]) == ("H-2023-01", 2609, 2504, 26019)
    assert document("tables", "H-2023-01") == before


def small(tmp_path: Path) -> Path:
    generate.generate(EXAMPLES / "mihon", tmp_path / "mihon")
    return tmp_path / "mihon"


def bring(folder: Path) -> Case:
    return importing.import_case(CaseFolder(folder), by=Actor.system(), say=lambda _sentence: None).case


def test_a_number_that_is_taken_is_refused(tmp_path: Path) -> None:
    folder = small(tmp_path)
    bring(folder)

    with pytest.raises(Refused):
        bring(folder)


def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "STEPS", importing.STEPS[:5])
        patch.setattr(importing.facts, "finish", lambda _load: None)
        assert importing.is_unfinished(bring(folder))

    case = bring(folder)

    assert not importing.is_unfinished(case)
    assert (Case.objects.count(), Person.objects.count(), case.waves.get().invitations.count()) == (1, 5, 5)


def test_an_export_is_refused_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    bring(small(tmp_path))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.txt").write_text("x")

    with pytest.raises(CommandError):
        document("case_export", "S-0001", str(tmp_path / "out"))


def test_a_missing_key_is_named_and_nothing_is_saved(tmp_path: Path) -> None:
    folder = small(tmp_path)
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('mode = "web"\n', ""), encoding="utf-8")

    with pytest.raises(Rejected) as refusal:
        bring(folder)

    assert [("waves.mode" in str(one.message), one.sheet) for one in refusal.value.problems] == [(True, "case.toml")]
    assert Case.objects.count() == 0


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = small(tmp_path)
    (tmp_path / "elsewhere.csv").write_text("person\nMH-0001\n")
    path = folder / "case.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("all = true", 'members_file = "../elsewhere.csv"'), encoding="utf-8"
    )

    with pytest.raises(Rejected):
        bring(folder)
