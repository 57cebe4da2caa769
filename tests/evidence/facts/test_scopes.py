"""Which rows belong to an incident: saved as versions, counted as said."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from casework import actions as casework
from casework.models import Incident
from core.verdict import Refused
from evidence.models import IncidentScope
from evidence.scopes.actions import follow_facts, set_scope
from evidence.scopes.effect import ScopeChange
from evidence.scopes.selection import Selection, in_force, of_incident
from evidence.units import SHOWN
from tests.evidence.facts.worlds import add_rows, facts_of, figures, make_scene, outside, person, row
from tests.factories import World, make_incident, make_system, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def fill(world: World) -> Incident:
    incident = make_scene(world)
    person(world, "a", "ua")
    person(world, "b", "ub")
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua", contract="C1", terminal="T1", action="open"),
            row("2022-12-01 10:04:00", "ua", contract="C1", terminal="T1", action="open"),
            row("2022-12-01 10:20:00", "ua", contract="C1", terminal="T2", action="print"),
            row("2022-12-02 10:00:00", "ub", contract="C2", terminal="T2", screen="S2", action="open"),
            row("2022-12-03 10:00:00", "ub", contract="C3", terminal="T2", category="fit"),
            row("2022-12-04 10:00:00", "ub", contract="C4", terminal="T2", category="own"),
        ],
    )
    return incident


def selection(incident: Incident, **facts: object) -> Selection:
    return Selection(**(of_incident(incident).__dict__ | facts))  # type: ignore[arg-type]


def test_the_first_version_says_what_the_incident_says_and_counts_the_same(world: World) -> None:
    incident = fill(world)

    run = facts_of(world)

    version = IncidentScope.objects.get(incident=incident)
    assert (version.number, version.origin, version.systems, version.categories) == (1, "incident", ["cis"], ["np"])
    assert run.summary["scopes"] == {"I-1": {"number": 1, "hash": version.content_hash}}
    assert figures(world) == {
        "views": 4,
        "contracts": 2,
        "people": 2,
        "terminals": 2,
        "sites": None,
        "retailers": None,
    }
    assert outside(world) == {"I-1": {"outside": 2}}


def test_a_changed_incident_becomes_a_version_at_the_next_computation_and_only_then(world: World) -> None:
    incident = fill(world)
    facts_of(world)
    facts_of(world)
    casework.record_incident(
        case=world.case,
        no="I-1",
        title="x",
        systems=incident.systems.all(),
        incident=incident,
        log_to=date(2022, 12, 1),
        by=world.by,
    )

    run = facts_of(world)

    assert list(IncidentScope.objects.order_by("number").values_list("number", "log_to")) == [
        (1, date(2023, 1, 20)),
        (2, date(2022, 12, 1)),
    ]
    assert run.summary["scopes"]["I-1"]["number"] == 2


@pytest.mark.parametrize(
    ("facts", "views"),
    [
        ({"screens": ("S2",)}, 1),
        ({"actions": ("open",)}, 3),
        ({"categories": ("np", "fit")}, 5),
        ({"categories": ()}, 6),
        ({"log_from": date(2022, 12, 2)}, 1),
        ({"minutes": 5}, 3),
        ({"minutes": 20}, 2),
    ],
)
def test_each_part_of_a_scope_narrows_or_widens_it(world: World, facts: dict[str, object], views: int) -> None:
    incident = fill(world)

    set_scope(incident=incident, selection=selection(incident, **facts), reason="画面の限定", by=world.by)

    assert figures(world)["views"] == views


def test_rows_outside_are_those_of_the_scopes_screens(world: World) -> None:
    incident = fill(world)
    set_scope(incident=incident, selection=selection(incident, screens=("S2",)), reason="x", by=world.by)

    assert outside(world) == {}


def test_a_category_that_another_incident_claims_is_not_outside(world: World) -> None:
    fill(world)
    make_incident(world.case, "I-2", systems=[make_system(world.case)], category="own")

    assert outside(world) == {"I-1": {"outside": 1}}


def test_what_was_set_by_hand_holds_until_it_is_given_back(world: World) -> None:
    incident = fill(world)
    set_scope(incident=incident, selection=selection(incident, screens=("S2",)), reason="画面の限定", by=world.by)
    incident.category = "fit"
    incident.save()
    assert in_force(incident).categories == ("np",)

    follow_facts(incident=incident, reason="もとに戻す", by=world.by)

    assert in_force(incident).categories == ("fit",)
    assert [v.number for v in IncidentScope.objects.order_by("number")] == [1, 2]


def test_the_same_scope_is_saved_once_and_each_version_is_one_line_of_the_trail(world: World) -> None:
    incident = fill(world)
    wanted = selection(incident, screens=("S2", "S1"))

    first = set_scope(incident=incident, selection=wanted, reason="x", by=world.by)
    again = set_scope(incident=incident, selection=selection(incident, screens=("S1", "S2")), reason="y", by=world.by)

    assert again.pk == first.pk
    assert [e.detail["number"] for e in AuditEvent.objects.filter(type="evidence.scope_set")] == [1]


def test_a_version_never_changes(world: World) -> None:
    incident = fill(world)
    made = set_scope(incident=incident, selection=selection(incident), reason="x", by=world.by)

    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentScope.objects.filter(pk=made.pk).update(minutes=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentScope.objects.filter(pk=made.pk).delete()


@pytest.mark.parametrize(
    "facts",
    [
        {"systems": ()},
        {"systems": ("none",)},
        {"log_from": date(2023, 2, 1)},
        {"minutes": 5000},
        {"minus": ("because",)},
    ],
)
def test_what_a_scope_cannot_say_is_refused(world: World, facts: dict[str, object]) -> None:
    incident = fill(world)

    with pytest.raises(Refused):
        set_scope(incident=incident, selection=selection(incident, **facts), reason="x", by=world.by)
    with pytest.raises(Refused):
        set_scope(incident=incident, selection=selection(incident), reason=" ", by=world.by)
    assert IncidentScope.objects.count() == 0


def test_the_effect_is_shown_without_saving_anything(world: World) -> None:
    incident = fill(world)

    (effect,) = ScopeChange(incident, selection(incident, screens=("S2",))).effects()

    assert [(unit.value, effect.before[unit], effect.after[unit]) for unit in SHOWN] == [
        ("views", 4, 1),
        ("contracts", 2, 1),
        ("people", 2, 1),
        ("terminals", 2, 1),
    ]
    assert IncidentScope.objects.count() == 0
