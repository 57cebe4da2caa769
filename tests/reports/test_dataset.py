from datetime import date
from pathlib import Path

import pytest

from engines.columnar.door import Door
from reports import dataset
from tests.reports.factories import make_answer, make_surveyed_world, make_wave

pytestmark = pytest.mark.django_db


def rows(folder: Path, name: str, columns: str, order: str = "1") -> list[tuple[object, ...]]:
    with Door(directories=[folder]) as door:
        door.register_parquet(name, folder / f"{name}.parquet")
        return door.query(f"SELECT {columns} FROM {name} ORDER BY {order}")


def test_answers_come_with_wave_and_affiliation(tmp_path: Path) -> None:
    dataset.export(make_surveyed_world().case, tmp_path)

    assert rows(tmp_path, "answers_np", "person_no, wave, affiliation, mode, seen, why") == [
        ("P-1", "w1", "own", "self", "yes", ["asked"]),
        ("P-2", "w1", "own", "self", "yes", ["asked", "other"]),
        ("P-3", "w1", "own", "self", "no", None),
        ("P-4", "w1", "contractor", "self", "yes", ["other"]),
    ]


def test_free_text_is_never_exported(tmp_path: Path) -> None:
    dataset.export(make_surveyed_world().case, tmp_path)

    with Door(directories=[tmp_path]) as door:
        door.register_parquet("answers_np", tmp_path / "answers_np.parquet")
        columns = [row[0] for row in door.query("DESCRIBE answers_np")]

    assert columns == [*dataset.ANSWERS, "seen", "why"]


def test_only_the_current_version_is_counted(tmp_path: Path) -> None:
    world = make_surveyed_world()
    wave = world.case.waves.get(code="w1")
    make_answer(wave, world.case.roster.people.get(no="P-1"), mode="interview", seen="no")

    dataset.export(world.case, tmp_path)

    assert rows(tmp_path, "answers_np", "mode, ordinal, seen", "person_no")[0] == ("interview", 2, "no")


def test_everybody_of_the_population_is_invited(tmp_path: Path) -> None:
    dataset.export(make_surveyed_world().case, tmp_path)

    assert len(rows(tmp_path, "invited", "person_no")) == 6


def test_a_wave_in_preparation_is_not_there(tmp_path: Path) -> None:
    world = make_surveyed_world()
    population = world.case.populations.get(code="all")
    make_wave(world.case, population, "w2", state="draft", opened_at=None, closed_at=None)

    dataset.export(world.case, tmp_path)

    assert {row[0] for row in rows(tmp_path, "invited", "wave")} == {"w1"}


def test_without_a_run_of_evidence_there_are_no_views(tmp_path: Path) -> None:
    dataset.export(make_surveyed_world().case, tmp_path)

    assert rows(tmp_path, "views", "incident") == []
    assert rows(tmp_path, "incidents", "incident, nature") == [("I-1", "defect")]


def test_of_an_open_wave_it_is_told_who_answered_but_not_what(tmp_path: Path) -> None:
    world = make_surveyed_world()
    world.case.waves.filter(code="w1").update(state="open", closed_at=None)

    dataset.export(world.case, tmp_path)

    assert rows(tmp_path, "answers_np", "count(*), count(seen), count(why)") == [(4, 0, 0)]


def test_what_the_roster_says_stands_beside_the_answers(tmp_path: Path) -> None:
    world = make_surveyed_world()
    person = world.case.roster.people.get(no="P-1")
    person.unit, person.joined_on = "営業課", date(2019, 4, 1)
    person.save()

    dataset.export(world.case, tmp_path)

    assert rows(tmp_path, "answers_np", "person_unit, person_joined_on", "person_no")[:2] == [
        ("営業課", date(2019, 4, 1)),
        ("", None),
    ]
    assert rows(tmp_path, "invited", "person_unit", "person_no")[0] == ("営業課",)
