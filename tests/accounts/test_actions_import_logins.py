from datetime import date

import pytest

from accounts.actions import import_logins
from accounts.models import LoginId, LoginOrigin, PeopleFile
from core.errors import Rejected
from tests.accounts.factories import csv_data, stored
from tests.factories import World, make_person, make_world

pytestmark = pytest.mark.django_db

HEAD = ("person", "system", "login", "valid_from", "valid_to", "confidence", "reason")


@pytest.fixture
def world() -> World:
    world = make_world()
    make_person(world.case, "A001")
    make_person(world.case, "A002")
    return world


def load(world: World, *rows: tuple[str, ...]) -> PeopleFile:
    return import_logins(
        roster=world.case.roster,
        file=stored(world, csv_data(HEAD, *rows)),
        systems={"cis": "顧客管理システム"},
        chain=world.case.chain,
        by=world.by,
    )


def test_log_in_ids_are_added_and_changed_by_their_key(world: World) -> None:
    load(
        world,
        ("A001", "cis", "E001", "2020-04-01", "", "", ""),
        ("A002", "顧客管理システム", "E001", "", "", "60", "貸与"),
    )

    file = load(world, ("A001", "cis", "e001", "2020-04-01", "2022-03-31", "", ""))

    assert (file.added, file.changed, file.unchanged) == (0, 1, 0)
    assert list(
        LoginId.objects.order_by("person__no").values_list("person__no", "valid_to", "confidence", "reason", "origin")
    ) == [
        ("A001", date(2022, 3, 31), 100, "", LoginOrigin.FILE),
        ("A002", None, 60, "貸与", LoginOrigin.FILE),
    ]


def test_faults_of_a_list_of_log_in_ids_are_named(world: World) -> None:
    with pytest.raises(Rejected) as caught:
        load(
            world,
            ("A009", "cis", "E1", "", "", "", ""),
            ("A001", "xyz", "", "", "", "", ""),
            ("A001", "cis", "E2", "2022-01-01", "2021-01-01", "50", ""),
            ("A001", "cis", "E3", "", "", "120", "x"),
            ("A001", "cis", "e3", "", "", "", ""),
        )

    assert [(problem.row, problem.column) for problem in caught.value.problems] == [
        (2, "person"),
        (3, "login"),
        (3, "system"),
        (4, "valid_to"),
        (4, "reason"),
        (5, "confidence"),
        (6, "login"),
    ]
    assert LoginId.objects.count() == 0
