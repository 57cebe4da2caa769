"""Who was asked and who answered."""

import datetime as dt

import pytest

from casework.actions import define_population
from surveys import actions
from surveys.models import Invitation
from surveys.queries import Tally, answered_person_ids, monitor, rate, response_counts
from tests.factories import make_person
from tests.surveys.factories import BY, invitation_of, make_wave

pytestmark = pytest.mark.django_db


def record(wave, no, viewed="no", mode="import"):
    return actions.record_answers(
        wave=wave, person=invitation_of(wave, no).person, answers={"q1_viewed": viewed}, mode=mode, by=BY
    )


@pytest.mark.acceptance("KY-23", "KY-24")
def test_two_waves_have_days_of_their_own_and_people_count_once(world):
    jst = dt.timezone(dt.timedelta(hours=9))
    days = [dt.datetime(2023, 1, 24, tzinfo=jst), dt.datetime(2023, 2, 1, tzinfo=jst)]
    first, second = (
        make_wave(world.case, code=f"w{n}", mode="import", opens_at=day, closes_at=day + dt.timedelta(days=2))
        for n, day in enumerate(days, start=1)
    )
    record(first, "P-001")
    record(second, "P-001")
    record(second, "P-002")

    counts = response_counts(world.case)

    assert counts.by_wave == {
        ("w1", "own"): Tally(1, 1),
        ("w1", "contractor"): Tally(1, 0),
        ("w2", "own"): Tally(1, 1),
        ("w2", "contractor"): Tally(1, 1),
    }
    assert counts.distinct == {"own": Tally(1, 1), "contractor": Tally(1, 1)}
    assert counts.total == Tally(2, 2)
    assert [wave.opens_at for wave in (first, second)] == days


@pytest.mark.acceptance("KY-22")
def test_people_left_out_of_the_population_are_not_asked(world):
    population = define_population(case=world.case, code="p", title="対象", exclude={"P-002": "休職"}, by=BY)

    wave = make_wave(world.case, population=population)

    assert list(Invitation.objects.filter(wave=wave).values_list("person__no", flat=True)) == ["P-001"]


@pytest.mark.acceptance("KY-21")
def test_a_secondee_is_counted_where_they_work(world):
    make_person(world.case, "P-003", affiliation="contractor", employer="みなと電力", employment_kind="seconded")
    wave = make_wave(world.case)
    record(wave, "P-003", mode="interview")

    assert response_counts(world.case).distinct == {"own": Tally(1, 0), "contractor": Tally(2, 1)}
    groups, _total = monitor(wave)
    assert next((row.label, row.invited, row.answered) for row in groups[1]) == ("委託先", 2, 1)


def test_waves_in_preparation_are_counted_nowhere(world):
    make_wave(world.case, open_it=False)

    assert response_counts(world.case).total == Tally(0, 0)


def test_answered_people_are_those_with_a_version(world):
    wave = make_wave(world.case)
    person = invitation_of(wave, "P-002").person
    assert answered_person_ids(wave) == set()

    record(wave, "P-002")

    assert answered_person_ids(wave) == {person.pk}


@pytest.mark.parametrize(
    ("answered", "invited", "printed"), [(4014, 4047, "99.2"), (0, 5, "0"), (5, 5, "100"), (0, 0, "—"), (1, 16, "6.3")]
)
def test_the_rate_is_printed_as_in_the_tables(answered, invited, printed):
    assert rate(answered, invited) == printed
