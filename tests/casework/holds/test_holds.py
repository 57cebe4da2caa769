"""Holds: placed and lifted with a reason, on a case or on one person."""

import pytest

from audit.models import AuditEvent
from casework.holds.actions import lift_hold, place_hold
from casework.holds.queries import Held, held
from core.verdict import Refused
from tests.factories import make_person, make_world

pytestmark = pytest.mark.django_db


def test_a_hold_stands_until_it_is_lifted_and_stays_on_record():
    world = make_world()
    person = make_person(world.case)
    of_case = place_hold(case=world.case, person=None, reason="証拠保全の決定", by=world.by)
    place_hold(case=world.case, person=person, reason="訴訟", by=world.by)
    assert held(world.case) == Held(True, frozenset({person.pk}))

    lifted = lift_hold(hold=of_case, reason="決定の取消し", by=world.by)

    assert held(world.case) == Held(False, frozenset({person.pk}))
    assert (lifted.reason, lifted.lift_reason, lifted.lifted_by_label) == (
        "証拠保全の決定",
        "決定の取消し",
        world.by.label,
    )
    kinds = AuditEvent.objects.filter(type__startswith="casework.hold").order_by("position")
    assert [(event.type, event.detail) for event in kinds] == [
        ("casework.hold_placed", {"covers": "case"}),
        ("casework.hold_placed", {"covers": "person"}),
        ("casework.hold_lifted", {"covers": "case"}),
    ]


def test_without_a_reason_twice_or_for_a_stranger_it_is_refused():
    world, other = make_world(), make_world("M-2023-02")
    hold = place_hold(case=world.case, person=None, reason="訴訟", by=world.by)

    for refused in (
        lambda: place_hold(case=world.case, person=None, reason="訴訟", by=world.by),
        lambda: place_hold(case=world.case, person=make_person(world.case), reason=" ", by=world.by),
        lambda: place_hold(case=world.case, person=make_person(other.case), reason="訴訟", by=world.by),
        lambda: lift_hold(hold=hold, reason="", by=world.by),
    ):
        with pytest.raises(Refused):
            refused()
    assert held(world.case) == Held(True, frozenset())


def test_an_officer_places_and_lifts_on_the_page_and_an_outsider_sees_nothing(client):
    world = make_world()
    make_person(world.case)
    url = f"/cases/{world.case.public_id}/holds/"
    client.force_login(world.aoki)

    assert client.post(url, {"person": "P-9", "reason": "訴訟"}).status_code == 422
    client.post(url, {"person": "P-001", "reason": "訴訟"})
    page = client.get(url).content.decode()
    hold = world.case.holds.get()
    client.post(url, {"hold": str(hold.public_id), "reason": "終結"})

    assert "訴訟" in page
    assert "停止中" in page
    hold.refresh_from_db()
    assert hold.lift_reason == "終結"
    client.force_login(world.chiba)
    assert client.get(url).status_code == 404
