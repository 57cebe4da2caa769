"""Every person of the population stands in exactly one class, and the classes add up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import LoginId, Person
from accounts.text import fold_login
from casework import actions as casework
from casework.models import Case, Incident, LogIdentifies
from core import files, jobs
from core.actor import Actor
from evidence import actions
from evidence.enums import ReconciliationClass
from evidence.models import ReconciliationRun
from evidence.queries import newest_reconciliation, placed_people, reconcile_json, standings_of
from evidence.reconciling import start_reconciliation
from surveys.models import Questionnaire, QuestionnaireVersion, Response, ResponseVersion, Wave
from tests.factories import World, make_incident, make_person, make_system, make_world

pytestmark = pytest.mark.django_db
MAPPING = {
    "columns": {"at": "at", "login": "login", "contract": "contract", "category": "category"},
    "time_zone": "Asia/Tokyo",
}
BY = Actor.system()


def make_wave(case: Case, code: str = "w1", **facts: Any) -> Wave:
    population = casework.define_population(case=case, code=f"pop-{code}", title=code, by=BY)
    source = files.store_bytes(b"form", name="q.xlsx", by=BY)
    questionnaire = Questionnaire.objects.create(case=case, code=f"q-{code}", title="調査")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition={"sections": []}, content_hash=code, source=source
    )
    return Wave.objects.create(
        case=case, no=Wave.objects.count() + 1, code=code, title=code, version=version, population=population, **facts
    )


def answer(wave: Wave, person: Person, **answers: Any) -> None:
    response = Response.objects.create(wave=wave, person=person)
    response.current = ResponseVersion.objects.create(
        response=response,
        ordinal=1,
        answers=answers,
        mode="self",
        by_kind="respondent",
        by_label="respondent",
        receipt_code=f"R-{wave.code}-{person.no}",
        content_hash="x",
        submitted_at=datetime(2023, 2, 1, tzinfo=UTC),
    )
    response.save()


def add_log(
    world: World, lines: list[str], *, system_code: str = "cis", identifies: str = LogIdentifies.PERSON
) -> None:
    system = make_system(world.case, system_code, log_identifies=identifies)
    source = actions.add_source(case=world.case, code=system_code, name=system_code, system=system, by=BY)
    text = "at,login,contract,category\n" + "".join(f"{line}\n" for line in lines)
    stored = files.store_bytes(text.encode(), name="log.csv", by=BY)
    actions.start_ingest(log_file=actions.receive_log(source=source, stored=stored, by=BY), mapping=MAPPING, by=BY)
    jobs.run_pending()


def give_login(person: Person, login: str, **facts: Any) -> None:
    LoginId.objects.create(person=person, system_code="cis", login=login, login_folded=fold_login(login), **facts)


def compare(case: Case) -> ReconciliationRun:
    start_reconciliation(case=case, by=BY)
    jobs.run_pending()
    run = newest_reconciliation(case)
    assert run is not None
    return run


def class_of(run: ReconciliationRun, person: Person, incident: str = "I-1") -> str:
    return placed_people(run, incident, person_no=person.no)[0].kind


@pytest.fixture
def world() -> World:
    return make_world()


def make_case(world: World, **incident: Any) -> tuple[Incident, dict[str, Person]]:
    people = {name: make_person(world.case, name) for name in ("yy", "yn", "yu", "ys", "y0", "ny", "nn", "nu", "n0")}
    for name, person in people.items():
        give_login(person, f"u-{name}")
    facts = {"category": "np", "log_from": date(2022, 11, 20), "log_to": date(2023, 1, 20)} | incident
    found = make_incident(world.case, systems=[make_system(world.case)], **facts)
    return found, people


def fill(world: World, incident: Incident, people: dict[str, Person], **wave_facts: Any) -> Wave:
    wave = make_wave(world.case, **wave_facts)
    codes = {"y": "yes", "n": "no", "u": "dont_remember"}
    for name, person in people.items():
        if name[1] in codes:
            answer(wave, person, q1=codes[name[1]])
        elif name[1] == "s":
            answer(wave, person)
    actions.set_viewing_map(
        incident=incident, waves=["w1"], question="q1", yes=["yes"], no=["no"], unsure=["dont_remember"], by=BY
    )
    add_log(world, [f"2022-12-0{i + 1} 10:00:00,U-{n},C{i},np" for i, n in enumerate(people) if n[0] == "y"])
    return wave


def test_each_person_stands_where_log_and_answer_put_them(world: World) -> None:
    incident, people = make_case(world)
    fill(world, incident, people)
    late = make_person(world.case, "late")
    give_login(late, "u-late")
    add_log(world, ["2022-12-09 10:00:00,u-late,C9,np", "2022-12-09 10:00:00,nobody,C9,np"])

    run = compare(world.case)

    assert {name: class_of(run, person) for name, person in people.items()} == {
        "yy": "log_yes_answer_yes",
        "yn": "log_yes_answer_no",
        "yu": "log_yes_answer_unsure",
        "ys": "log_yes_answer_unsure",
        "y0": "log_yes_no_answer",
        "ny": "answer_yes_period_unknown",
        "nn": "log_no_answer_no",
        "nu": "log_no_answer_unsure",
        "n0": "log_no_no_answer",
    }
    assert class_of(run, late) == "log_yes_not_asked"
    (entry,) = reconcile_json(world.case)["incidents"]
    assert entry["population"] == sum(entry["classes"].values()) == 10
    assert entry["unmapped_ids"] == 1
    assert list(entry["classes"]) == ReconciliationClass.values


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2022, 12, 1), date(2022, 12, 31), "log_no_answer_yes_in_window"),
        (date(2016, 4, 1), date(2020, 3, 31), "answer_yes_out_of_window"),
        (date(2016, 4, 1), date(2023, 1, 1), "answer_yes_period_unknown"),
        (None, None, "answer_yes_period_unknown"),
    ],
)
def test_a_yes_without_log_is_read_against_the_window(
    world: World, start: date | None, end: date | None, expected: str
) -> None:
    incident, people = make_case(world)
    fill(world, incident, people, period_from=start, period_to=end)

    assert class_of(compare(world.case), people["ny"]) == expected


def test_a_terminal_only_log_gives_no_person_classes(world: World) -> None:
    incident, people = make_case(world)
    fill(world, incident, people)
    make_system(world.case, "cis", log_identifies=LogIdentifies.TERMINAL)

    run = compare(world.case)

    assert run.summary["I-1"]["classes"] == {"log_not_usable": 9}


def test_rows_outside_window_and_category_are_no_views(world: World) -> None:
    incident, people = make_case(world)
    wave = make_wave(world.case)
    actions.set_viewing_map(incident=incident, waves=[wave.code], question="q1", yes=["yes"], no=["no"], by=BY)
    add_log(
        world, ["2022-11-19 23:59:59,u-yy,C1,np", "2023-01-20 23:59:59,u-yn,C2,np", "2022-12-01 10:00:00,u-yu,C3,own"]
    )

    run = compare(world.case)

    assert class_of(run, people["yy"]) == "log_no_no_answer"
    assert class_of(run, people["yn"]) == "log_yes_no_answer"
    assert class_of(run, people["yu"]) == "log_no_no_answer"


def test_an_id_that_two_people_held_at_once_is_nobodys(world: World) -> None:
    incident, people = make_case(world)
    fill(world, incident, people)
    give_login(people["nn"], "u-yy", confidence=80, reason="borrowed, said in the interview")

    run = compare(world.case)

    assert class_of(run, people["yy"]) == "answer_yes_period_unknown"
    assert class_of(run, people["nn"]) == "log_no_answer_no"
    assert run.summary["I-1"]["unmapped_ids"] == 1


def test_an_id_handed_on_belongs_to_whoever_held_it_that_day(world: World) -> None:
    first, second = make_person(world.case, "a"), make_person(world.case, "b")
    give_login(first, "desk1", valid_to=date(2022, 12, 10))
    give_login(second, "desk1", valid_from=date(2022, 12, 11))
    make_incident(world.case, systems=[make_system(world.case)])
    make_wave(world.case)
    add_log(world, ["2022-12-10 23:00:00,desk1,C1,np", "2022-12-11 00:00:00,ＤＥＳＫ１,C2,np"])

    run = compare(world.case)

    assert [(p.person_no, p.views) for p in placed_people(run, "I-1")] == [("a", 1), ("b", 1)]


def test_beside_the_views_stands_on_how_many_local_days_they_are(world: World) -> None:
    for no in ("a", "b"):
        give_login(make_person(world.case, no), no)
    make_incident(world.case, systems=[make_system(world.case)])
    make_wave(world.case)
    hours = ["2022-12-02 00:10:00", "2022-12-02 23:50:00", "2022-12-05 10:00:00"]
    add_log(world, [f"{hour},a,C1,np" for hour in hours])

    run = compare(world.case)

    assert [(p.person_no, p.views, p.days) for p in placed_people(run, "I-1")] == [("a", 3, 2), ("b", 0, 0)]
    assert {incident: p.days for incident, p in standings_of(run, "a").items()} == {"I-1": 2}


def test_the_same_inputs_are_compared_once(world: World) -> None:
    incident, people = make_case(world)
    wave = fill(world, incident, people)
    first = compare(world.case)

    assert compare(world.case).pk == first.pk

    answer(wave, people["y0"], q1="no")
    assert compare(world.case).ordinal == 2


def test_the_people_behind_a_class_come_with_their_first_and_last_line(world: World) -> None:
    incident, people = make_case(world)
    fill(world, incident, people)
    add_log(world, ["2023-01-05 09:00:00,u-yn,C8,np"])
    compare(world.case)

    (entry,) = reconcile_json(world.case, people=True)["incidents"]

    assert entry["people"]["log_yes_answer_no"] == [
        {
            "person": "yn",
            "first": "2022-12-02T01:00:00+00:00",
            "last": "2023-01-05T00:00:00+00:00",
            "views": 2,
            "contracts": 2,
        }
    ]
