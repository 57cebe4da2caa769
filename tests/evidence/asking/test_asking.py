"""People of the log who were not asked become a population, frozen with its basis, and a wave can ask them."""

import pytest

from audit.models import AuditEvent
from casework.models import Population
from casework.populations.actions import add_late_member
from core.verdict import Refused
from evidence.asking.actions import make_population
from evidence.asking.people import people_in_log
from evidence.queries import newest_facts
from surveys import actions
from surveys.models import Invitation, Wave
from tests.evidence.worlds import BY, make_compared
from tests.factories import make_person, make_world
from tests.surveys.factories import LANDING, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared(db):
    world = make_world()
    incident, people, _run = make_compared(world)
    return world, incident, people


def make(world, incident, **facts):
    facts = {"code": "log", "title": "ログにある方", "with_asked": False, **facts}
    return make_population(case=world.case, incidents=[incident], by=world.by, **facts)


def test_only_people_in_the_log_whom_no_wave_has_asked_are_counted(compared):
    world, incident, _people = compared

    before = people_in_log(world.case, [incident])
    Wave.objects.update(state="closed", opened_at="2023-01-23T00:00Z", closed_at="2023-01-27T00:00Z")
    after = people_in_log(world.case, [incident])

    assert (before.in_log, before.not_asked) == (("P-000", "P-001", "P-002"), ("P-000", "P-001", "P-002"))
    assert (after.in_log, after.not_asked) == (("P-000", "P-001", "P-002"), ())


def test_the_population_is_frozen_and_names_the_facts_it_comes_from(compared):
    world, incident, _people = compared

    population = make(world, incident)

    assert population.frozen_at is not None
    assert population.rule == {"listed": 3, "source": f"fact_run:{newest_facts(world.case).public_id} · {incident.no}"}
    assert AuditEvent.objects.get(type="evidence.population_made").detail["people"] == 3


def test_a_wave_asks_it_and_late_additions_stay_marked(compared):
    world, incident, _people = compared
    population = make(world, incident)
    wave = actions.prepare_wave(
        case=world.case,
        code="w2",
        title="追加",
        version=make_version(world.case),
        population=population,
        by=BY,
        **LANDING,
    )
    actions.open_wave(wave=wave, by=BY)

    late = make_person(world.case, "P-900")
    member = add_late_member(population=population, person=late, reason="後で分かった", by=BY)
    actions.invite_late(member=member, by=BY)

    assert Invitation.objects.filter(wave=wave).count() == 4
    assert list(population.members.filter(late=True).values_list("person__no", flat=True)) == ["P-900"]


def test_nobody_left_to_ask_and_a_code_in_use_are_refused(compared):
    world, incident, _people = compared
    make(world, incident)

    with pytest.raises(Refused):
        make(world, incident)
    Wave.objects.update(state="closed", opened_at="2023-01-23T00:00Z", closed_at="2023-01-27T00:00Z")
    with pytest.raises(Refused):
        make(world, incident, code="second")
    assert make(world, incident, code="second", with_asked=True).members.count() == 3


def test_without_facts_there_is_nothing_to_make():
    world = make_world("M-2023-09")

    assert people_in_log(world.case, []) is None


def test_the_page_counts_and_makes(client, compared):
    world, incident, _people = compared
    page = f"/cases/{world.case.public_id}/reconciliation/population/"
    client.force_login(world.aoki)

    shown = client.get(page, {"incident": incident.no})
    made = client.post(page, {"incident": incident.no, "code": "log-1", "title": "ログにある方"})

    assert (shown.status_code, len(shown.context["found"].not_asked)) == (200, 3)
    assert (made.status_code, Population.objects.filter(code="log-1").count()) == (302, 1)
    assert "fact_run" in client.get(made["Location"]).content.decode()


def test_outsiders_find_no_such_page(client, compared):
    world, _incident, _people = compared
    client.force_login(world.chiba)

    assert client.get(f"/cases/{world.case.public_id}/reconciliation/population/").status_code == 404
