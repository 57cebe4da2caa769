from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from casework import actions as casework_actions
from casework.exclusions.actions import exclude_user
from casework.models import Membership, Role
from core.actor import Actor
from core.verdict import Refused
from remediation.deadlines.actions import change_occurrence, finish_occurrence, open_feed, revoke_feed
from remediation.deadlines.producing import produce_occurrences
from remediation.models import CalendarFeed
from tests.factories import World, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    """On 14 February 2023: Aoki owns one of two measures."""
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        world = make_world()
        make_measure(world.case, "～2023年3月10日", text="端末を回収する", owner=world.aoki)
        make_measure(world.case, "2023年12月31日を初回として3か月ごと", text="研修を行う", owner=world.baba)
        produce_occurrences(world.case, date(2023, 2, 14))
        yield world


def _read(token: str, status: int = 200) -> dict[str, tuple[str, str]]:
    """UID to day and summary, read as anybody who is not signed in."""
    response = Client().get(reverse("deadlines:feed", args=[token]))
    assert response.status_code == status
    if status != 200:
        return {}
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(one["uid"]): (one["dtstart"].dt.isoformat(), str(one["summary"])) for one in events}


def test_the_own_feed_holds_the_own_measures_only(world: World) -> None:
    _feed, token = open_feed(user=world.aoki, by=world.by)

    assert list(_read(token).values()) == [("2023-03-10", "期日：M-01 端末を回収する")]


def test_the_feed_of_a_case_holds_all(world: World) -> None:
    _feed, token = open_feed(user=world.aoki, case=world.case, by=world.by)

    assert [day for day, _text in _read(token).values()] == ["2023-03-10", "2023-12-31"]


def test_an_entry_keeps_its_uid_when_its_day_moves_and_when_it_is_done(world: World) -> None:
    _feed, token = open_feed(user=world.baba, by=world.by)
    before = list(_read(token))
    occurrence = world.case.measures.get(no="M-02").occurrences.select_related("measure__case").get()
    change_occurrence(occurrence=occurrence, due=date(2023, 12, 28), reason="年末のため", by=world.by)
    moved = _read(token)
    finish_occurrence(occurrence=occurrence, by=world.by)

    assert (before, list(moved.values())) == (list(moved), [("2023-12-28", "期日：M-02 研修を行う")])
    assert _read(token) == {before[0]: ("2023-12-28", "実施済み：M-02 研修を行う")}


def test_a_revoked_address_is_not_found(world: World) -> None:
    feed, token = open_feed(user=world.aoki, by=world.by)
    assert _read(token)

    revoke_feed(feed=feed, by=world.by)

    _read(token, 404)


def test_a_new_address_stops_the_one_before(world: World) -> None:
    _feed, old = open_feed(user=world.aoki, by=world.by)
    _feed, new = open_feed(user=world.aoki, by=world.by)

    _read(old, 404)
    assert _read(new)


def test_an_unknown_address_is_not_found(world: World) -> None:
    _read("nothing", 404)


def test_only_the_hash_of_the_token_is_stored(world: World) -> None:
    feed, token = open_feed(user=world.aoki, by=world.by)

    assert token not in str(CalendarFeed.objects.filter(pk=feed.pk).values().get())


def test_who_leaves_the_case_reads_it_no_longer(world: World) -> None:
    _feed, own = open_feed(user=world.baba, by=world.by)
    _feed, whole = open_feed(user=world.baba, case=world.case, by=world.by)
    assert (len(_read(own)), len(_read(whole))) == (1, 2)

    Membership.objects.filter(case=world.case, user=world.baba).delete()

    assert _read(own) == {}
    _read(whole, 404)


def test_who_is_excluded_reads_it_no_longer(world: World) -> None:
    _feed, whole = open_feed(user=world.baba, case=world.case, by=world.by)
    exclude_user(case=world.case, user=world.baba, reason="関係者", by=world.by)

    _read(whole, 404)


def test_executives_and_outsiders_get_no_feed_of_a_case(world: World) -> None:
    casework_actions.set_member(case=world.case, user=world.chiba, role=Role.EXECUTIVE, by=world.by)

    with pytest.raises(Refused):
        open_feed(user=world.chiba, case=world.case, by=Actor.of_user(world.chiba))
