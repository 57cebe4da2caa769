from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from casework import actions as casework_actions
from casework.models import Case, CaseState, Exclusion, Role
from core import outbox
from core.models import MailState, OutboxMail
from remediation import actions
from remediation.deadlines import reminding
from remediation.deadlines.actions import go_on_leave, set_chain, set_rules, snooze_occurrence
from remediation.models import Digest, Measure, Notice, Occurrence
from tests.factories import World, make_user, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def _at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), TOKYO).astimezone(UTC)


@pytest.fixture
def world() -> World:
    """On 1 February 2023 at six in the morning, Japanese time."""
    with time_machine.travel(_at("2023-02-01", 6), tick=False):
        return make_world()


def _plan(world: World, timing_text: str, on: str = "2023-02-01", **facts: object) -> Measure:
    with time_machine.travel(_at(on, 6), tick=False):
        return make_measure(world.case, timing_text, **{"owner": world.aoki, **facts})


def _morning(day: str, hour: int = 9, minute: int = 0) -> list[tuple[str, str, int]]:
    """What is written at this moment: kind, to whom, rule."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with time_machine.travel(_at(day, hour, minute), tick=False):
        reminding.remind_all()
    found = Notice.objects.exclude(pk__in=before).select_related("digest__user").order_by("pk")
    return [(notice.kind, notice.digest.user.name, notice.rule_days) for notice in found]


INSTANTS = [
    # around the local midnight and nine o'clock; UTC is nine hours behind
    ("2023-02-07", 23, 59, None), ("2023-02-08", 0, 0, None), ("2023-02-08", 8, 59, None),
    ("2023-02-08", 9, 0, 30), ("2023-02-08", 9, 1, 30), ("2023-02-08", 23, 59, 30),
    ("2023-03-02", 9, 0, 30), ("2023-03-02", 23, 59, 30), ("2023-03-03", 8, 59, 30),
    ("2023-03-03", 9, 0, 7), ("2023-03-08", 9, 0, 7), ("2023-03-09", 8, 59, 7),
    ("2023-03-09", 9, 0, 1), ("2023-03-10", 9, 0, 1), ("2023-03-10", 23, 59, 1),
    ("2023-03-11", 0, 0, 1),
]  # fmt: skip


@pytest.mark.parametrize(("day", "hour", "minute", "rule"), INSTANTS)
def test_the_nearest_reminder_comes_at_nine_in_the_zone_of_the_case(
    world: World, day: str, hour: int, minute: int, rule: int | None
) -> None:
    _plan(world, "～2023年3月10日")

    found = _morning(day, hour, minute)

    assert found == ([] if rule is None else [("due", "Aoki", rule)])


EDGES = [
    # due day, the first local moment at which it is overdue
    ("2023-03-10", "2023-03-11"), ("2023-03-31", "2023-04-01"), ("2023-12-31", "2024-01-01"), ("2024-02-28", "2024-02-29"),
    ("2024-02-29", "2024-03-01"), ("2023-02-28", "2023-03-01"), ("2023-04-30", "2023-05-01"), ("2024-03-31", "2024-04-01"),
]  # fmt: skip


@pytest.mark.parametrize(("due", "late"), EDGES)
@pytest.mark.parametrize("second", [-1, 0, 1])
def test_a_measure_is_overdue_from_the_local_midnight(world: World, due: str, late: str, second: int) -> None:
    year, month, day = (int(part) for part in due.split("-"))
    _plan(world, f"{year}年{month}月{day}日まで")

    with time_machine.travel(_at(late, 0) + timedelta(seconds=second), tick=False):
        today = datetime.now(UTC).astimezone(TOKYO).date()
        overdue = Measure.objects.all().overdue(today).count()

    assert overdue == (second >= 0)


def test_there_are_forty_instants() -> None:
    assert len(INSTANTS) + 3 * len(EDGES) == 40


def test_each_reminder_comes_once_and_in_order(world: World) -> None:
    _plan(world, "～2023年3月10日")

    days = [date(2023, 2, 1) + timedelta(days=count) for count in range(50)]
    found = [
        (day.isoformat(), *line) for day in days for line in _morning(day.isoformat()) + _morning(day.isoformat(), 15)
    ]

    assert found == [
        ("2023-02-08", "due", "Aoki", 30),
        ("2023-03-03", "due", "Aoki", 7),
        ("2023-03-09", "due", "Aoki", 1),
        ("2023-03-11", "late", "Aoki", 1),
        ("2023-03-17", "late", "Aoki", 7),
        ("2023-03-17", "late", "Baba", 7),
    ]


def test_a_clock_put_back_an_hour_repeats_nothing(world: World) -> None:
    _plan(world, "～2023年3月10日")

    found = [
        *_morning("2023-03-03", 9, 30),
        *_morning("2023-03-03", 8, 30),
        *_morning("2023-03-03", 9, 0),
        *_morning("2023-03-03", 9, 30),
        *_morning("2023-03-02", 9, 30),
    ]

    assert found == [("due", "Aoki", 7)]


def test_a_machine_that_slept_sends_the_nearest_reminder_and_leaves_out_no_escalation(world: World) -> None:
    _plan(world, "～2023年3月10日")
    _plan(world, "～2023年2月20日")

    found = _morning("2023-03-08")

    assert sorted(found) == [("due", "Aoki", 7), ("late", "Aoki", 1), ("late", "Aoki", 7), ("late", "Baba", 7)]


def test_one_mail_a_morning_holds_all_lines_of_a_person_over_all_cases(world: World) -> None:
    with time_machine.travel(_at("2023-02-01", 6), tick=False):
        other = make_world("M-2023-02")
    _plan(world, "～2023年3月10日")
    _plan(other, "～2023年3月9日")
    _plan(world, "～2023年3月8日")

    _morning("2023-03-02")

    assert (Digest.objects.count(), OutboxMail.objects.count(), Notice.objects.count()) == (1, 1, 3)


def test_a_case_that_joins_after_the_mail_went_out_gets_a_second_part(world: World) -> None:
    _plan(world, "～2023年3月10日")
    _morning("2023-03-03")
    with time_machine.travel(_at("2023-03-03", 9, 1), tick=False):
        assert outbox.send_waiting() == 1
        other = make_world("M-2023-02")
    _plan(other, "～2023年3月9日", on="2023-03-03")

    assert _morning("2023-03-03", 9, 5) == [("due", "Aoki", 7)]
    assert list(Digest.objects.order_by("part").values_list("part", flat=True)) == [1, 2]


def test_done_measures_are_silent(world: World) -> None:
    measure = _plan(world, "～2023年3月10日")
    with time_machine.travel(_at("2023-02-20"), tick=False):
        actions.move_measure(measure=measure, move="finish", by=world.by)

    assert _morning("2023-03-09") == []


def test_a_moved_due_day_is_a_new_promise(world: World) -> None:
    measure = _plan(world, "～2023年3月10日")
    assert _morning("2023-03-03") == [("due", "Aoki", 7)]
    with time_machine.travel(_at("2023-03-04"), tick=False):
        actions.update_measure(
            measure=measure, timing_text="～2023年3月20日", reason="部材の遅れ", agreed_by="社長", by=world.by
        )

    assert _morning("2023-03-13") == [("due", "Aoki", 7)]


def test_where_no_day_follows_the_review_date_is_recalled_to_the_owner_alone(world: World) -> None:
    _plan(world, "検討", review_on=date(2023, 3, 10))

    found = [line for day in ("2023-03-09", "2023-03-11", "2023-04-20") for line in _morning(day)]

    assert found == [("review", "Aoki", 1), ("review", "Aoki", 0)]


def test_the_chain_of_the_case_decides_who_learns_and_when(world: World) -> None:
    with time_machine.travel(_at("2023-02-01", 7), tick=False):
        boss = make_user("boss")
        casework_actions.set_member(case=world.case, user=boss, role=Role.EXECUTIVE, by=world.by)
        steps = [("owner", 1, None), ("manager", 3, world.baba), ("executive", 5, None)]
        set_chain(case=world.case, steps=steps, by=world.by)
    _plan(world, "～2023年3月10日")

    found = {day: _morning(day) for day in ("2023-03-11", "2023-03-13", "2023-03-15", "2023-03-16")}

    assert found == {
        "2023-03-11": [("late", "Aoki", 1)],
        "2023-03-13": [("late", "Baba", 3)],
        "2023-03-15": [("late", "Boss", 5)],
        "2023-03-16": [],
    }


def test_while_the_owner_is_on_leave_the_delegate_is_told_in_their_stead(world: World) -> None:
    _plan(world, "～2023年3月10日")
    with time_machine.travel(_at("2023-03-01"), tick=False):
        go_on_leave(
            user=world.aoki, delegate=world.baba, first_on=date(2023, 3, 1), last_on=date(2023, 3, 5), by=world.by
        )

    assert (_morning("2023-03-03"), _morning("2023-03-09")) == ([("due", "Baba", 7)], [("due", "Aoki", 1)])
    assert Notice.objects.get(rule_days=7).on_behalf_of == world.aoki


def test_a_delegate_outside_the_case_hears_nothing(world: World) -> None:
    _plan(world, "～2023年3月10日")
    with time_machine.travel(_at("2023-03-01"), tick=False):
        go_on_leave(
            user=world.aoki, delegate=world.chiba, first_on=date(2023, 3, 1), last_on=date(2023, 3, 5), by=world.by
        )

    assert _morning("2023-03-03") == [("due", "Aoki", 7)]


def test_an_owner_who_is_excluded_hears_nothing_and_the_officers_are_told(world: World) -> None:
    _plan(world, "～2023年3月10日")
    Exclusion.objects.create(case=world.case, user=world.aoki, reason="関係者")

    assert _morning("2023-03-03") == [("due", "Baba", 7)]


def test_quiet_hours_move_the_mail_to_their_end(world: World) -> None:
    _plan(world, "～2023年3月10日")
    with time_machine.travel(_at("2023-02-01", 7), tick=False):
        set_rules(
            case=world.case, by=world.by, day_rule="keep", bank_days=False, reminder_days=[7], remind_at=time(9),
            quiet_from=time(8), quiet_to=time(10, 30),
        )  # fmt: skip

    assert (_morning("2023-03-03", 10, 29), _morning("2023-03-03", 10, 30)) == ([], [("due", "Aoki", 7)])


def test_quiet_hours_over_midnight_end_on_the_next_day(world: World) -> None:
    _plan(world, "～2023年3月10日")
    with time_machine.travel(_at("2023-02-01", 7), tick=False):
        set_rules(
            case=world.case, by=world.by, day_rule="keep", bank_days=False, reminder_days=[7], remind_at=time(23),
            quiet_from=time(22), quiet_to=time(7),
        )  # fmt: skip

    assert (_morning("2023-03-03", 23, 30), _morning("2023-03-04", 7)) == ([], [("due", "Aoki", 7)])


def test_on_closed_days_no_mail_goes_out_and_the_next_morning_makes_up_for_it(world: World) -> None:
    _plan(world, "～2023年3月11日")
    with time_machine.travel(_at("2023-02-01", 7), tick=False):
        set_rules(
            case=world.case, by=world.by, day_rule="keep", bank_days=False, reminder_days=[7], remind_at=time(9),
            only_business_days=True,
        )  # fmt: skip

    found = [_morning(day) for day in ("2023-03-04", "2023-03-05", "2023-03-06")]

    assert found == [[], [], [("due", "Aoki", 7)]]


def test_what_is_snoozed_is_silent_until_its_day_and_stays_late(world: World) -> None:
    _plan(world, "毎月末", state="recurring")
    _morning("2023-02-01")
    occurrence = Occurrence.objects.select_related("measure__case").get(planned_on=date(2023, 2, 28))
    with time_machine.travel(_at("2023-02-02"), tick=False):
        snooze_occurrence(occurrence=occurrence, until=date(2023, 3, 5), reason="担当者の交代", by=world.by)

    found = {day: [line for line in _morning(day) if line[0] == "late"] for day in ("2023-03-04", "2023-03-05")}

    assert found == {"2023-03-04": [], "2023-03-05": [("late", "Aoki", 1)]}
    assert Occurrence.objects.all().overdue(date(2023, 3, 1)).count() == 1


def test_a_closed_case_reminds_nobody(world: World) -> None:
    _plan(world, "～2023年3月10日")
    Case.objects.filter(pk=world.case.pk).update(state=CaseState.CLOSED, closed_at=_at("2023-03-01"))

    assert _morning("2023-03-03") == []


def test_the_mail_says_why_it_came_and_is_sent_once(world: World, mailoutbox: list[object]) -> None:
    _plan(world, "～2023年3月10日", text="端末を回収する")
    _morning("2023-03-03")

    with time_machine.travel(_at("2023-03-03", 9, 1), tick=False):
        sent = outbox.send_waiting(), outbox.send_waiting()

    body = str(mailoutbox[0].body)  # type: ignore[attr-defined]
    assert sent == (1, 0)
    for words in (
        "端末を回収する",
        "期日 2023-03-10、あと 7 日です。",
        "あなたはこの対策の担当者です。",
        "7 日前になると知らせる設定です。",
    ):
        assert words in body


def test_a_mail_about_what_is_done_meanwhile_is_dropped(world: World, mailoutbox: list[object]) -> None:
    measure = _plan(world, "～2023年3月10日")
    _morning("2023-03-03")
    with time_machine.travel(_at("2023-03-03", 9, 1), tick=False):
        actions.move_measure(measure=measure, move="finish", by=world.by)
        outbox.send_waiting()

    assert (mailoutbox, OutboxMail.objects.get().state) == ([], MailState.DROPPED)


def test_the_outbox_holds_ids_only(world: World) -> None:
    _plan(world, "～2023年3月10日", text="端末を回収する")
    _morning("2023-03-03")

    assert OutboxMail.objects.get().payload == {"digest": str(Digest.objects.get().public_id)}


def test_who_is_told_of_one_thing_in_two_roles_reads_it_once(world: World, mailoutbox: list[object]) -> None:
    _plan(world, "～2023年2月20日", text="端末を回収する")
    _morning("2023-03-08")

    with time_machine.travel(_at("2023-03-08", 9, 1), tick=False):
        outbox.send_waiting()

    to_aoki = next(str(mail.body) for mail in mailoutbox if mail.to == ["aoki@example.jp"])  # type: ignore[attr-defined]
    assert (to_aoki.count("端末を回収する"), "期日超過の報告を受ける管理者です" in to_aoki) == (1, True)
