"""The period a person is asked about: shown, stored with the answers, and what the comparison goes by."""

from datetime import date

import pytest

from accounts.models import LoginId
from audit.models import AuditEvent
from casework.actions import define_population
from core import clock
from core.verdict import Refused
from evidence.inputs import Inputs
from evidence.models import ViewingMap
from surveys import actions
from surveys.exports import import_versions, version_lines, wave_facts
from surveys.models import AskedSystem, ResponseVersion
from surveys.periods.actions import set_asked_systems
from surveys.periods.asking import Since, overlap, periods_of, stored
from surveys.queries import CurrentAnswer
from tests.factories import make_incident, make_person, make_system, make_world
from tests.surveys.factories import BY, answer, entered, invitation_of, link, make_version, make_wave, submit_no

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(world):
    make_system(world.case, "crm", name="受付支援システム", introduced_on=date(2021, 9, 1))
    make_person(world.case, "P-003", joined_on=date(2019, 4, 1))
    make_person(world.case, "P-004", joined_on=date(2022, 1, 10))
    wave = make_wave(world.case, version=make_version(world.case), open_it=False)
    set_asked_systems(wave=wave, systems={"crm": ["q1_viewed"]}, by=BY)
    return actions.open_wave(wave=wave, by=BY)


def found(wave, no):
    person = wave.case.roster.people.get(no=no)
    return [(one.start, one.since) for one in periods_of(wave, person)]


@pytest.mark.acceptance("CB-24", "CB-25", "CB-26")
def test_the_period_begins_with_the_wave_the_joining_the_introduction_or_the_first_use(world, wave):
    LoginId.objects.create(
        person=world.case.roster.people.get(no="P-002"),
        system_code="crm",
        login="mori",
        login_folded="mori",
        valid_from=date(2022, 6, 1),
    )

    assert found(wave, "P-001") == [(date(2016, 4, 1), Since.WAVE), (date(2021, 9, 1), Since.INTRODUCED)]
    assert found(wave, "P-002") == [(date(2016, 4, 1), Since.WAVE), (date(2022, 6, 1), Since.FIRST_USE)]
    assert found(wave, "P-003") == [(date(2019, 4, 1), Since.JOINED), (date(2021, 9, 1), Since.INTRODUCED)]
    assert found(wave, "P-004") == [(date(2022, 1, 10), Since.JOINED), (date(2022, 1, 10), Since.JOINED)]


def test_a_log_in_id_without_a_first_day_says_nothing_about_the_first_use(world, wave):
    person = world.case.roster.people.get(no="P-002")
    for login, first in (("mori", date(2022, 6, 1)), ("mori2", None)):
        LoginId.objects.create(person=person, system_code="crm", login=login, login_folded=login, valid_from=first)

    assert found(wave, "P-002")[1] == (date(2021, 9, 1), Since.INTRODUCED)


def test_the_person_reads_it_on_the_landing_page_and_beside_the_question(client, world, wave):
    landing = client.get(link(invitation_of(wave, "P-003"))).content.decode()
    question = entered(wave, "P-003").get("/answer/section/viewing/").content.decode()

    assert "2019-04-01" in landing
    assert "受付支援システム" in landing
    assert "2021-09-01" in question


def test_what_was_shown_is_stored_with_the_answers_and_sealed_by_the_hash(world, wave):
    submit_no(entered(wave, "P-003"))
    today = clock.today(world.case.time_zone).isoformat()

    version = ResponseVersion.objects.get()

    assert version.periods == {"": ["2019-04-01", today], "crm": ["2021-09-01", today]}
    assert version.content_hash != ""


def test_answers_from_files_have_no_period_that_was_shown(world, wave):
    person = world.case.roster.people.get(no="P-003")
    actions.record_answers(wave=wave, person=person, answers={"q1_viewed": "no"}, mode="import", by=BY)

    assert ResponseVersion.objects.get().periods is None


