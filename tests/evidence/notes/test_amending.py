"""A note leads to a change of answers that the person decides; it edits nothing itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from core import clock
from core.actor import Actor
from core.verdict import Refused
from evidence.models import DiscrepancyNote
from evidence.notes import actions
from evidence.notes.amending import changeable, led_to, propose_change
from surveys.amendments.actions import decide_amendment
from surveys.models import Amendment, Response, Wave
from tests.evidence.worlds import compare, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def make_note(world: World) -> DiscrepancyNote:
    make_compared(world, 1)
    Wave.objects.update(state="closed", opened_at=clock.now(), closed_at=clock.now())
    return DiscrepancyNote.objects.get()


def test_a_note_puts_a_change_before_the_person_who_decides(world: World, client: Client) -> None:
    note = make_note(world)
    client.force_login(world.aoki)
    page = reverse("reconciliation:note-change", args=[world.case.public_id, note.public_id])
    assert [one.name for one in client.get(page).context["fields"]] == ["q1"]

    told = {"change-q1": "yes", "q-q1": "yes", "reason": "本人が思い出した", "told": "yes"}
    sent = client.post(page, told, follow=True)

    amendment = Amendment.objects.get()
    note.refresh_from_db()
    response = Response.objects.get(person=note.person)
    assert (amendment.ground, amendment.changes) == (f"note:{note.public_id}", {"q1": "yes"})
    assert (note.state, response.versions.count()) == ("waiting", 1)
    assert [(led.label, led.amendment) for led in sent.context["led_to"]] == [(led_to(note)[0].label, amendment)]
    assert AuditEvent.objects.filter(type="evidence.note_led_to").get().detail["led_to"] == "amendment"
    shown = client.get(reverse("surveys:amendment-show", args=[world.case.public_id, amendment.public_id]))
    assert shown.context["ground"].url == sent.redirect_chain[-1][0]

    decide_amendment(amendment=amendment, accept=True, by=Actor.respondent("p"))

    response.refresh_from_db()
    assert response.current is not None
    assert (response.current.ordinal, response.current.evidence_shown) == (2, True)
    assert compare(world).summary["I-1"]["classes"]["log_yes_answer_yes"] == 2
    note.refresh_from_db()
    assert note.gone


def test_while_the_wave_takes_answers_no_change_is_proposed(world: World, client: Client) -> None:
    make_compared(world, 1)
    Wave.objects.update(state="open", opened_at=clock.now())
    note = DiscrepancyNote.objects.get()
    client.force_login(world.aoki)

    page = client.get(reverse("reconciliation:note-change", args=[world.case.public_id, note.public_id]))

    assert (page.status_code, page.context["base"], changeable(note)) == (200, None, [])


def test_who_may_not_follow_the_note_up_proposes_nothing(world: World, client: Client) -> None:
    note = make_note(world)
    page = reverse("reconciliation:note-change", args=[world.case.public_id, note.public_id])
    base = changeable(note)[0]
    client.force_login(world.chiba)
    assert client.get(page).status_code == 404
    assert note.person is not None
    note.person.user = world.aoki
    note.person.save()
    client.force_login(world.aoki)

    assert client.get(page).status_code == 403
    with pytest.raises(Refused):
        propose_change(note=note, base=base, changes={"q1": "yes"}, reason="x", told=True, by=world.by)
    assert not Amendment.objects.exists()


def test_answers_of_another_person_and_closed_notes_lead_to_nothing(world: World) -> None:
    note = make_note(world)
    foreign = Response.objects.exclude(person=note.person).select_related("current").first()
    assert foreign is not None
    assert foreign.current is not None

    with pytest.raises(Refused):
        propose_change(note=note, base=foreign.current, changes={"q1": "no"}, reason="x", told=True, by=world.by)
    actions.move_note(note=note, move="explain", text="説明", reason="remembered", by=world.by)
    actions.move_note(note=note, move="close", by=world.by)
    with pytest.raises(Refused):
        propose_change(note=note, base=changeable(note)[0], changes={"q1": "yes"}, reason="x", told=True, by=world.by)
    with pytest.raises(Refused):
        actions.ask_for_interview(note=note, reason="x", by=world.by)
