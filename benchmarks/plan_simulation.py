"""A plan of hundreds of measures, lived through day by day: every occurrence, reminder and escalation is counted.

    INSECURE_LOOPBACK=1 VAR_DIR=$(mktemp -d) python -m benchmarks.plan_simulation [measures] [days]

What must come out is computed beside it, from the calendar alone (dateutil's rules, not the project's).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from dateutil.rrule import rrulestr

TOKYO = ZoneInfo("Asia/Tokyo")
BEGIN = date(2023, 4, 3)
DAYS = 3 * 366 - 2
AHEAD = 400
REMINDERS = (1, 7, 30)
STEPS = {"owner": 1, "manager": 7, "executive": 30}

RECURRING = {
    "毎月末": ("2023-04-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    "四半期ごと": ("2023-06-30", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
    "半年に1回": ("2023-09-30", "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1"),
    "年1回（原則8月）": ("2023-08-31", "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=31"),
    "年2回（4月・10月）": ("2023-04-30", "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=-1"),
    "毎年3月～5月": ("2023-05-31", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=31"),
    "2023年12月31日を初回として3か月ごと": ("2023-12-31", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
    "毎月30日": ("2023-04-30", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
}
"""Timing text, first due day after the beginning, and the rule that dateutil follows."""
HABITS: tuple[int | None, ...] = (-40, -10, -3, 0, 2, 9, 45, None)
"""Days from the due day to the day on which it is done; none: never within the time."""


@dataclass
class Outcome:
    """Counts by name: occurrences, due:30, due:7, due:1, late:owner …"""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    mails: int = 0


def timing_of(index: int) -> str:
    """Half of the plan comes again and again; the other half has one day each."""
    if index % 2:
        return list(RECURRING)[index // 2 % len(RECURRING)]
    return f"{BEGIN + timedelta(days=20 + index * 37 % 900):～%Y年%m月%d日}"


def finished_on(index: int, number: int, due: date) -> date | None:
    habit = HABITS[(index + number) % len(HABITS)]
    return None if habit is None else max(BEGIN, due + timedelta(days=habit))


def due_days(index: int, last: date) -> list[date]:
    text = timing_of(index)
    if text not in RECURRING:
        return [BEGIN + timedelta(days=20 + index * 37 % 900)]
    first, rule = RECURRING[text]
    until = datetime.combine(last + timedelta(days=AHEAD), datetime.min.time())
    return [moment.date() for moment in rrulestr(rule, dtstart=datetime.fromisoformat(first)).between(
        datetime.combine(BEGIN, datetime.min.time()), until, inc=True)]  # fmt: skip


def expected(measures: int, days: int) -> Counter[str]:
    """From the calendar alone: which morning each line must have come, if there was one."""
    counts: Counter[str] = Counter()
    last = BEGIN + timedelta(days=days - 1)
    for index in range(measures):
        recurring = timing_of(index) in RECURRING
        for number, due in enumerate(due_days(index, last)):
            counts["occurrences"] += recurring
            done = finished_on(index, number, due)
            end = last if done is None else min(last, done)
            for name, first, final in _mornings(due):
                counts[name] += max(first, BEGIN) <= min(final, end)
    return +counts


def _mornings(due: date) -> Iterator[tuple[str, date, date]]:
    """The first and the last morning on which a line may be written."""
    for nearer, days in zip((-1, *REMINDERS), REMINDERS, strict=False):
        yield f"due:{days}", due - timedelta(days=days), due - timedelta(days=nearer + 1)
    for step, days in STEPS.items():
        yield f"late:{step}", due + timedelta(days=days), date.max


def simulate(measures: int, days: int) -> Outcome:
    """Needs an empty database. Each day: the morning's run, then at noon people do what is their habit."""
    from core.models import OutboxMail  # noqa: PLC0415 -- needs Django set up
    from remediation.deadlines import reminding  # noqa: PLC0415 -- the same
    from remediation.models import Notice, Occurrence  # noqa: PLC0415 -- the same

    with time_machine.travel(_at(BEGIN, 6), tick=False) as clock:
        world = _plan(measures)
        outcome = Outcome()
        for count in range(days):
            day = BEGIN + timedelta(days=count)
            clock.move_to(_at(day, 9))
            begun = time.perf_counter_ns()
            reminding.remind_all()
            outcome.seconds += (time.perf_counter_ns() - begun) / 1e9
            clock.move_to(_at(day, 12))
            _work(world, day)
    outcome.counts["occurrences"] = Occurrence.objects.count()
    for kind, step, rule_days in Notice.objects.values_list("kind", "step", "rule_days"):
        outcome.counts[f"{kind}:{step or rule_days}"] += 1
    outcome.mails = OutboxMail.objects.count()
    return outcome


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=TOKYO).astimezone(UTC)


