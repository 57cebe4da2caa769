"""Each unit by its rule; what the rows cannot say is «—», never 0."""

from __future__ import annotations

import pytest

from casework.models import Terminal
from evidence.inputs import Inputs
from evidence.units import Unit, by_customer_kind, distinct_total, figures_of, plain_sum
from evidence.workspace import views_of
from tests.evidence.facts.worlds import add_rows, figures, make_scene, person, row
from tests.factories import World, make_incident, make_system, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.acceptance("CG-11", "CG-13", "CG-14", "CG-15", "CG-16", "CG-18")
def test_contracts_and_retailers_are_distinct_per_incident_in_one_window(world: World) -> None:
    """Figures of the size that was published: 33 contracts of 21 retailers, 956 of 83, 32,306 of 155."""
    printed = {"I-1": ("a", 33, 21), "I-2": ("b", 956, 83), "I-3": ("c", 32306, 155)}
    window = {"log_from": "2022-10-01", "log_to": "2022-12-31"}
    for no, (category, _contracts, _retailers) in printed.items():
        make_incident(world.case, no, systems=[make_system(world.case)], category=category, **window)
    person(world, "p", "up")
    add_rows(
        world,
        [
            row(at, "up", contract=f"{category}{n}", category=category, retailer=f"R{n % retailers}")
            for category, contracts, retailers in printed.values()
            for n in range(contracts)
            for at in ("2022-10-01 00:00:00", "2022-12-31 23:59:59")[: 2 if n < 50 else 1]
        ]
        + [
            row("2022-09-30 23:59:59", "up", contract="before", category="a", retailer="R-before"),
            row("2023-01-01 00:00:00", "up", contract="after", category="a", retailer="R-after"),
        ],
    )

    found = {no: figures(world, no) for no in printed}

    assert {no: (one["contracts"], one["retailers"]) for no, one in found.items()} == {
        no: (contracts, retailers) for no, (_category, contracts, retailers) in printed.items()
    }


def test_what_no_row_can_say_is_not_nought(world: World) -> None:
    make_scene(world)
    add_rows(world, [row("2022-12-01 10:00:00", terminal="T1"), row("2022-12-01 10:00:00", "nobody")])

    assert figures(world) == {
        "views": 2,
        "contracts": 1,
        "people": None,
        "terminals": 1,
        "sites": None,
        "retailers": None,
    }


def test_totals_are_plain_sums_or_everything_once(world: World) -> None:
    make_scene(world)
    make_incident(world.case, "I-2", systems=[make_system(world.case)], category="fit")
    person(world, "a", "ua")
    person(world, "b", "ub")
    own = world.case.roster.affiliations.get(code="own")
    for no, site in (("T1", "北"), ("T2", "北")):
        Terminal.objects.create(case=world.case, system=make_system(world.case), no=no, site=site, affiliation=own)
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua", contract="C1", terminal="T1", customer_kind="法人"),
            row("2022-12-01 10:00:00", "ua", contract="C1", terminal="T1", category="fit", customer_kind="個人"),
            row("2022-12-01 10:00:00", "ub", contract="C2", terminal="T2", category="fit", customer_kind="個人"),
        ],
    )

    with views_of(Inputs(world.case)) as door:
        each, once = figures_of(door), distinct_total(door)
        kinds = [(one.incident, one.name, one.figures[Unit.VIEWS]) for one in by_customer_kind(door)]

    total = plain_sum(each)
    assert [(total[unit], once[unit]) for unit in Unit] == [(3, 3), (3, 2), (3, 2), (3, 2), (2, 1), (None, None)]
    assert kinds == [("I-1", "法人", 1), ("I-2", "個人", 2)]
