from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from audit.models import AuditEvent
from audit.trail import verify
from core.verdict import Refused
from remediation import actions
from remediation.enums import MeasureState
from remediation.models import Measure
from remediation.workflow import MEASURES
from tests.factories import World, make_world
from tests.remediation.factories import make_cause, make_measure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_february")]


@pytest.fixture
def _february() -> object:
    with time_machine.travel(datetime(2023, 2, 14, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def _types(world: World) -> list[str]:
    events = AuditEvent.objects.filter(chain=world.case.chain, type__startswith="remediation.")
    return list(events.order_by("position").values_list("type", flat=True))


@pytest.mark.acceptance("CG-33", "TH-33", "TH-45")
def test_a_measure_is_added_with_its_timing_understood_and_its_causes(world: World) -> None:
    causes = [make_cause(world.case), make_cause(world.case, "窓口が知られていなかった")]

    measure = actions.add_measure(
        case=world.case,
        text="聞き取りを依頼する",
        timing_text="～2023年3月末",
        actor_name="みなと送配電",
        causes=causes,
        by=world.by,
    )

    stored = Measure.objects.get(pk=measure.pk)
    assert (
        stored.no,
        stored.timing_text,
        stored.timing_kind,
        stored.due_on,
        stored.promised_on,
        stored.actor_name,
    ) == (
        "M-01",
        "～2023年3月末",
        "by",
        date(2023, 3, 31),
        date(2023, 3, 31),
        "みなと送配電",
    )
    assert list(stored.causes.order_by("pk")) == causes
    assert _types(world)[-1] == "remediation.measure_added"


@pytest.mark.acceptance("TH-35")
def test_a_measure_may_stand_without_a_cause(world: World) -> None:
    assert list(make_measure(world.case).causes.all()) == []


def test_the_organisations_fiscal_year_decides_the_due_day(world: World) -> None:
    world.case.fiscal_year_start = 1
    world.case.save()

    assert make_measure(world.case, "2023年度").due_on == date(2023, 12, 31)


def test_a_measure_without_a_due_day_is_refused_until_it_has_a_review_date(world: World) -> None:
    with pytest.raises(Refused, match=r"review date|見直し"):
        make_measure(world.case, "速やかに")
    assert Measure.objects.count() == 0

    assert make_measure(world.case, "速やかに", review_on=date(2023, 3, 1)).due_on is None


def test_a_second_measure_with_the_same_number_is_refused(world: World) -> None:
    make_measure(world.case, no="D-1")

    with pytest.raises(Refused):
        make_measure(world.case, no="D-1")


def test_a_cause_of_another_case_is_refused(world: World) -> None:
    other = make_cause(make_world("M-2023-02").case)

    with pytest.raises(Refused):
        make_measure(world.case, causes=[other])


@pytest.mark.acceptance("CG-30")
def test_a_measure_done_before_the_incident_was_known_is_accepted(world: World) -> None:
    measure = make_measure(world.case)

    actions.move_measure(measure=measure, move="finish", done_on=date(2021, 10, 31), by=world.by)

    assert (measure.state, measure.done_on) == (MeasureState.DONE, date(2021, 10, 31))
    assert _types(world)[-1] == "remediation.measure_done"


def test_nothing_is_done_tomorrow(world: World) -> None:
    measure = make_measure(world.case)

    with pytest.raises(Refused):
        actions.move_measure(measure=measure, move="finish", done_on=date(2023, 2, 15), by=world.by)

    assert Measure.objects.get().state == MeasureState.NOT_STARTED


def test_taking_a_measure_up_again_forgets_its_day_of_completion(world: World) -> None:
    measure = make_measure(world.case)
    actions.move_measure(measure=measure, move="finish", done_on=date(2023, 2, 1), by=world.by)

    actions.move_measure(measure=measure, move="reopen", by=world.by)

    assert (Measure.objects.get().state, Measure.objects.get().done_on) == (MeasureState.IN_PROGRESS, None)


def test_of_two_who_move_the_same_measure_the_second_is_refused(world: World) -> None:
    mine = make_measure(world.case)
    theirs = Measure.objects.get()
    actions.move_measure(measure=mine, move="begin", by=world.by)

    with pytest.raises(Refused):
        actions.move_measure(measure=theirs, move="withdraw", by=world.by)

    assert Measure.objects.get().state == MeasureState.IN_PROGRESS


@pytest.mark.parametrize("state", MeasureState.values)
def test_each_state_allows_exactly_the_moves_of_its_table(world: World, state: str) -> None:
    measure = make_measure(world.case)
    Measure.objects.update(state=state)
    allowed = {transition.name for transition in MEASURES.moves_from(state)}
    refused = {transition.name for transition in MEASURES.transitions} - allowed

    for move in refused:
        measure.refresh_from_db()
        with pytest.raises(Refused):
            actions.move_measure(measure=measure, move=move, by=world.by)
    for move in allowed:
        Measure.objects.update(state=state)
        measure.refresh_from_db()
        actions.move_measure(measure=measure, move=move, by=world.by)
        assert measure.state == next(t.target for t in MEASURES.moves_from(state) if t.name == move)


@pytest.mark.acceptance("KY-18")
def test_a_later_date_is_a_postponement_and_the_first_promise_stays(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月末")

    for timing_text in ("～2023年5月末", "～2023年11月末"):
        actions.update_measure(
            measure=measure, timing_text=timing_text, reason="改修が遅れた", agreed_by="委員会", by=world.by
        )

    assert (measure.due_on, measure.promised_on, measure.postponements) == (date(2023, 11, 30), date(2023, 3, 31), 2)
    assert _types(world)[-2:] == ["remediation.measure_postponed"] * 2


def test_a_text_that_speaks_of_its_revision_keeps_the_first_promise(world: World) -> None:
    measure = make_measure(world.case, "2023年3月末から6月末に延期")

    assert (measure.due_on, measure.promised_on, measure.postponements) == (date(2023, 6, 30), date(2023, 3, 31), 1)


def test_mending_a_slip_is_no_postponement(world: World) -> None:
    measure = make_measure(world.case, "～2023年3月")

    actions.update_measure(measure=measure, timing_text="～2023年5月", corrects=True, by=world.by)

    assert (measure.promised_on, measure.postponements) == (date(2023, 5, 31), 0)
    assert _types(world)[-1] == "remediation.measure_changed"


def test_changing_other_words_leaves_the_reading_alone(world: World) -> None:
    measure = make_measure(world.case, "1回/年 (原則8月)")
    before = measure.due_on

    with time_machine.travel(datetime(2024, 9, 1, tzinfo=UTC)):
        actions.update_measure(measure=measure, text="研修を続ける", by=world.by)

    assert (measure.text, measure.due_on) == ("研修を続ける", before)


def test_a_closed_case_takes_no_measure(world: World) -> None:
    world.case.state, world.case.closed_at = "closed", datetime(2023, 2, 1, tzinfo=UTC)
    world.case.save()

    with pytest.raises(Refused):
        make_measure(world.case)


def test_the_owner_with_an_account_is_named_by_it(world: World) -> None:
    assert make_measure(world.case, owner=world.baba, owner_name="").owner_name == str(world.baba)


def test_the_trail_holds_after_all_of_this(world: World) -> None:
    measure = make_measure(world.case)
    actions.move_measure(measure=measure, move="begin", by=world.by)

    assert verify(world.case.chain).ok is True
