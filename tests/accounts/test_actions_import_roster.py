from datetime import date

import pytest

from accounts.actions import import_roster
from accounts.models import LoginId, PeopleFile, PeopleFileState, Person
from audit.models import AuditEvent
from core.errors import Problem, Rejected
from core.sheets import Reading
from tests.accounts.factories import HEAD, SATO, TAKAHASHI, csv_data, people_file, stored, workbook_data
from tests.factories import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def load(world: World, data: bytes, name: str = "roster.csv", **options: object) -> PeopleFile:
    return import_roster(
        roster=world.case.roster,
        file=stored(world, data, name),
        systems={"cis": "顧客管理システム", "crm": "営業支援"},
        chain=world.case.chain,
        by=world.by,
        **options,
    )


def problems(world: World, data: bytes, name: str = "roster.csv", **options: object) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        load(world, data, name, **options)
    return caught.value.problems


def places(found: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(problem.sheet, problem.row, problem.column) for problem in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_people_come_from_csv_in_any_usual_encoding(world: World, encoding: str) -> None:
    file = load(world, csv_data(HEAD, SATO, TAKAHASHI, encoding=encoding))

    person = Person.objects.select_related("affiliation").get(no="A002")
    assert (file.state, file.added, file.changed, file.unchanged) == (PeopleFileState.IMPORTED, 2, 0, 0)
    assert (person.name, person.affiliation.code, person.employer) == ("髙橋 﨑子", "contractor", "みなとサービス")
    assert (person.employment_kind, person.joined_on, person.left_on) == (
        "contractor_staff",
        date(2019, 10, 1),
        date(2023, 3, 31),
    )


def test_the_job_role_is_read_in_the_words_of_the_company(world: World) -> None:
    load(world, csv_data((*HEAD, "役職"), (*SATO, "営業所長"), (*TAKAHASHI, "")))

    assert list(Person.objects.order_by("no").values_list("no", "role")) == [("A001", "営業所長"), ("A002", "")]


def test_people_come_from_a_workbook_below_a_merged_title(world: World) -> None:
    rows = [HEAD, (1001, *SATO[1:7], date(2015, 4, 1), ""), TAKAHASHI]

    load(world, workbook_data(*rows, title="対象者名簿（2023年2月）"), "名簿.xlsx")

    assert list(Person.objects.order_by("no").values_list("no", "joined_on")) == [
        ("1001", date(2015, 4, 1)),
        ("A002", date(2019, 10, 1)),
    ]


def test_english_heads_are_understood(world: World) -> None:
    load(
        world,
        csv_data(("Person ID", "Full name", "Affiliation", "E-mail"), ("B1", "Aki Mori", "own", "aki@example.jp")),
    )

    assert Person.objects.values_list("no", "name", "email").get() == ("B1", "Aki Mori", "aki@example.jp")


def test_a_newer_list_changes_adds_and_removes_nobody(world: World) -> None:
    load(world, csv_data(HEAD, SATO, TAKAHASHI))

    file = load(world, csv_data(HEAD, (*SATO[:5], "総務部", *SATO[6:]), ("A003", "森 葵", "", "当社", *SATO[4:])))

    assert (file.added, file.changed, file.unchanged) == (1, 1, 0)
    assert list(Person.objects.order_by("no").values_list("no", "unit")) == [
        ("A001", "総務部"),
        ("A002", "受付課"),
        ("A003", "営業部"),
    ]


def test_a_column_that_the_file_lacks_changes_nothing(world: World) -> None:
    load(world, csv_data(HEAD, SATO))

    file = load(world, csv_data(HEAD[:2] + HEAD[3:4], ("A001", "佐藤 花子", "当社")))

    assert (file.changed, file.unchanged) == (0, 1)
    assert Person.objects.get().email == "sato@example.jp"


def test_text_that_looks_like_a_formula_is_kept_as_text(world: World) -> None:
    load(world, workbook_data(HEAD, ("A1", "=cmd|' /C calc'!A0", "", "当社", *SATO[4:])), "a.xlsx")
    load(world, csv_data(HEAD, ("A2", "=cmd", "", "当社", *SATO[4:])))
    load(world, csv_data(HEAD, ("A3", "'=cmd", "", "当社", *SATO[4:])))

    assert list(Person.objects.order_by("no").values_list("name", flat=True)) == ["=cmd|' /C calc'!A0", "=cmd", "=cmd"]


def test_every_fault_is_named_with_its_place_and_nothing_is_saved(world: World) -> None:
    data = csv_data(
        HEAD,
        SATO,
        ("", "名なし", "x", "関西", "", "", "役員", "2023-02-30", ""),
        ("A001", "", "", "当社", "", "", "", "2023-04-01", "2022-04-01"),
    )

    found = problems(world, data)

    assert places(found) == [
        ("", 3, "社員番号"),
        ("", 3, "所属区分"),
        ("", 3, "メール"),
        ("", 3, "雇用区分"),
        ("", 3, "入社日"),
        ("", 4, "氏名"),
        ("", 4, "退職日"),
        ("", 4, "社員番号"),
    ]
    assert (Person.objects.count(), PeopleFile.objects.get().state) == (0, PeopleFileState.RECEIVED)
    assert AuditEvent.objects.filter(type="accounts.roster_imported").count() == 0


def test_a_missing_column_is_named(world: World) -> None:
    found = problems(world, csv_data(("社員番号", "氏名"), ("A1", "佐藤")))

    assert [str(problem.message) for problem in found] == ["「所属区分」にあたる列が選ばれていません。"]


def test_merged_cells_among_the_rows_are_refused(world: World) -> None:
    found = problems(world, workbook_data(HEAD, SATO, TAKAHASHI, merge="D2:D3"), "a.xlsx")

    assert places(found) == [("名簿", 2, "D")]
    assert "D2:D3" in str(found[0].message)


def test_an_id_that_excel_made_a_date_is_refused(world: World) -> None:
    found = problems(world, workbook_data(HEAD, (date(2023, 1, 2), *SATO[1:])), "a.xlsx")

    assert places(found) == [("名簿", 2, "社員番号")]


def test_a_file_that_cannot_be_read_is_refused_in_words(world: World) -> None:
    found = problems(world, "社員番号,氏名\nA1,髙橋\n".encode("cp932"), reading=Reading(encoding="utf-8"))

    assert str(found[0].message).startswith("1 行目から先を utf-8 として読めません。")


def test_log_in_ids_of_several_systems_come_with_the_roster(world: World) -> None:
    head = (*HEAD, "ログインID（顧客管理システム）", "login crm")
    data = csv_data(head, (*SATO, "E001;Ｅ００２", "V1"), (*TAKAHASHI, "e001", ""))

    load(world, data)
    load(world, data)

    assert list(LoginId.objects.order_by("pk").values_list("person__no", "system_code", "login", "login_folded")) == [
        ("A001", "cis", "E001", "e001"),
        ("A001", "cis", "Ｅ００２", "e002"),
        ("A001", "crm", "V1", "v1"),
        ("A002", "cis", "e001", "e001"),
    ]


def test_a_file_is_imported_once_however_often_it_is_asked(world: World) -> None:
    file = people_file(world, csv_data(HEAD, SATO))
    for _time in range(2):
        import_roster(
            roster=world.case.roster, file=file, systems={}, chain=world.case.chain, by=world.by, reading=Reading()
        )

    assert AuditEvent.objects.filter(type="accounts.roster_imported").count() == 1
    assert (file.added, Person.objects.count()) == (1, 1)


def test_the_trail_has_counts_and_the_hash_but_no_names(world: World) -> None:
    file = load(world, csv_data(HEAD, SATO))

    event = AuditEvent.objects.get(type="accounts.roster_imported")
    assert event.detail == {"sha256": file.stored.sha256, "added": 1, "changed": 0, "unchanged": 0}


def test_the_chosen_columns_go_before_the_heads_and_are_remembered(world: World) -> None:
    head = ("キー", "なまえ", "どこ")
    first = load(
        world,
        csv_data(head, ("A1", "佐藤", "own")),
        reading=Reading(mapping={0: "person", 1: "name", 2: "affiliation"}),
    )

    second = load(world, csv_data(head, ("A2", "森", "own")))

    assert first.mapping == {"キー": "person", "なまえ": "name", "どこ": "affiliation"}
    assert second.added == 1


def test_people_of_another_case_are_never_touched(world: World) -> None:
    other = make_world("M-2023-02")
    make_person(other.case, "A001", name="別の人")

    load(world, csv_data(HEAD, SATO))

    assert Person.objects.get(roster=other.case.roster).name == "別の人"


@pytest.mark.slow
def test_four_thousand_people_take_few_statements(world: World, django_assert_max_num_queries: object) -> None:
    data = csv_data(HEAD, *((f"A{i:05}", f"佐藤 {i}", "", "当社", *SATO[4:]) for i in range(4000)))

    with django_assert_max_num_queries(80):  # type: ignore[operator]
        file = load(world, data)

    assert file.added == 4000