def test_the_stored_period_travels_in_the_history_of_versions(world, wave):
    submit_no(entered(wave, "P-003"))
    lines = list(version_lines(world.case))
    other = make_world("M-2023-02")
    make_system(other.case, "crm", introduced_on=date(2021, 9, 1))
    make_person(other.case, "P-003")
    make_wave(other.case)

    import_versions(case=other.case, lines=lines, by=BY)

    first, second = ResponseVersion.objects.order_by("pk")
    assert (second.periods, second.content_hash) == (first.periods, first.content_hash)


def test_the_wave_tells_its_systems_to_the_case_folder(wave):
    assert wave_facts(wave)["systems"] == [{"system": "crm", "questions": ["q1_viewed"]}]


def test_systems_are_said_before_the_wave_opens_and_recorded(world, wave):
    assert AuditEvent.objects.filter(type="surveys.asked_systems_set").count() == 1
    with pytest.raises(Refused):
        set_asked_systems(wave=wave, systems={}, by=BY)
    assert AskedSystem.objects.count() == 1


@pytest.mark.parametrize("systems", [{"nowhere": []}, {"crm": ["no_such_question"]}])
def test_unknown_systems_and_questions_are_refused(world, systems):
    make_system(world.case, "crm")
    wave = make_wave(world.case, open_it=False)

    with pytest.raises(Refused):
        set_asked_systems(wave=wave, systems=systems, by=BY)


def test_the_officer_chooses_systems_on_a_page(client, world):
    make_system(world.case, "crm", name="受付支援システム")
    wave = make_wave(world.case, open_it=False)
    page = f"/cases/{world.case.public_id}/surveys/waves/{wave.public_id}/periods/"
    client.force_login(world.aoki)

    assert client.post(page, {"system": "crm", "questions-crm": ["q1_viewed"]}).status_code == 302
    assert AskedSystem.objects.values_list("system__code", "questions").get() == ("crm", ["q1_viewed"])
    assert "受付支援システム" in client.get(page).content.decode()


def test_a_stored_period_is_compared_by_the_incidents_systems():
    kept = {"": ["2016-04-01", "2023-01-24"], "crm": ["2022-12-01", "2023-01-24"]}

    assert overlap(kept, ["crm"]) == (date(2022, 12, 1), date(2023, 1, 24))
    assert overlap(kept, ["other"]) == (date(2016, 4, 1), date(2023, 1, 24))
    assert overlap({}, ["crm"]) is None


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (None, "unknown"),
        ({"": ["2022-12-01", "2023-01-15"]}, "in"),
        ({"": ["2016-04-01", "2022-11-01"]}, "out"),
        ({"": ["2016-04-01", "2023-01-15"]}, "unknown"),
        ({"": ["2016-04-01", "2023-01-15"], "crm": ["2022-12-01", "2023-01-15"]}, "in"),
    ],
)
def test_the_comparison_goes_by_the_persons_own_period(world, wave, periods, expected):
    incident = make_incident(
        world.case,
        systems=[world.case.systems.get(code="crm")],
        log_from=date(2022, 11, 20),
        log_to=date(2023, 1, 20),
    )
    ViewingMap.objects.create(
        incident=incident, number=1, waves=["w1"], question="q1_viewed", yes=["yes"], no=["no"], unsure=[]
    )
    inputs = Inputs(world.case)

    row = CurrentAnswer("w1", "P-001", "self", 1, {"q1_viewed": "yes"}, periods)

    assert inputs._period(inputs.maps[0], row) == expected


def test_pages_of_a_wave_without_systems_cost_no_further_query(world, django_assert_max_num_queries):
    population = define_population(case=world.case, code="two", title="二人", by=BY)
    wave = make_wave(world.case, code="w2", population=population)
    client = entered(wave)
    answer(client, "viewing", ["q1_viewed"], {"q1_viewed": "yes"})

    with django_assert_max_num_queries(12):
        client.get("/answer/section/viewing/")


def test_until_today_is_the_day_of_the_answer(world, wave):
    person = world.case.roster.people.get(no="P-001")
    person.left_on = date(2022, 3, 31)

    kept = stored(periods_of(wave, person), zone="Asia/Tokyo")

    assert kept == {"": ["2016-04-01", "2022-03-31"], "crm": ["2021-09-01", "2022-03-31"]}
