import pytest

from accounts.models import PeopleFile
from audit.models import AuditEvent
from casework.imports import import_terminals
from casework.models import Terminal
from core.errors import Rejected
from tests.accounts.factories import csv_data, stored
from tests.factories import World, make_system, make_world

pytestmark = pytest.mark.django_db

HEAD = ("system", "terminal", "kind", "site", "affiliation")


@pytest.fixture
def world() -> World:
    world = make_world()
    make_system(world.case, "tcc", name="受付システム")
    return world


def load(world: World, *rows: tuple[str, ...]) -> PeopleFile:
    return import_terminals(case=world.case, file=stored(world, csv_data(HEAD, *rows)), by=world.by)


def test_terminals_are_added_and_changed_by_system_and_number(world: World) -> None:
    load(world, ("tcc", "T1", "専用端末", "本店", "own"), ("受付システム", "T2", "", "", "委託先"))

    file = load(world, ("tcc", "T1", "専用端末", "北支店", "own"), ("tcc", "T2", "", "", "contractor"))

    assert (file.added, file.changed, file.unchanged) == (0, 1, 1)
    assert list(Terminal.objects.order_by("no").values_list("no", "site", "affiliation__code")) == [
        ("T1", "北支店", "own"),
        ("T2", "", "contractor"),
    ]
    assert AuditEvent.objects.filter(type="casework.terminals_imported").count() == 2


def test_unknown_systems_and_repeated_terminals_are_named(world: World) -> None:
    with pytest.raises(Rejected) as caught:
        load(world, ("tcc", "T1", "", "", "own"), ("tcc", "T1", "", "", "own"), ("abc", "T3", "", "", "own"))

    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(3, "terminal"), (4, "system")]
    assert Terminal.objects.count() == 0
