"""Opening cases, incidents, populations."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from casework import actions
from casework.models import Case, Incident, PopulationMember
from core.verdict import Refused
from tests.factories import make_incident, make_person, make_system, make_user, make_world

pytestmark = pytest.mark.django_db


def test_opening_a_case_makes_its_officer_and_its_first_event() -> None:
    world = make_world()

    assert world.case.memberships.filter(user=world.aoki, role="officer").exists()
    assert AuditEvent.objects.filter(chain=world.case.chain).order_by("position").first().type == "casework.case_opened"


def test_a_user_without_the_right_opens_no_case(client: Client) -> None:
    client.force_login(make_user("dan"))

    response = client.post(reverse("casework:case-open"), {"number": "X", "title": "X", "organisation_name": "X"})

    assert (response.status_code, Case.objects.count()) == (403, 0)


def test_a_case_is_opened_on_the_page(client: Client) -> None:
    client.force_login(make_user("aoki", may_open_cases=True))

    client.post(
        reverse("casework:case-open"),
        {
            "number": "M-1",
            "title": "調査",
            "organisation_name": "みなと電力",
            "time_zone": "Asia/Tokyo",
            "own_label": "当社",
            "contractor_label": "委託先",
        },
    )

    assert Case.objects.get().number == "M-1"


def test_a_case_number_is_used_once() -> None:
    world = make_world()

    with pytest.raises(Refused, match=r"番号|number"):
        actions.open_case(number=world.case.number, title="x", organisation_name="y", by=world.by)


def test_an_incident_is_recorded_on_the_page(client: Client) -> None:
    world = make_world()
    system = make_system(world.case)
    client.force_login(world.aoki)

    client.post(
        reverse("casework:incident-new", args=[world.case.public_id]),
        {
            "no": "I-1",
            "title": "閲覧",
            "nature": "defect",
            "systems": [system.pk],
            "log_from": "2022-11-20",
            "log_to": "2023-01-20",
        },
    )

    incident = Incident.objects.get()
    assert (incident.no, incident.log_to, list(incident.systems.all())) == ("I-1", date(2023, 1, 20), [system])


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    world = make_world()

    with pytest.raises(ValidationError):
        make_incident(world.case, log_from=date(2023, 2, 1), log_to=date(2023, 1, 1))

    assert Incident.objects.count() == 0


def test_a_population_follows_affiliation_and_leaves_out_with_a_reason() -> None:
    world = make_world()
    for no, affiliation in [("1", "own"), ("2", "own"), ("3", "contractor")]:
        make_person(world.case, no, affiliation=affiliation)

    population = actions.define_population(
        case=world.case, code="own", title="当社", affiliations=["own"], exclude={"2": "休職・休暇"}, by=world.by
    )

    assert list(PopulationMember.objects.filter(population=population).values_list("person__no", flat=True)) == ["1"]
    assert list(population.exclusions.values_list("person__no", "reason")) == [("2", "休職・休暇")]


def test_a_frozen_population_is_not_redefined() -> None:
    world = make_world()
    make_person(world.case, "1")
    population = actions.define_population(case=world.case, code="all", title="全員", by=world.by)
    actions.freeze_population(population=population, by=world.by)

    with pytest.raises(Refused):
        actions.define_population(case=world.case, code="all", title="全員", by=world.by)
