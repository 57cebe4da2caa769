"""Answering after the end: one person, for a reason, until a day."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from audit.models import AuditEvent
from core import clock
from core.models import OutboxMail
from core.outbox import send_waiting
from core.verdict import Refused
from surveys import actions
from surveys.late.actions import allow_late, end_late
from surveys.models import Draft, ResponseVersion
from tests.surveys.factories import BY, answer, entered, invitation_of, link, make_wave, submit_no

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def closed_wave(world):
    wave = make_wave(world.case)
    return actions.close_wave(wave=wave, by=BY)


def late(wave, no="P-001", **facts):
    facts = {"until": clock.now() + DAY, "reason": "出張のため"} | facts
    return allow_late(invitation=invitation_of(wave, no), by=BY, **facts)


def test_one_person_answers_after_the_end_and_nobody_else(world):
    wave = closed_wave(world)
    late(wave)

    assert "アンケートは終わりましたが" in Client().get(link(invitation_of(wave, "P-001"))).content.decode()
    assert submit_no(entered(wave, "P-001")).url == "/answer/receipt/"

    assert Client().get(link(invitation_of(wave, "P-002"))).status_code == 404
    assert ResponseVersion.objects.get().submitted_at > wave.closed_at
    wave.refresh_from_db()
    assert wave.state == "closed"


def test_a_draft_from_before_the_end_is_still_there(world):
    wave = make_wave(world.case)
    answer(entered(wave), "viewing", ["q1_viewed"], {"q1_viewed": "no"})
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)
    late(wave)

    assert entered(wave).get("/answer/continue/").url == "/answer/section/closing/"


def test_a_late_correction_keeps_the_first_answer(world):
    wave = make_wave(world.case)
    submit_no(entered(wave))
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)
    late(wave)
    client = entered(wave)
    client.post("/answer/correct/")
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "dont_remember"})
    client.post("/answer/review/", {"base": "1", "reason": "思い出した"})

    assert [row.answers["q1_viewed"] for row in ResponseVersion.objects.order_by("ordinal")] == ["no", "dont_remember"]


def test_it_ends_by_itself_and_by_hand(world):
    wave = closed_wave(world)
    late(wave)
    late(wave, "P-002")
    end_late(invitation=invitation_of(wave, "P-002"), by=BY)

    assert Client().get(link(invitation_of(wave, "P-002"))).status_code == 404
    with time_machine.travel(clock.now() + DAY + dt.timedelta(minutes=1), tick=False):
        assert Client().get(link(invitation_of(wave, "P-001"))).status_code == 404
    assert invitation_of(wave, "P-002").late_reason == "出張のため"


def test_the_landing_page_names_the_persons_own_last_day(world):
    wave = make_wave(world.case, closes_at=clock.now() + DAY)
    with time_machine.travel(clock.now() + 2 * DAY, tick=False):
        until = dt.datetime(2033, 3, 3, 3, tzinfo=dt.UTC)
        late(wave, until=until)
        page = Client().get(link(invitation_of(wave, "P-001"))).content.decode()

    assert "2033-03-03 12:00" in page


def test_without_a_reason_in_the_past_or_while_the_wave_is_open_it_is_refused(world):
    wave = closed_wave(world)
    open_wave = make_wave(world.case, code="w2")

    for refused in (
        lambda: late(wave, reason=" "),
        lambda: late(wave, until=clock.now() - DAY),
        lambda: late(open_wave),
    ):
        with pytest.raises(Refused):
            refused()


def test_a_link_that_reached_somebody_else_stays_closed(world):
    wave = make_wave(world.case)
    actions.report_not_me(invitation=invitation_of(wave, "P-001"))
    wave.refresh_from_db()
    actions.close_wave(wave=wave, by=BY)

    with pytest.raises(Refused):
        late(wave)


def test_it_is_written_to_the_trail_and_mailed_once_when_asked(world, mailoutbox):
    wave = closed_wave(world)
    until = clock.now() + DAY
    late(wave, mail=True, until=until)
    late(wave, mail=True, until=until)
    send_waiting()

    assert AuditEvent.objects.filter(type="surveys.late_allowed").count() == 2
    assert OutboxMail.objects.count() == len(mailoutbox) == 1
    assert link(invitation_of(wave, "P-001")) in mailoutbox[0].body


def test_the_officers_page_allows_and_ends_it(world, client):
    wave = closed_wave(world)
    invitation = invitation_of(wave, "P-001")
    client.force_login(world.aoki)
    show = f"/cases/{world.case.public_id}/surveys/waves/{wave.public_id}/people/{invitation.public_id}/"
    assert f"{show}late/" in client.get(show).content.decode()

    assert client.post(f"{show}late/", {"go": "allow", "until": "2001-01-01T10:00", "reason": "x"}).status_code == 422
    assert client.post(f"{show}late/", {"go": "allow", "until": "2099-01-01T10:00", "reason": "出張"}).url == show
    assert "2099-01-01 10:00" in client.get(f"{show}late/").content.decode()
    assert invitation_of(wave, "P-001").late_until == dt.datetime(2099, 1, 1, 1, tzinfo=dt.UTC)
    assert client.post(f"{show}late/", {"go": "end"}).url == show
    assert invitation_of(wave, "P-001").late_until is None


def test_outsiders_and_auditors_do_not_get_the_page(world, client):
    wave = closed_wave(world)
    invitation = invitation_of(wave, "P-001")
    client.force_login(world.chiba)

    address = f"/cases/{world.case.public_id}/surveys/waves/{wave.public_id}/people/{invitation.public_id}/late/"
    assert client.get(address).status_code == 404
    assert not Draft.objects.exists()
