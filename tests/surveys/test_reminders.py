"""Reminders over weeks: who gets one, when, and who never does."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from core import outbox
from core.actor import Actor
from core.models import MailState, OutboxMail
from core.verdict import Refused
from surveys import actions, rules
from surveys.models import Invitation, InvitationMail, ReminderPlan
from tests.factories import make_person
from tests.surveys.factories import BY, invitation_of, make_wave

pytestmark = pytest.mark.django_db
JST = dt.timezone(dt.timedelta(hours=9))
MONDAY = dt.datetime(2023, 4, 3, 10, 0, tzinfo=JST)
PLAN = {"is_active": True, "after_days": 5, "every_days": 5, "most": 2, "subject": "", "text": ""}
LIMITS = {"from_hour": dt.time(9), "until_hour": dt.time(18), "business_days_only": True, "most_per_day": None}


def planned(wave, *, limits=None, **plans):
    return actions.plan_reminders(
        wave=wave,
        limits=LIMITS | (limits or {}),
        plans={kind: PLAN | facts for kind, facts in ({"not_opened": {}, "half_way": {}} | plans).items()},
        by=BY,
    )


def beat(moment):
    """What beat does at this moment."""
    with time_machine.travel(moment, tick=False):
        count = actions.send_all_due(by=Actor.system())
        outbox.send_waiting()
    return count


def opened(world, moment=MONDAY, **facts):
    with time_machine.travel(moment, tick=False):
        wave = make_wave(world.case, **facts)
        actions.send_invitations(wave=wave, by=BY)
        outbox.send_waiting()
    return wave


def submit(wave, no, moment):
    with time_machine.travel(moment, tick=False):
        actions.record_answers(
            wave=wave, person=invitation_of(wave, no).person, answers={"q1_viewed": "no"}, mode="interview", by=BY
        )


def reminded(kind="surveys.reminder"):
    return list(OutboxMail.objects.filter(kind=kind, state=MailState.SENT).order_by("pk"))


def test_through_six_weeks_of_beats_nobody_who_submitted_is_reminded_and_all_mails_keep_to_the_hours(world):
    wave = opened(world)
    planned(wave)
    submit(wave, "P-001", MONDAY + dt.timedelta(days=2))

    for hours in range(0, 6 * 7 * 24, 3):
        beat(MONDAY + dt.timedelta(hours=hours))

    mails = InvitationMail.objects.filter(kind="not_opened").select_related("invitation__person")
    assert [m.invitation.person.no for m in mails] == ["P-002", "P-002"]
    local = [m.queued_at.astimezone(JST) for m in mails.order_by("pk")]
    assert [moment.date() for moment in local] == [dt.date(2023, 4, 10), dt.date(2023, 4, 17)]
    assert all(9 <= moment.hour < 18 for moment in local)
    assert [m.to for m in mail.outbox] == [["saeki@example.jp"], ["mori@example.jp"], *[["mori@example.jp"]] * 2]


def test_weekends_and_holidays_are_skipped(world):
    wave = opened(world, dt.datetime(2023, 4, 24, 10, 0, tzinfo=JST))
    planned(wave)

    assert beat(dt.datetime(2023, 4, 29, 10, 0, tzinfo=JST)) == 0  # Saturday and a holiday
    for day in (3, 4, 5, 6, 7):
        assert beat(dt.datetime(2023, 5, day, 10, 0, tzinfo=JST)) == 0  # three holidays and a weekend
    assert beat(dt.datetime(2023, 5, 8, 10, 0, tzinfo=JST)) == 2


@pytest.mark.parametrize(("hour", "count"), [(8, 0), (9, 2), (17, 2), (18, 0), (23, 0)])
def test_quiet_hours_hold(world, hour, count):
    wave = opened(world)
    planned(wave)

    assert beat(dt.datetime(2023, 4, 10, hour, 30 if hour != 18 else 0, tzinfo=JST)) == count


def test_two_beats_at_once_remind_once_a_day(world):
    wave = opened(world)
    planned(wave)
    moment = MONDAY + dt.timedelta(days=7)

    assert (beat(moment), beat(moment), beat(moment + dt.timedelta(hours=2))) == (2, 0, 0)
    assert len(reminded()) == 2


def test_who_stopped_half_way_gets_the_other_words(world):
    wave = opened(world)
    planned(
        wave,
        half_way={"subject": "途中の方へ", "text": "続きをお願いします。"},
        not_opened={"subject": "まだの方へ", "text": "はじめてください。"},
    )
    with time_machine.travel(MONDAY + dt.timedelta(hours=1), tick=False):
        invitation = invitation_of(wave, "P-001")
        actions.start_answering(invitation=invitation)
        actions.confirm_identity(invitation=invitation)
        actions.save_page(invitation=invitation, answers={"q1_viewed": "no"}, cleared=set())

    beat(MONDAY + dt.timedelta(days=7))

    found = {m.to[0]: (m.subject, m.body) for m in mail.outbox[2:]}
    assert found["saeki@example.jp"][0] == "途中の方へ"
    assert "続きをお願いします。" in found["saeki@example.jp"][1]
    assert found["mori@example.jp"][0] == "まだの方へ"


def test_a_reminder_that_waits_is_dropped_when_the_answers_come_in(world):
    wave = opened(world)
    with time_machine.travel(MONDAY + dt.timedelta(days=7), tick=False):
        actions.send_reminders(wave=wave, kind="not_opened", by=BY)
        submit(wave, "P-001", MONDAY + dt.timedelta(days=7))
        actions.start_answering(invitation=invitation_of(wave, "P-002"))
        outbox.send_waiting()

    states = OutboxMail.objects.filter(kind="surveys.reminder").values_list("state", flat=True)
    assert list(states) == [MailState.DROPPED, MailState.DROPPED]
    assert len(mail.outbox) == 2  # the invitations


def test_the_cap_of_a_day_holds_for_all_mails(world):
    for number in range(3, 8):
        make_person(world.case, f"P-00{number}", email=f"p{number}@example.jp")
    with time_machine.travel(MONDAY, tick=False):
        wave = make_wave(world.case, open_it=False)
        planned(wave, limits={"most_per_day": 3})
        actions.open_wave(wave=wave, by=BY)
        assert actions.send_invitations(wave=wave, by=BY) == 3
        assert actions.send_invitations(wave=wave, by=BY) == 0
        assert actions.send_reminders(wave=wave, kind="not_opened", by=BY) == 0
    with time_machine.travel(MONDAY + dt.timedelta(days=1), tick=False):
        assert actions.send_invitations(wave=wave, by=BY) == 3


def test_send_now_reminds_everybody_of_the_kind_once_a_day(world):
    wave = opened(world)

    with time_machine.travel(MONDAY + dt.timedelta(hours=12), tick=False):  # at night: the officer decides
        assert actions.send_reminders(wave=wave, kind="not_opened", by=BY) == 2
        assert actions.send_reminders(wave=wave, kind="not_opened", by=BY) == 0


@pytest.mark.parametrize("state", ["submitted", "declined", "withdrawn", "not_me", "bounced", "unreachable"])
@pytest.mark.parametrize("kind", ["not_opened", "half_way"])
def test_who_is_out_is_never_reminded(world, state, kind):
    wave = opened(world)
    Invitation.objects.filter(wave=wave).update(state=state, submitted_at=MONDAY, reason="—")

    with time_machine.travel(MONDAY + dt.timedelta(days=30), tick=False):
        assert actions.send_reminders(wave=wave, kind=kind, by=BY) == 0
    assert not rules.can_remind(invitation_of(wave, "P-001"), kind)


def test_a_plan_that_contradicts_itself_is_refused(world):
    wave = opened(world)

    with pytest.raises(Refused):
        planned(wave, limits={"from_hour": dt.time(18), "until_hour": dt.time(9)})
    with pytest.raises(Refused):
        planned(wave, not_opened={"every_days": 0})
    assert not ReminderPlan.objects.exists()


def test_every_mail_is_a_row_with_its_result_and_a_failing_one_marks_the_invitation(world, monkeypatch):
    class Broken:
        def __init__(self, *args, **kwargs):
            pass

        def send(self):
            raise OSError

    monkeypatch.setattr(outbox, "EmailMessage", Broken)
    moment = MONDAY
    wave = opened(world, moment)
    for _attempt in range(outbox.ATTEMPTS):
        moment += dt.timedelta(minutes=6)
        with time_machine.travel(moment, tick=False):
            outbox.send_waiting()

    assert {m.mail.state for m in InvitationMail.objects.select_related("mail")} == {MailState.FAILED}
    assert {i.state for i in Invitation.objects.filter(wave=wave)} == {"bounced"}
