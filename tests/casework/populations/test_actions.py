"""Populations by rule."""

import datetime as dt

import pytest

from accounts.models import LoginId
from audit.models import AuditEvent
from casework.actions import freeze_population
from casework.models import UnitSpell
from casework.populations.actions import (
    add_late_member,
    can_give_reason,
    count_population,
    import_unit_spells,
    write_population,
)
from casework.populations.rule import PopulationRule
from core.actor import Actor
from core.errors import Rejected
from core.files import store_bytes
from core.verdict import Refused
from tests.factories import make_person, make_system, make_world

pytestmark = pytest.mark.django_db
SINCE = dt.date(2020, 4, 1)


@pytest.fixture
def world():
    world = make_world()
    make_person(world.case, "P-1", unit="料金", employment_kind="staff")
    make_person(world.case, "P-2", unit="営業", employment_kind="staff")
    make_person(world.case, "P-3", unit="料金", employment_kind="dispatched", affiliation="contractor")
    make_person(world.case, "P-4", unit="料金", left_on=dt.date(2019, 3, 31))
    return world


def ids(case, rule):
    return sorted(rule.people(case).values_list("no", flat=True))


def spell(case, no, unit, start, end=None):
    person = case.roster.people.get(no=no)
    return UnitSpell.objects.create(person=person, unit=unit, starts_on=start, ends_on=end)


@pytest.mark.acceptance("TH-49")
def test_who_belonged_to_a_department_on_any_day_since_a_date_belongs_to_the_population(world):
    spell(world.case, "P-2", "料金", dt.date(2018, 4, 1), dt.date(2021, 3, 31))  # moved on, but was there
    spell(world.case, "P-1", "営業", dt.date(2010, 4, 1), dt.date(2012, 3, 31))

    assert ids(world.case, PopulationRule(units=("料金",), since=SINCE)) == ["P-1", "P-2", "P-3"]
    assert ids(world.case, PopulationRule(units=("営業",), since=SINCE)) == ["P-2"]


def test_a_population_can_be_all_who_have_one_of_some_job_roles(world):
    world.case.roster.people.filter(no="P-1").update(role="課長")
    world.case.roster.people.filter(no="P-3").update(role="受付")
    world.case.roster.people.filter(no="P-2").update(role="係長")

    assert ids(world.case, PopulationRule(roles=("課長", "受付"))) == ["P-1", "P-3"]
    assert ids(world.case, PopulationRule(roles=("課長", "受付"), units=("料金",), employment=("staff",))) == ["P-1"]
    assert PopulationRule(roles=("課長",)).as_json() == {"by": {"roles": ["課長"]}}


def test_a_stay_that_ended_before_the_day_does_not_count(world):
    spell(world.case, "P-2", "料金", dt.date(2018, 4, 1), dt.date(2020, 3, 31))

    assert "P-2" not in ids(world.case, PopulationRule(units=("料金",), since=SINCE))


def test_without_a_day_the_roster_decides(world):
    spell(world.case, "P-2", "料金", dt.date(2018, 4, 1), dt.date(2021, 3, 31))

    assert ids(world.case, PopulationRule(units=("料金",))) == ["P-1", "P-3", "P-4"]


def test_conditions_hold_together(world):
    rule = PopulationRule(units=("料金",), since=SINCE, employment=("dispatched",), affiliations=("contractor",))

    assert ids(world.case, rule) == ["P-3"]


def test_system_access_means_a_log_in_id_that_was_valid_since(world):
    make_system(world.case, "cis")
    for no, until in (("P-1", None), ("P-2", dt.date(2019, 1, 1))):
        LoginId.objects.create(
            person=world.case.roster.people.get(no=no), system_code="cis", login=no, login_folded=no, valid_to=until
        )

    assert ids(world.case, PopulationRule(systems=("cis",))) == ["P-1", "P-2"]
    assert ids(world.case, PopulationRule(systems=("cis",), since=SINCE)) == ["P-1"]


def test_listed_people_stand_alone_or_are_added(world):
    assert ids(world.case, PopulationRule(listed=("P-2",))) == ["P-2"]
    assert ids(world.case, PopulationRule(listed=("P-2",), affiliations=("contractor",))) == ["P-2", "P-3"]


def test_the_count_before_saving_is_what_is_saved(world):
    rule = PopulationRule(units=("料金",), since=SINCE)
    out = {"P-3": "期間中は勤務していない"}

    count = count_population(case=world.case, rule=rule, exclude=out | {"X-9": "?"})
    population = write_population(case=world.case, code="p", title="料金", rule=rule, exclude=out, by=world.by)

    assert (dict(count.by_affiliation), count.left_out, count.unknown) == ({"own": 1}, 1, ("X-9",))
    assert population.members.count() == count.members
    assert [(e.person.no, e.reason) for e in population.exclusions.all()] == [("P-3", "期間中は勤務していない")]
    assert population.rule == {"by": {"units": ["料金"], "since": "2020-04-01"}}


@pytest.mark.parametrize(
    ("reason", "allowed"),
    [("休職中", True), ("利益相反", True), ("退職", True), ("病気療養", False), ("On sick leave", False), (" ", False)],
)
@pytest.mark.acceptance("KY-22")
def test_a_reason_is_given_and_never_tells_of_an_illness(reason, allowed):
    assert bool(can_give_reason(reason)) is allowed


def test_a_late_addition_is_marked_and_gives_its_reason(world):
    population = write_population(
        case=world.case, code="p", title="自社", rule=PopulationRule(affiliations=("own",)), by=world.by
    )
    person = world.case.roster.people.get(no="P-3")

    with pytest.raises(Refused):  # not frozen yet
        add_late_member(population=population, person=person, reason="名簿もれ", by=world.by)
    freeze_population(population=population, by=world.by)
    with pytest.raises(Refused):
        add_late_member(population=population, person=person, reason="", by=world.by)
    member = add_late_member(population=population, person=person, reason="名簿もれ", by=world.by)

    assert (member.late, member.reason) == (True, "名簿もれ")
    assert AuditEvent.objects.filter(type="casework.population_member_added").count() == 1
    with pytest.raises(Refused):
        add_late_member(population=population, person=person, reason="もう一度", by=world.by)


def test_stays_come_in_from_a_list_all_or_none(world):
    def stored(text):
        return store_bytes(text.encode(), name="stays.csv", by=Actor.system())

    good = "person,unit,starts_on,ends_on\nP-2,料金,2018-04-01,2021-03-31\nP-2,営業,2021-04-01,\n"
    bad = good + "X-9,料金,2018-04-01,\nP-1,料金,2018-04-01,2017-01-01\n"

    with pytest.raises(Rejected) as rejected:
        import_unit_spells(case=world.case, stored=stored(bad), by=world.by)
    assert [(p.row, p.column) for p in rejected.value.problems] == [(4, "person"), (5, "ends_on")]
    assert UnitSpell.objects.count() == 0

    assert import_unit_spells(case=world.case, stored=stored(good), by=world.by) == 2
    assert import_unit_spells(case=world.case, stored=stored(good), by=world.by) == 2
    assert UnitSpell.objects.count() == 2
