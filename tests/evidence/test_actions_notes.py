"""Following up a difference: open, ask, interview, explain, close."""

from __future__ import annotations

import pytest

from accounts.models import User
from audit.models import AuditEvent
from casework.models import Incident
from core.actor import Actor
from core.verdict import Refused
from evidence.enums import NoteState, NoteType
from evidence.models import DiscrepancyNote, NoteEntry
from evidence.notes import actions
from evidence.workflow import note_moves
from tests.factories import World, make_incident, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def open_note(world: World, text: str = "") -> DiscrepancyNote:
    incident = Incident.objects.filter(case=world.case).first() or make_incident(world.case)
    person = world.case.roster.people.first() or make_person(world.case)
    return actions.open_note(
        incident=incident, person=person, type=NoteType.DENIED_THOUGH_LOGGED, by=world.by, owner=world.baba, text=text
    )


def kinds() -> list[str]:
    events = AuditEvent.objects.filter(type__startswith="evidence.").order_by("pk")
    return list(events.values_list("type", flat=True))


def test_a_note_begins_open_with_its_owner(world: World) -> None:
    note = open_note(world, "問い合わせの予定")

    assert (note.state, note.owner, kinds()) == (NoteState.OPEN, world.baba, ["evidence.note_opened"])
    assert list(note.entries.values_list("text", flat=True)) == ["問い合わせの予定"]


def test_opening_it_twice_gives_the_same_note(world: World) -> None:
    assert open_note(world).pk == open_note(world).pk
    assert kinds() == ["evidence.note_opened"]


def test_the_way_to_the_end_is_one_line_of_the_trail_each(world: World) -> None:
    note = open_note(world)

    actions.move_note(note=note, move="ask", by=world.by)
    actions.move_note(note=note, move="interview", by=world.by)
    actions.move_note(note=note, move="explain", text="停電の応援で開いた。", reason="emergency", by=world.by)
    actions.move_note(note=note, move="close", by=world.by)

    note.refresh_from_db()
    assert (note.state, note.resolution) == (NoteState.CLOSED, "停電の応援で開いた。")
    assert note.closed_at is not None
    assert kinds() == [
        "evidence.note_opened",
        "evidence.note_asked",
        "evidence.note_interview",
        "evidence.note_explained",
        "evidence.note_closed",
    ]


def test_an_explanation_needs_words(world: World) -> None:
    note = open_note(world)

    with pytest.raises(Refused):
        actions.move_note(note=note, move="explain", text=" ", reason="other", by=world.by)

    note.refresh_from_db()
    assert (note.state, NoteEntry.objects.count()) == (NoteState.OPEN, 0)


@pytest.mark.parametrize("state", NoteState.values)
def test_only_what_is_explained_is_closed(state: str) -> None:
    assert bool(note_moves.can(state, "close")) == (state == NoteState.EXPLAINED)


def test_a_reopened_note_has_no_end(world: World) -> None:
    note = open_note(world)
    actions.move_note(note=note, move="explain", text="説明", reason="other", by=world.by)
    actions.move_note(note=note, move="close", by=world.by)

    actions.move_note(note=note, move="reopen", by=world.by)

    note.refresh_from_db()
    assert (note.state, note.closed_at) == (NoteState.OPEN, None)


def test_nobody_follows_up_a_question_about_themselves(world: World) -> None:
    person = make_person(world.case, "P-9", user=world.aoki)

    with pytest.raises(Refused):
        actions.open_note(incident=make_incident(world.case), person=person, type=NoteType.OTHER, by=world.by)

    assert DiscrepancyNote.objects.count() == 0


def test_the_person_concerned_cannot_become_the_owner(world: World) -> None:
    note = open_note(world)
    note.person.user = world.baba
    note.person.save()

    with pytest.raises(Refused):
        actions.assign_note(note=note, owner=User.objects.get(pk=world.baba.pk), by=world.by)


def test_an_outsider_cannot_become_the_owner(world: World) -> None:
    with pytest.raises(Refused):
        actions.assign_note(note=open_note(world), owner=world.chiba, by=world.by)


def test_a_remark_of_nothing_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        actions.comment_note(note=open_note(world), text="  ", by=Actor.system())
