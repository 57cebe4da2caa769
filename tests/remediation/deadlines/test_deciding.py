"""The morning's mail to those who may decide: once for each new thing, numbers only, never to who proposed it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from casework.models import Exclusion, Membership, Role
from core import outbox
from core.actor import Actor
from core.models import MailState, OutboxMail
from evidence.explanations.actions import approve_explanation, propose_explanation
from evidence.explanations.rules import Proposal
from evidence.models import ExplanationRule
from remediation.deadlines import reminding
from remediation.deadlines.actions import set_rules
from tests.factories import World, make_user, make_world

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def _at(day: str, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), TOKYO).astimezone(UTC)


@pytest.fixture
def world() -> World:
    """On Wednesday 1 February 2023, after the morning's mails."""
    with time_machine.travel(_at("2023-02-01", 10), tick=False):
        made: World = make_world()
        reminding.remind_all()
        return made


def _propose(world: World, title: str) -> ExplanationRule:
    proposal = Proposal("test", title, "計画 第1号", lists={"people": ["a"]})
    return propose_explanation(case=world.case, proposal=proposal, by=Actor.of_user(world.aoki))


def _sent(day: str, hour: int = 9, minute: int = 0) -> list[str]:
    """Who gets a mail at this moment."""
    mail.outbox.clear()
    with time_machine.travel(_at(day, hour, minute), tick=False):
        reminding.remind_all()
        outbox.send_waiting()
    return [address for message in mail.outbox for address in message.to]


def test_a_new_decision_is_told_once_to_those_who_may_take_it(world: World) -> None:
    auditor = make_user("auditor")
    Membership.objects.create(case=world.case, user=auditor, role=Role.AUDITOR)
    rule = _propose(world, "佐藤さんの試験")

    assert [_sent("2023-02-02", 8, 59), _sent("2023-02-02"), _sent("2023-02-02", 15)] == [[], [world.baba.email], []]
    assert _sent("2023-02-03") == []
    later = _propose(world, "別の試験")
    assert _sent("2023-02-04") == [world.baba.email]
    [message] = mail.outbox
    assert message.subject == "あなたの判断を待っているもの：2件"
    assert "説明の規則：承認待ち 2" in message.body
    assert message.body.split()[-1].endswith("/")
    told = str(message.body)
    assert [said for said in ("佐藤", str(rule.public_id), str(later.public_id)) if said in told] == []


def test_one_mail_a_day_and_the_next_morning_makes_up_for_it(world: World) -> None:
    _propose(world, "試験")
    assert _sent("2023-02-02") == [world.baba.email]
    _propose(world, "別の試験")

    assert [_sent("2023-02-02", 18), _sent("2023-02-03")] == [[], [world.baba.email]]


def test_what_was_decided_before_the_mail_goes_out_is_not_told(world: World) -> None:
    rule = _propose(world, "試験")
    with time_machine.travel(_at("2023-02-02", 9), tick=False):
        reminding.remind_all()
        approve_explanation(rule=rule, by=Actor.of_user(world.baba))
        outbox.send_waiting()

    assert [one.state for one in OutboxMail.objects.filter(kind="remediation.decisions")] == [MailState.DROPPED]


def test_who_is_excluded_from_the_case_hears_nothing(world: World) -> None:
    _propose(world, "試験")
    Exclusion.objects.create(case=world.case, user=world.baba, reason="関係者")

    assert _sent("2023-02-02") == []


def test_quiet_hours_and_closed_days_hold_for_decisions_too(world: World) -> None:
    set_rules(
        case=world.case,
        by=world.by,
        day_rule="keep",
        bank_days=False,
        reminder_days=[7],
        remind_at=time(9),
        quiet_from=time(8),
        quiet_to=time(11),
        only_business_days=True,
    )
    _propose(world, "試験")

    assert [_sent("2023-02-04", 12), _sent("2023-02-06"), _sent("2023-02-06", 11)] == [[], [], [world.baba.email]]
