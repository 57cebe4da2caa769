"""The trail can be narrowed by deed, person and day, and taken out whole; taking it out stands in it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from casework import actions
from casework.models import Role
from core.actor import Actor
from tests.factories import make_world

pytestmark = pytest.mark.django_db


def entries(client: Client, world, **wanted: str) -> list[str]:
    response = client.get(reverse("casework:trail", args=[world.case.public_id]), wanted)
    assert response.status_code == 200
    return [event.type for event in response.context["page"]]


def test_the_trail_is_narrowed_by_deed_and_by_person(client: Client) -> None:
    world = make_world()
    actions.set_member(case=world.case, user=world.chiba, role=Role.AUDITOR, by=Actor.of_user(world.baba))
    client.force_login(world.aoki)

    assert entries(client, world, type="casework.case_opened") == ["casework.case_opened"]
    assert entries(client, world, who="Baba") == ["casework.member_set"]
    assert entries(client, world, who="nobody") == []


def test_a_day_is_a_day_of_the_case_s_time_zone(client: Client) -> None:
    with time_machine.travel(datetime(2023, 1, 15, 20, tzinfo=UTC), tick=False):  # the 16th in Tokyo
        world = make_world()
    client.force_login(world.aoki)

    assert entries(client, world, since="2023-01-16", until="2023-01-16") != []
    assert entries(client, world, since="2023-01-15", until="2023-01-15") == []


def test_days_the_wrong_way_round_are_said_and_hide_nothing(client: Client) -> None:
    world = make_world()
    client.force_login(world.aoki)

    response = client.get(
        reverse("casework:trail", args=[world.case.public_id]), {"since": "2023-02-01", "until": "2023-01-01"}
    )

    assert "until" in response.context["form"].errors
    assert response.context["page"].paginator.count == AuditEvent.objects.filter(chain=world.case.chain).count()


def test_the_file_holds_every_entry_with_full_hashes_and_the_taking_out(client: Client) -> None:
    world = make_world()
    client.force_login(world.aoki)

    response = client.post(reverse("casework:trail-csv", args=[world.case.public_id]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    events = list(AuditEvent.objects.filter(chain=world.case.chain).order_by("-position"))
    assert events[0].type == "casework.trail_taken_out"
    assert [(row[0], row[4], row[7]) for row in rows[1:]] == [(str(e.position), e.type, e.hash) for e in events]


def test_a_label_that_looks_like_a_formula_is_kept_as_text(client: Client) -> None:
    world = make_world()
    actions.set_member(case=world.case, user=world.chiba, role=Role.AUDITOR, by=Actor("user", "7", "=1+1"))
    client.force_login(world.aoki)

    response = client.post(reverse("casework:trail-csv", args=[world.case.public_id]) + "?who=%3D1%2B1")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

    assert [row[2][:1] for row in rows[1:]] == ["'"]


def test_an_executive_cannot_take_the_trail_out(client: Client) -> None:
    world = make_world()
    actions.set_member(case=world.case, user=world.chiba, role=Role.EXECUTIVE, by=world.by)
    client.force_login(world.chiba)

    assert client.post(reverse("casework:trail-csv", args=[world.case.public_id])).status_code == 403
