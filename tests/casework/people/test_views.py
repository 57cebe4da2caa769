from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import PeopleFile, Person, User
from casework.actions import set_member
from casework.models import Case, Role
from tests.accounts.factories import HEAD, SATO, TAKAHASHI, csv_data, people_file
from tests.factories import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, case: Case, *args: object) -> str:
    return reverse(f"people:{name}", args=[case.public_id, *args])


def send(client: Client, case: Case, data: bytes, name: str = "roster.csv", kind: str = "roster") -> Any:
    return client.post(url("import-start", case), {"kind": kind, "file": SimpleUploadedFile(name, data)})


def test_the_list_takes_the_same_queries_for_one_and_for_three_people(world: World) -> None:
    client = as_user(world.aoki)
    counts = []
    for numbers in (["A0"], ["A1", "A2"]):
        for number in numbers:
            make_person(world.case, number)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url("person-list", world.case))
        counts.append((len(page.context["page"]), len(queries)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]
    assert counts[0][1] <= 16  # the rail's counts are part of it


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ﾀｶﾊｼ"}, ["A2"]),
        ({"q": "a1"}, ["A1"]),
        ({"q": "営業 さとう"}, ["A1"]),
        ({"q": "営業 いない"}, []),
        ({"affiliation": "contractor"}, ["A2"]),
        ({"employment": "dispatched"}, ["A2"]),
        ({}, ["A1", "A2"]),
    ],
)
def test_search_folds_width_case_and_katakana(world: World, query: dict[str, str], found: list[str]) -> None:
    make_person(world.case, "A1", name="サトウ 花子", search_text="a1さとう花子営業部")
    make_person(
        world.case,
        "A2",
        name="タカハシ",
        affiliation="contractor",
        employment_kind="dispatched",
        search_text="a2たかはし営業部",
    )

    page = as_user(world.aoki).get(url("person-list", world.case), query)

    assert [person.no for person in page.context["page"]] == found


@pytest.mark.parametrize("query", ["?secret=1", "?affiliation=nowhere", "?page=x"])
def test_parameters_that_the_list_does_not_know_are_refused(world: World, query: str) -> None:
    assert as_user(world.aoki).get(url("person-list", world.case) + query).status_code == 400


@pytest.mark.parametrize("name", ["person-list", "import-start"])
def test_outsiders_find_nothing(world: World, name: str) -> None:
    assert as_user(world.aoki).get(url(name, world.case)).status_code == 200
    assert as_user(world.chiba).get(url(name, world.case)).status_code == 404


def test_an_auditor_reads_the_list_but_imports_nothing(world: World) -> None:
    set_member(case=world.case, user=world.chiba, role=Role.AUDITOR, by=world.by)
    auditor = as_user(world.chiba)

    assert auditor.get(url("person-list", world.case)).status_code == 200
    assert send(auditor, world.case, csv_data(HEAD, SATO)).status_code == 403
    assert PeopleFile.objects.count() == 0


def test_a_persons_page_leads_to_their_answers_and_officers_to_a_question_about_one(world: World) -> None:
    person = make_person(world.case)
    set_member(case=world.case, user=world.chiba, role=Role.AUDITOR, by=world.by)
    case = f"/cases/{world.case.public_id}"
    reading = f"{case}/reconciliation/people/{person.public_id}/"
    asking = f"{case}/surveys/interviews/questions/new/{person.public_id}/"

    pages = [as_user(who).get(url("person-show", world.case, person.public_id)) for who in (world.aoki, world.chiba)]

    assert [(reading in page.text, asking in page.text) for page in pages] == [(True, True), (True, False)]
    assert [as_user(world.aoki).get(address).status_code for address in (reading, asking)] == [200, 200]


def test_a_person_of_another_case_is_not_found(world: World) -> None:
    other = make_world("M-2023-02")
    person = make_person(other.case)

    assert as_user(world.aoki).get(url("person-show", other.case, person.public_id)).status_code == 200
    assert as_user(world.aoki).get(url("person-show", world.case, person.public_id)).status_code == 404


