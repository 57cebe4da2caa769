from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from remediation import actions, queries
from remediation.models import Measure
from tests.factories import World, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    """On 2023-02-01, Japan."""
    with time_machine.travel(datetime(2023, 2, 1, 1, tzinfo=UTC), tick=False):
        yield make_world()


def _bucket(measure: Measure, day: date) -> tuple[str, int | None]:
    standing = queries.standing_of(measure, day)
    return standing.bucket, standing.days


def test_a_measure_is_late_the_day_after_its_due_day(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月10日")

    assert [_bucket(measure, day) for day in (date(2023, 3, 10), date(2023, 3, 11), date(2023, 4, 10))] == [
        ("soon", 0),
        ("late", 1),
        ("late", 31),
    ]
    assert Measure.objects.all().overdue(date(2023, 3, 10)).count() == 0
    assert Measure.objects.all().overdue(date(2023, 3, 11)).count() == 1


def test_the_day_is_the_local_day_of_the_case(world: World) -> None:
    make_measure(world.case, "～2023年3月10日")

    with time_machine.travel(datetime(2023, 3, 10, 14, 59, tzinfo=UTC)):
        assert queries.overdue_count(world.case) == 0
    with time_machine.travel(datetime(2023, 3, 10, 15, 1, tzinfo=UTC)):
        assert queries.overdue_count(world.case) == 1


def test_lateness_is_counted_from_the_first_promise(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月末")
    actions.update_measure(measure=measure, timing_text="～2023年6月末", reason="遅れ", agreed_by="委員会", by=world.by)

    assert _bucket(measure, date(2023, 4, 10)) == ("late", 10)
    assert Measure.objects.all().overdue(date(2023, 4, 10)).count() == 1


def test_from_a_day_on_is_late_only_until_it_has_begun(world: World) -> None:
    measure = make_measure(world.case, "2023年2月～")
    assert _bucket(measure, date(2023, 2, 11)) == ("late", 10)

    actions.move_measure(measure=measure, move="begin", by=world.by)

    assert _bucket(measure, date(2023, 2, 11))[0] == "on_time"
    assert Measure.objects.all().overdue(date(2023, 2, 11)).count() == 0


@pytest.mark.parametrize("move", ["finish", "repeat", "withdraw"])
def test_what_is_done_running_or_withdrawn_is_never_late(world: World, move: str) -> None:
    measure = make_measure(world.case, "～2023年3月10日")
    assert Measure.objects.all().overdue(date(2024, 1, 1)).count() == 1

    actions.move_measure(measure=measure, move=move, by=world.by)

    assert Measure.objects.all().overdue(date(2024, 1, 1)).count() == 0
    assert _bucket(measure, date(2024, 1, 1))[0] != "late"


@pytest.mark.acceptance("KY-48")
def test_a_running_measure_shows_its_next_occurrence(world: World) -> None:
    measure = make_measure(world.case, "1回/年 (原則8月)", state="recurring")

    assert queries.standing_of(measure, date(2024, 9, 1)).next_on == date(2025, 8, 31)


def test_a_measure_without_due_day_and_review_date_is_listed(world: World) -> None:
    measure = make_measure(world.case, "検討", review_on=date(2023, 3, 1))
    assert list(Measure.objects.all().without_review()) == []

    Measure.objects.update(review_on=None)

    assert list(Measure.objects.all().without_review()) == [measure]


def test_counting_in_the_database_agrees_with_each_standing(world: World) -> None:
    timings = ["～2023年3月10日", "2023年2月～", "2023年度", "検討", "年1回", "2023年2月20日", "2023/1～3"]
    for timing in timings:
        for state in ("not_started", "in_progress", "partly_done", "recurring"):
            make_measure(world.case, timing, state=state, review_on=date(2023, 5, 1))

    for day in (date(2023, 2, 1), date(2023, 3, 11), date(2023, 4, 1), date(2024, 4, 1)):
        standings = queries.standings(Measure.objects.all(), day)
        late = {one.measure.pk for one in standings if one.bucket == "late"}
        soon = {one.measure.pk for one in standings if one.bucket == "soon"}
        assert set(Measure.objects.all().overdue(day).values_list("pk", flat=True)) == late
        assert set(Measure.objects.all().due_within(day, queries.SOON).values_list("pk", flat=True)) == soon


@pytest.mark.acceptance("TH-28", "CB-49", "KY-53")
def test_a_cause_is_unanswered_until_a_standing_measure_is_linked(world: World) -> None:
    cause = make_cause(world.case)
    assert list(queries.causes_without_measure(world.case)) == [cause]

    measure = make_measure(world.case, causes=[cause])
    assert list(queries.causes_without_measure(world.case)) == []

    actions.move_measure(measure=measure, move="withdraw", by=world.by)
    assert list(queries.causes_without_measure(world.case)) == [cause]


@pytest.mark.acceptance("CB-50", "CB-51", "CG-28")
def test_the_matrix_shows_many_causes_to_many_measures(world: World) -> None:
    causes = [make_cause(world.case, str(number)) for number in range(3)]
    first = make_measure(world.case, causes=causes[:2])
    second = make_measure(world.case, causes=causes[:1])

    measures, rows = queries.coverage(world.case)

    assert measures == [first, second]
    assert [row.cells for row in rows] == [[True, True], [True, False], [False, False]]
