"""The list of notes, one note in full, and handing many over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from core import clock
from core.verdict import Refused
from evidence.enums import NoteState
from evidence.models import DiscrepancyNote
from evidence.notes import actions
from evidence.notes.queries import ages_of, by_unit
from tests.evidence.worlds import make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def address(world: World, name: str, *rest: object) -> str:
    return reverse(f"reconciliation:{name}", args=[world.case.public_id, *rest])


def test_all_notes_of_a_unit_are_handed_over_at_once(world: World, client: Client) -> None:
    _incident, people, _run = make_compared(world, 3)
    people[0].unit = people[1].unit = "第一課"
    people[0].save()
    people[1].save()
    client.force_login(world.aoki)
    due = clock.today(world.case.time_zone) + timedelta(days=5)

    client.post(
        address(world, "note-list") + "?state=unsettled&unit=第一課",
        {"owner": str(world.baba.public_id), "due_on": due.isoformat(), "all": "1"},
    )

    owned = DiscrepancyNote.objects.filter(owner=world.baba)
    assert sorted((n.person.no, n.due_on) for n in owned if n.person) == [("P-000", due), ("P-001", due)]
    assert AuditEvent.objects.get(type="evidence.notes_assigned").detail["count"] == 2


def test_notes_about_the_owner_are_left_out(world: World) -> None:
    _incident, people, _run = make_compared(world, 2)
    people[0].user = world.baba
    people[0].save()

    done = actions.assign_notes(
        case=world.case, notes=list(DiscrepancyNote.objects.all()), owner=world.baba, by=world.by
    )

    assert done == (1, 1)


def test_nobody_sees_a_note_about_themselves(world: World, client: Client) -> None:
    _incident, people, _run = make_compared(world, 2)
    people[0].user = world.aoki
    people[0].save()
    client.force_login(world.aoki)
    own = DiscrepancyNote.objects.get(person=people[0])

    page = client.get(address(world, "note-list"))

    assert [note.person for note in page.context["page"]] == [people[1]]
    assert client.get(address(world, "note-show", own.public_id)).status_code == 403


def test_settling_needs_a_reason_of_the_list(world: World) -> None:
    make_compared(world, 1)
    note = DiscrepancyNote.objects.get()

    for reason in ("", "no_longer_found", "guilt"):
        with pytest.raises(Refused):
            actions.move_note(note=note, move="explain", text="説明", reason=reason, by=world.by)

    actions.move_note(note=note, move="explain", text="説明", reason="emergency", by=world.by)
    note.refresh_from_db()
    assert (note.state, note.reason, note.resolution) == (NoteState.EXPLAINED, "emergency", "説明")


def test_a_refused_move_keeps_the_words_that_were_typed(world: World, client: Client) -> None:
    make_compared(world, 1)
    client.force_login(world.aoki)
    note = DiscrepancyNote.objects.get()
    move = address(world, "note-move", note.public_id)

    page = client.post(move, {"move": "explain", "text": "電話で聞いた", "here": "/elsewhere/"})
    moved = client.post(move, {"move": "explain", "text": "電話で聞いた", "reason": "emergency", "here": "/elsewhere/"})

    assert (page.status_code, page.context["typed"], page.context["here"]) == (422, "電話で聞いた", "/elsewhere/")
    assert page.context["note"].state == NoteState.OPEN
    assert moved["Location"] == "/elsewhere/"


def test_an_address_or_owner_that_is_none_is_no_fault_of_the_server(world: World, client: Client) -> None:
    make_compared(world, 1)
    client.force_login(world.aoki)
    note = DiscrepancyNote.objects.get()
    shown = address(world, "note-show", note.public_id)

    back = client.post(address(world, "note-assign", note.public_id), {"due_on": "", "here": "' OR 1=1"})
    nobody = client.post(address(world, "note-assign", note.public_id), {"owner": "1e9", "here": shown})

    assert (back.status_code, back["Location"], nobody.status_code) == (302, shown, 404)


def test_handing_over_without_an_owner_is_said_on_the_page(world: World, client: Client) -> None:
    make_compared(world, 1)
    client.force_login(world.aoki)

    page = client.post(address(world, "note-list"), {"all": "1"}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_a_due_day_lies_ahead(world: World) -> None:
    make_compared(world, 1)
    note = DiscrepancyNote.objects.get()

    with pytest.raises(Refused):
        actions.set_due(note=note, due_on=clock.today("Asia/Tokyo") - timedelta(days=1), by=world.by)


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=", 2), ("due=late", 1), ("due=none", 1), ("owner=none", 1), ("age=10", 1), ("type=no_answer", 0)],
)
def test_the_list_is_narrowed(world: World, client: Client, query: str, count: int) -> None:
    make_compared(world, 2)
    old = DiscrepancyNote.objects.order_by("pk").first()
    assert old is not None
    DiscrepancyNote.objects.filter(pk=old.pk).update(
        due_on=clock.today("Asia/Tokyo") - timedelta(days=1),
        opened_at=clock.now() - timedelta(days=12),
        owner=world.baba,
    )
    client.force_login(world.aoki)

    assert client.get(address(world, "note-list") + f"?{query}").context["page"].paginator.count == count


def test_ages_and_units_count_what_is_not_settled(world: World) -> None:
    make_compared(world, 3)
    first = DiscrepancyNote.objects.order_by("pk").first()
    assert first is not None
    DiscrepancyNote.objects.filter(pk=first.pk).update(opened_at=clock.now() - timedelta(days=40), owner=world.baba)

    assert [(bar.owned, bar.free) for bar in ages_of(world.case, world.aoki)] == [
        (0, 2),
        (0, 0),
        (0, 0),
        (1, 0),
        (0, 0),
        (0, 0),
    ]
    assert [(row.total, row.without_owner) for row in by_unit(world.case, world.aoki)] == [(3, 2)]


def test_a_note_shows_what_was_found_then_and_now(world: World, client: Client) -> None:
    make_compared(world, 1)
    client.force_login(world.aoki)
    note = DiscrepancyNote.objects.get()

    page = client.get(address(world, "note-show", note.public_id))

    assert [(fact.then, fact.now) for fact in page.context["grounds"]][1:3] == [("1", "1"), ("1", "1")]
    client.force_login(world.chiba)
    assert client.get(address(world, "note-show", note.public_id)).status_code == 404