def test_nobody_opens_their_own_entry(world: World) -> None:
    person = make_person(world.case, "A1", email="AOKI@example.jp")

    assert as_user(world.baba).get(url("person-show", world.case, person.public_id)).status_code == 200
    assert as_user(world.aoki).get(url("person-show", world.case, person.public_id)).status_code == 403


def test_a_file_goes_through_preview_and_import_to_its_result(world: World) -> None:
    client = as_user(world.aoki)

    received = send(client, world.case, csv_data(HEAD, SATO, TAKAHASHI, encoding="cp932"))
    preview = client.get(received.url)
    assert Person.objects.count() == 0
    look = preview.context["look"]
    wishes = {column.name: column.chosen for column in look.columns}
    done = client.post(received.url, wishes, follow=True)

    assert (look.content.encoding, look.plan.added, [column.state for column in look.columns]) == (
        "cp932",
        2,
        ["known"] * 9,
    )
    assert done.context["file"].added == 2
    assert Person.objects.count() == 2


def test_a_changed_meaning_is_checked_before_it_is_saved(world: World) -> None:
    client = as_user(world.aoki)
    file = people_file(world, csv_data(("番号", "なまえ", "区分"), ("A1", "佐藤", "当社")))
    address = url("import-show", world.case, file.public_id)

    proposed = client.get(address).context["look"]
    chosen = client.get(address, {"c0": "person", "c1": "name", "c2": "affiliation"}).context["look"]

    assert (proposed.plan, [str(problem.message) for problem in proposed.problems]) == (
        None,
        ["「氏名」にあたる列が選ばれていません。"],
    )
    assert (chosen.plan.added, [column.state for column in chosen.columns]) == (1, ["known", "chosen", "known"])


def test_a_wrong_encoding_can_be_chosen_and_unchosen(world: World) -> None:
    client = as_user(world.aoki)
    file = people_file(world, csv_data(HEAD, TAKAHASHI, encoding="cp932"))
    address = url("import-show", world.case, file.public_id)

    wrong = client.get(address, {"encoding": "utf-8"})
    right = client.get(address, {"encoding": "cp932", "delimiter": "comma"})

    assert wrong.status_code == 200
    assert [problem.row for problem in wrong.context["look"].problems] == [1]
    assert right.context["look"].plan.added == 1


def test_faults_are_listed_on_the_page_and_the_import_does_nothing(world: World) -> None:
    client = as_user(world.aoki)
    file = people_file(world, csv_data(HEAD, SATO, SATO))
    address = url("import-show", world.case, file.public_id)

    page = client.post(address, {})

    assert page.status_code == 200
    assert "A001 は 2 行目にもあります" in page.content.decode()
    assert Person.objects.count() == 0


def test_markup_in_a_file_stays_text(world: World) -> None:
    client = as_user(world.aoki)
    file = people_file(world, csv_data((*HEAD, "<script>alert(1)</script>"), (*SATO, "<img src=x>")), name="<b>x.csv")

    page = client.get(url("import-show", world.case, file.public_id)).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>x.csv" not in page


def test_a_file_of_another_case_is_not_found(world: World) -> None:
    other = make_world("M-2023-02")
    file = people_file(other, csv_data(HEAD, SATO))

    assert as_user(world.aoki).get(url("import-show", other.case, file.public_id)).status_code == 200
    assert as_user(world.aoki).get(url("import-show", world.case, file.public_id)).status_code == 404


def test_pressing_import_twice_imports_once(world: World) -> None:
    client = as_user(world.aoki)
    file = people_file(world, csv_data(HEAD, SATO))
    address = url("import-show", world.case, file.public_id)

    first, second = client.post(address, {}), client.post(address, {})

    assert (first.status_code, second.status_code, Person.objects.count()) == (302, 200, 1)


@pytest.mark.parametrize("name", ["bad.xlsx", "bad.csv"])
def test_a_broken_file_is_a_page_with_a_sentence(world: World, name: str) -> None:
    client = as_user(world.aoki)

    page = client.get(send(client, world.case, b"\x00\xff broken", name).url)

    assert page.status_code == 200
    assert len(page.context["look"].problems) == 1
