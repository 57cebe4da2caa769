from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine

from audit.models import AuditEvent
from core.verdict import Refused
from remediation import actions
from remediation.deadlines.actions import (
    change_occurrence,
    close_day,
    finish_occurrence,
    open_day,
    set_chain,
    set_rules,
    snooze_occurrence,
)
from remediation.deadlines.producing import produce_occurrences
from remediation.models import ClosedDay, Measure, Occurrence, OccurrenceState
from tests.factories import World, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db
TODAY = date(2023, 2, 14)
RULES: dict[str, Any] = {"day_rule": "keep", "bank_days": False, "reminder_days": [30, 7, 1], "remind_at": time(9)}


@pytest.fixture
def world() -> Iterator[World]:
    """On 14 February 2023."""
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        yield make_world()


def _days(measure: Measure) -> list[str]:
    return [str(day) for day in measure.occurrences.order_by("due_on").values_list("due_on", flat=True)]


def _first(world: World, timing_text: str = "毎月末") -> Occurrence:
    measure = make_measure(world.case, timing_text)
    produce_occurrences(world.case, TODAY)
    return measure.occurrences.select_related("measure__case").order_by("due_on")[0]


def test_every_three_months_from_the_end_of_december_includes_june_and_september(world: World) -> None:
    measure = make_measure(world.case, "2023年12月31日を初回として3か月ごと")

    produce_occurrences(world.case, date(2023, 12, 1))

    assert _days(measure) == ["2023-12-31", "2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]


def test_producing_twice_makes_nothing_new(world: World) -> None:
    make_measure(world.case, "毎月末")

    assert (produce_occurrences(world.case, TODAY), produce_occurrences(world.case, TODAY)) == (13, 0)


def test_a_new_timing_takes_back_what_nobody_has_touched(world: World) -> None:
    occurrence = _first(world)
    snooze_occurrence(occurrence=occurrence, until=date(2023, 3, 1), reason="準備中", by=world.by)
    actions.update_measure(
        measure=occurrence.measure, timing_text="毎年6月", reason="見直し", agreed_by="社長", by=world.by
    )

    produce_occurrences(world.case, TODAY)

    assert _days(occurrence.measure) == ["2023-02-28", "2023-06-30"]


def test_withdrawn_measures_have_no_further_times(world: World) -> None:
    measure = make_measure(world.case, "毎月末")
    actions.move_measure(measure=measure, move="withdraw", by=world.by)

    assert produce_occurrences(world.case, TODAY) == 0


def test_done_is_for_this_time_only(world: World) -> None:
    occurrence = _first(world)

    finish_occurrence(occurrence=occurrence, by=world.by, done_on=date(2023, 2, 10))

    states = list(occurrence.measure.occurrences.order_by("due_on").values_list("state", "done_on")[:2])
    assert states == [(OccurrenceState.DONE, date(2023, 2, 10)), (OccurrenceState.OPEN, None)]
    assert AuditEvent.objects.filter(type="remediation.occurrence_done").count() == 1


def test_what_is_done_cannot_be_changed_any_more(world: World) -> None:
    occurrence = _first(world)
    finish_occurrence(occurrence=occurrence, by=world.by)

    with pytest.raises(Refused, match="すでに実施済み"):
        change_occurrence(occurrence=occurrence, due=date(2023, 3, 3), reason="変更", by=world.by)


def test_two_who_act_at_once_do_not_overwrite_each_other(world: World) -> None:
    occurrence = _first(world)
    other = Occurrence.objects.select_related("measure__case").get(pk=occurrence.pk)
    finish_occurrence(occurrence=occurrence, by=world.by)

    with pytest.raises(Refused):
        snooze_occurrence(occurrence=other, until=date(2023, 3, 1), reason="準備中", by=world.by)


def test_a_moved_time_keeps_the_day_that_was_planned(world: World) -> None:
    occurrence = _first(world)

    change_occurrence(occurrence=occurrence, due=date(2023, 3, 3), reason="決算のため", by=world.by)
    produce_occurrences(world.case, TODAY)

    occurrence.refresh_from_db()
    assert (occurrence.state, occurrence.planned_on, occurrence.due_on, occurrence.reason) == (
        "changed",
        date(2023, 2, 28),
        date(2023, 3, 3),
        "決算のため",
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_put_off_or_moved(world: World, reason: str) -> None:
    occurrence = _first(world)

    with pytest.raises(Refused, match="理由"):
        snooze_occurrence(occurrence=occurrence, until=date(2023, 3, 1), reason=reason, by=world.by)
    with pytest.raises(Refused, match="理由"):
        change_occurrence(occurrence=occurrence, due=date(2023, 3, 3), reason=reason, by=world.by)


@pytest.mark.parametrize("until", [date(2023, 2, 14), date(2024, 2, 16)])
def test_snoozing_reaches_into_the_future_and_not_beyond_a_year(world: World, until: date) -> None:
    with pytest.raises(Refused):
        snooze_occurrence(occurrence=_first(world), until=until, reason="準備中", by=world.by)


@pytest.mark.parametrize(
    ("day_rule", "single", "monthly"),
    [
        ("keep", "2023-04-29", "2023-04-30"),
        ("previous", "2023-04-28", "2023-04-28"),
        ("next", "2023-05-01", "2023-05-01"),
    ],
)
def test_due_days_follow_the_rule_for_business_days(world: World, day_rule: str, single: str, monthly: str) -> None:
    """29 April 2023 is 昭和の日 and a Saturday, 30 April a Sunday."""
    set_rules(case=world.case, by=world.by, **{**RULES, "day_rule": day_rule})

    one = make_measure(world.case, "2023年4月29日まで")
    many = make_measure(world.case, "毎月末")
    produce_occurrences(world.case, TODAY)

    assert str(one.due_on) == single
    assert str(many.occurrences.get(planned_on=date(2023, 4, 30)).due_on) == monthly


def test_a_new_rule_moves_days_that_stand_already(world: World) -> None:
    one = make_measure(world.case, "2023年4月29日まで")
    many = _first(world, "毎月末").measure

    set_rules(case=world.case, by=world.by, **{**RULES, "day_rule": "next"})

    one.refresh_from_db()
    assert str(one.due_on) == "2023-05-01"
    assert str(many.occurrences.get(planned_on=date(2023, 4, 30)).due_on) == "2023-05-01"


def test_bank_days_leave_out_the_last_of_december(world: World) -> None:
    set_rules(case=world.case, by=world.by, **{**RULES, "day_rule": "next", "bank_days": True})

    assert str(make_measure(world.case, "2024年12月31日まで").due_on) == "2025-01-06"


def test_a_case_and_its_organisation_have_closed_days_of_their_own(world: World) -> None:
    set_rules(case=world.case, by=world.by, **{**RULES, "day_rule": "next"})
    one = make_measure(world.case, "2023年6月1日まで")

    close_day(case=world.case, day=date(2023, 6, 1), label="創立記念日", whole_organisation=True, by=world.by)
    close_day(case=world.case, day=date(2023, 6, 2), by=world.by)
    one.refresh_from_db()
    assert str(one.due_on) == "2023-06-05"

    open_day(case=world.case, closed=ClosedDay.objects.get(day=date(2023, 6, 1)), by=world.by)
    one.refresh_from_db()
    assert str(one.due_on) == "2023-06-01"


@pytest.mark.parametrize(
    "wrong",
    [{"reminder_days": [400]}, {"reminder_days": range(11)}, {"quiet_from": time(22)}],
)
def test_rules_that_make_no_sense_are_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        set_rules(case=world.case, by=world.by, **{**RULES, **wrong})


def test_nobody_outside_the_case_stands_in_its_chain(world: World) -> None:
    with pytest.raises(Refused, match="メンバー"):
        set_chain(case=world.case, steps=[("manager", 7, world.chiba)], by=world.by)
