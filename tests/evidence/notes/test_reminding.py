"""Owners learn of overdue notes by mail and on their start page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from time_machine import travel

from core import clock
from core.models import OutboxMail
from core.outbox import send_waiting
from evidence.enums import NoteState
from evidence.models import DiscrepancyNote
from evidence.notes.reminding import remind_owners
from tests.evidence.worlds import make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
MORNING = datetime(2023, 3, 1, 1, 0, tzinfo=UTC)  # ten o'clock in Tokyo


@pytest.fixture
def world() -> World:
    return make_world()


def overdue(world: World, days: int = 1) -> DiscrepancyNote:
    make_compared(world, 1)
    DiscrepancyNote.objects.update(owner=world.baba, due_on=clock.today("Asia/Tokyo") - timedelta(days=days))
    return DiscrepancyNote.objects.get()


@pytest.mark.parametrize(("days", "mails"), [(0, 0), (1, 1), (2, 0), (8, 1)])
def test_owners_are_told_on_the_day_after_and_then_every_week(world: World, days: int, mails: int) -> None:
    with travel(MORNING, tick=False):
        overdue(world, days)

        assert (remind_owners(), OutboxMail.objects.count()) == (mails, mails)


def test_the_same_day_twice_is_one_mail_without_names(world: World) -> None:
    with travel(MORNING, tick=False):
        note = overdue(world)
        remind_owners()
        remind_owners()
        send_waiting()

    assert note.person is not None
    assert [(one.to, note.person.name in one.body) for one in mail.outbox] == [([world.baba.email], False)]
    assert "期限を過ぎています" in mail.outbox[0].body


def test_nobody_is_told_at_night_or_of_what_is_settled_meanwhile(world: World) -> None:
    with travel(datetime(2023, 3, 1, 20, 0, tzinfo=UTC), tick=False):
        overdue(world)
        at_night = remind_owners()
    with travel(datetime(2023, 3, 2, 1, 0, tzinfo=UTC), tick=False):
        DiscrepancyNote.objects.update(due_on="2023-03-01")
        remind_owners()
        DiscrepancyNote.objects.update(state=NoteState.EXPLAINED)
        sent = send_waiting()

    assert (at_night, sent, len(mail.outbox)) == (0, 0, 0)


def test_the_owner_finds_the_notes_on_the_start_page(world: World, client: Client) -> None:
    overdue(world)
    client.force_login(world.baba)

    waiting = client.get(reverse("casework:home")).context["waiting"]

    assert [(one.count, one.late) for one in waiting] == [(1, 1)]
    assert client.get(waiting[0].url).context["page"].paginator.count == 1