@dataclass
class _Plan:
    due: dict[date, list[tuple[int, int, date]]]
    measures: list[Any]
    by: Any


def _plan(measures: int) -> _Plan:
    """One owner, one manager, one executive; the whole plan written on the first morning."""
    from accounts.models import User  # noqa: PLC0415 -- needs Django set up
    from casework import actions as casework  # noqa: PLC0415 -- the same
    from casework.models import Role  # noqa: PLC0415 -- the same
    from core.actor import Actor  # noqa: PLC0415 -- the same
    from remediation import actions  # noqa: PLC0415 -- the same

    users = [User.objects.create_user(f"{name}@example.jp", name=name, may_open_cases=True) for name in ("a", "b", "c")]
    by = Actor.of_user(users[1])
    case = casework.open_case(number="S-1", title="計画", title_en="Plan", organisation_name="みなと電力", by=by)
    casework.set_member(case=case, user=users[0], role=Role.AUDITOR, by=by)
    casework.set_member(case=case, user=users[2], role=Role.EXECUTIVE, by=by)
    made = [
        actions.add_measure(case=case, text=f"対策{index}", timing_text=timing_of(index), owner=users[0], by=by)
        for index in range(measures)
    ]
    return _Plan({}, made, by)


def _work(world: _Plan, day: date) -> None:
    from remediation import actions  # noqa: PLC0415 -- needs Django set up
    from remediation.deadlines.actions import finish_occurrence  # noqa: PLC0415 -- the same

    for index, number, due in world.due.pop(day, []) if world.due else _first_work(world, day):
        measure = world.measures[index]
        if timing_of(index) in RECURRING:
            occurrence = measure.occurrences.select_related("measure__case").get(planned_on=due)
            finish_occurrence(occurrence=occurrence, by=world.by)
        else:
            actions.move_measure(measure=measure, move="finish", by=world.by)
        del number


def _first_work(world: _Plan, day: date) -> list[tuple[int, int, date]]:
    """On which day who finishes what; written down on the first noon."""
    last = BEGIN + timedelta(days=DAYS - 1)
    for index in range(len(world.measures)):
        for number, due in enumerate(due_days(index, last)):
            done = finished_on(index, number, due)
            if done is not None and due <= done + timedelta(days=AHEAD):
                world.due.setdefault(done, []).append((index, number, due))
    return world.due.pop(day, [])


def main(measures: int = 500, days: int = DAYS) -> None:
    """Print what was counted, what had to be, and what it cost."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 -- only the benchmark sets Django up
    from django.core.management import call_command  # noqa: PLC0415 -- the same

    django.setup()
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    outcome = simulate(measures, days)
    whole = time.perf_counter() - begun
    wanted = expected(measures, days)
    for name in sorted(wanted | outcome.counts):
        sign = "=" if wanted[name] == outcome.counts[name] else "DIFFERS"
        print(f"{name:<16}{outcome.counts[name]:>8}{wanted[name]:>8}  {sign}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{measures} measures, {days} mornings: {outcome.seconds:.1f} s for the mornings, {whole:.1f} s in all")
    print(f"{outcome.seconds / days * 1000:.0f} ms a morning; {outcome.mails} mails; {memory:.0f} MiB at most")
    if outcome.counts != wanted:
        raise SystemExit(1)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
