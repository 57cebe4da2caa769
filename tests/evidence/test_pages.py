"""Pages of evidence and of the comparison: who sees what, what they say, what they write to the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from casework import actions as casework
from casework.models import Role
from core import files, jobs
from evidence import actions
from evidence.enums import LogFileState, NoteType
from evidence.matrix import open_discrepancies
from evidence.models import DiscrepancyNote, LogFile, LogSource, ViewingMap
from evidence.notes import actions as notes
from evidence.queries import newest_reconciliation
from evidence.upkeep.changed import stale_parts
from tests.evidence.worlds import BY, add_log, answer, make_compared, make_wave
from tests.factories import World, make_person, make_system, make_user, make_world

pytestmark = pytest.mark.django_db
CP932_LOG = (
    "操作日時,ユーザID,契約番号,事業者区分,お客さま名\r\n"
    "2022/12/01 08:59:12,u1,0312-556-88,他社,山田太郎商店\r\n"
    "2022/13/01 08:59:12,u1,0312-556-88,他社,山田太郎商店\r\n"
    '2022/12/01 09:59:12,"u1,0312-556-88,他社,山田太郎商店\r\n'
).encode("cp932")


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(world: World, name: str, *args: Any) -> str:
    return reverse(name, args=[world.case.public_id, *args])


PAGES: list[tuple[str, Callable[[World], tuple[Any, ...]]]] = [
    ("evidence:source-list", lambda _world: ()),
    ("reconciliation:matrix", lambda _world: ()),
    ("reconciliation:queue", lambda _world: ("I-1", "log_yes_answer_no")),
    ("reconciliation:dossier", lambda world: (world.case.roster.people.order_by("no")[0].public_id,)),
    ("reconciliation:viewing-map", lambda world: (world.case.incidents.get().public_id,)),
    ("evidence:file-show", lambda world: (LogFile.objects.get(case=world.case).public_id,)),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_officers_and_auditors_read_and_others_do_not(
    world: World, name: str, args: Callable[[World], tuple[Any, ...]]
) -> None:
    make_compared(world)
    auditor, executive = make_user("sano"), make_user("ueda")
    casework.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    casework.set_member(case=world.case, user=executive, role=Role.EXECUTIVE, by=world.by)
    url = page(world, name, *args(world))

    codes = [signed_in(user).get(url).status_code for user in (world.aoki, auditor, executive, world.chiba)]

    assert codes == [200, 200, 403, 404]


def test_pages_with_personal_data_are_kept_in_no_cache(world: World) -> None:
    make_compared(world)

    for name, args in PAGES:
        assert signed_in(world.aoki).get(page(world, name, *args(world))).headers["Cache-Control"] == "no-store"


def test_reading_a_dossier_is_one_line_of_the_trail(world: World) -> None:
    _incident, people, _run = make_compared(world)

    signed_in(world.aoki).get(page(world, "reconciliation:dossier", people[0].public_id), {"day": "2022-12-01"})

    events = AuditEvent.objects.filter(type="evidence.dossier_read")
    assert [(e.subject, e.by_label, e.detail) for e in events] == [
        (f"person:{people[0].public_id}", world.aoki.email, {"day": "2022-12-01"})
    ]


def test_nobody_opens_a_dossier_about_themselves(world: World) -> None:
    make_compared(world)
    mine = make_person(world.case, "P-999", email=world.aoki.email)
    url = page(world, "reconciliation:dossier", mine.public_id)

    assert signed_in(world.baba).get(url).status_code == 200
    assert signed_in(world.aoki).get(url).status_code == 403
    assert AuditEvent.objects.filter(type="evidence.dossier_read").count() == 1


def test_a_dossier_shows_versions_beside_lines_without_contract_numbers(world: World) -> None:
    _incident, people, _run = make_compared(world)
    wave = world.case.waves.get()
    answer(wave, people[0], "yes", ordinal=2)

    html = signed_in(world.aoki).get(page(world, "reconciliation:dossier", people[0].public_id)).content.decode()

    assert '<p class="given">ある</p>' in html
    assert "<del>ない</del>" in html
    assert "思い出した" in html
    assert "k:" in html
    assert ">C0" not in html
    assert 'datetime="2022-12-01"' in html
    assert "1 日に 1 回" in html


def test_the_matrix_leads_to_each_queue_and_adds_up(world: World) -> None:
    make_compared(world)

    html = signed_in(world.aoki).get(page(world, "reconciliation:matrix")).content.decode()

    assert page(world, "reconciliation:queue", "I-1", "log_yes_answer_no") in html
    assert "集団と一致" in html


def test_what_changed_after_the_comparison_is_said(world: World) -> None:
    make_compared(world)
    run = newest_reconciliation(world.case)
    assert run is not None
    assert stale_parts(world.case, run) == set()

    add_log(world, ["2022-12-05 10:00:00,u1,C9,np"])

    assert stale_parts(world.case, run) == {"logs"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["P-000", "P-001"]),
        ({"q": "p-001"}, ["P-001"]),
        ({"affiliation": "contractor"}, []),
        ({"views": "2"}, []),
        ({"state": "open"}, ["P-000", "P-001"]),
        ({"state": "none"}, []),
        ({"owner": "baba"}, ["P-001"]),
    ],
)
def test_a_queue_is_narrowed_by_its_form(world: World, query: dict[str, str], expected: list[str]) -> None:
    incident, people, _run = make_compared(world)
    notes.open_note(
        incident=incident, person=people[1], type=NoteType.DENIED_THOUGH_LOGGED, owner=world.baba, by=world.by
    )
    if "owner" in query:
        query = {"owner": str(world.baba.public_id)}

    response = signed_in(world.aoki).get(page(world, "reconciliation:queue", "I-1", "log_yes_answer_no"), query)

    assert [row.person.no for row in response.context["rows"]] == expected


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_longer_queue_costs_no_more_queries() -> None:
    counts = []
    for number, deniers in (("M-1", 1), ("M-3", 3)):
        world = make_world(number)
        make_compared(world, deniers)
        client = signed_in(world.aoki)
        url = page(world, "reconciliation:queue", "I-1", "log_yes_answer_no")
        client.get(url)
        counts.append(queries(client, url))

    assert counts[0] == counts[1]


def test_a_longer_list_of_files_costs_no_more_queries(world: World) -> None:
    add_log(world, ["2022-12-05 10:00:00,u1,C9,np"])
    client, url = signed_in(world.aoki), page(world, "evidence:source-list")
    client.get(url)
    one = queries(client, url)

    for n in range(2):
        add_log(world, [f"2022-12-0{n + 1} 10:00:00,u1,C9,np"])

    assert queries(client, url) == one


def test_nobody_finds_themselves_in_a_list_of_people(world: World) -> None:
    _incident, people, _run = make_compared(world)
    client = signed_in(world.aoki)

    def listed() -> list[list[str]]:
        queue = client.get(page(world, "reconciliation:queue", "I-1", "log_yes_answer_no")).context["rows"]
        beside = client.get(page(world, "reconciliation:link-list", "I-1")).context["rows"]
        return [[row.person.no for row in queue], [row[0].no for row in beside]]

    assert listed() == [["P-000", "P-001"], ["P-000", "P-001", "P-002", "P-003"]]
    people[0].user = world.aoki
    people[0].save()

    assert listed() == [["P-001"], ["P-001", "P-002", "P-003"]]


def test_the_way_to_the_next_person_passes_over_the_reader(world: World) -> None:
    _incident, people, _run = make_compared(world)
    client = signed_in(world.aoki)
    first = page(world, "reconciliation:dossier", people[0].public_id)
    asked = {"incident": "I-1", "kind": "log_yes_answer_no"}
    assert str(people[1].public_id) in client.get(first, asked).context["next"]
    people[1].user = world.aoki
    people[1].save()

    assert client.get(first, asked).context["next"] == ""


def test_chosen_people_are_taken_on_by_the_one_who_chooses(world: World) -> None:
    make_compared(world)
    url = page(world, "reconciliation:queue", "I-1", "log_yes_answer_no")

    signed_in(world.baba).post(url, {"person": ["P-000", "P-001"]})

    taken = DiscrepancyNote.objects.filter(owner=world.baba).order_by("person__no")
    assert [(n.person.no, n.type, n.owner) for n in taken if n.person] == [
        ("P-000", "denied_though_logged", world.baba),
        ("P-001", "denied_though_logged", world.baba),
    ]


def test_an_explained_difference_is_open_no_more(world: World) -> None:
    incident, people, run = make_compared(world)
    note = notes.open_note(incident=incident, person=people[0], type=NoteType.DENIED_THOUGH_LOGGED, by=world.by)
    assert open_discrepancies(world.case, run) == 2

    signed_in(world.aoki).post(
        page(world, "reconciliation:note-move", note.public_id),
        {"move": "explain", "text": "応援の業務", "reason": "emergency"},
    )

    assert open_discrepancies(world.case, run) == 1


def test_an_auditor_changes_nothing(world: World) -> None:
    incident, people, _run = make_compared(world)
    auditor = make_user("sano")
    casework.set_member(case=world.case, user=auditor, role=Role.AUDITOR, by=world.by)
    note = notes.open_note(incident=incident, person=people[0], type=NoteType.OTHER, by=world.by)
    client = signed_in(auditor)

    codes = [
        client.post(page(world, "reconciliation:compare")).status_code,
        client.post(page(world, "reconciliation:note-move", note.public_id), {"move": "ask"}).status_code,
        client.post(page(world, "reconciliation:note-new", people[0].public_id), {}).status_code,
        client.post(page(world, "reconciliation:queue", "I-1", "log_yes_answer_no"), {"person": "P-000"}).status_code,
        client.post(page(world, "reconciliation:viewing-map", incident.public_id), {}).status_code,
        client.post(page(world, "evidence:source-new"), {}).status_code,
    ]

    assert codes == [403] * 6


def test_a_file_goes_from_custody_to_its_result(world: World) -> None:
    source = actions.add_source(case=world.case, code="crm", name="顧客管理", system=make_system(world.case), by=BY)
    client = signed_in(world.aoki)
    upload = SimpleUploadedFile("../../crm 12月.csv", CP932_LOG, content_type="text/csv")
    facts = {
        "source": source.pk,
        "file": upload,
        "received_from": "システム部",
        "ground": "依頼",
        "necessity": "閲覧の確認",
    }

    received = client.post(page(world, "evidence:file-new"), facts)
    shown = client.get(received["Location"])

    assert shown.context["step"] == 2
    assert "山田太郎商店" not in shown.content.decode()
    fields = {row.field.html_name: row.field.value() for row in shown.context["form"].columns()}
    assert list(fields.values()) == ["at", "login", "contract", "category", ""]

    mapped = {**fields, "encoding": "cp932", "time_zone": "Asia/Tokyo", "at_format": "", "words": "他社 = np"}
    client.post(received["Location"] + "import/", mapped)
    jobs.run_pending()

    log_file = LogFile.objects.get()
    assert (log_file.state, log_file.rows_in, log_file.accepted, log_file.rejected) == (LogFileState.IMPORTED, 3, 1, 2)
    assert log_file.name == "crm 12月.csv"
    assert LogSource.objects.get().mapping["values"] == {"category": {"他社": "np"}}
    result = client.get(received["Location"])
    assert [(rows, lines) for _reason, rows, lines in result.context["reasons"]] == [(1, "3"), (1, "4")]


def test_several_files_are_received_at_once(world: World) -> None:
    source = actions.add_source(case=world.case, code="crm", name="顧客管理", system=make_system(world.case), by=BY)
    uploads = [SimpleUploadedFile(f"{month}.csv", CP932_LOG + month.encode()) for month in ("11", "12")]
    facts = {"source": source.pk, "file": uploads, "received_from": "システム部", "ground": "依頼", "necessity": "確認"}
    client = signed_in(world.aoki)

    answer = client.post(page(world, "evidence:file-new"), facts)
    none = client.post(page(world, "evidence:file-new"), facts | {"file": ""})

    assert answer["Location"] == page(world, "evidence:source-files", source.public_id)
    assert list(LogFile.objects.order_by("name").values_list("name", "ground")) == [
        ("11.csv", "依頼"),
        ("12.csv", "依頼"),
    ]
    assert list(none.context["form"].errors) == ["file"]


def test_the_giver_learns_that_the_same_bytes_are_here_already(world: World) -> None:
    source = actions.add_source(case=world.case, code="crm", name="顧客管理", system=make_system(world.case), by=BY)
    facts = {"source": source.pk, "received_from": "システム部", "ground": "依頼", "necessity": "確認"}
    client = signed_in(world.aoki)

    def told(name: str) -> list[str]:
        answer = client.post(page(world, "evidence:file-new"), facts | {"file": [SimpleUploadedFile(name, CP932_LOG)]})
        return [str(message) for message in get_messages(answer.wsgi_request)]

    first, again = told("a.csv"), told("b.csv")

    assert (first, len(again), "a.csv" in again[0]) == ([], 1, True)
    assert LogFile.objects.count() == 1


def test_a_file_is_shown_in_another_encoding_before_it_is_read_in(world: World) -> None:
    source = actions.add_source(case=world.case, code="crm", name="顧客管理", system=make_system(world.case), by=BY)
    stored = files.store_bytes("日時;ユーザーID\n2022-12-05 09:00:00;社員1\n".encode("euc_jp"), name="x.csv", by=BY)
    log_file = actions.receive_log(source=source, stored=stored, by=BY)
    client, look = signed_in(world.aoki), page(world, "evidence:file-look", log_file.public_id)

    client.post(look, {"encoding": "cp932", "delimiter": ","})
    log_file.refresh_from_db()
    wrong = [column["name"] for column in log_file.profile["columns"]]
    client.post(look, {"encoding": "euc_jp", "delimiter": ";"})

    log_file.refresh_from_db()
    assert "日時" not in wrong
    assert [column["samples"] for column in log_file.profile["columns"]] == [["2022-12-05 09:00:00"], ["社員1"]]
    assert AuditEvent.objects.filter(type="evidence.log_looked_at").count() == 2


def test_taking_the_rejected_rows_is_written_down(world: World) -> None:
    log_file = add_log(world, ["=cmd,u1,C9,np", "2022-12-05 10:00:00,u1,C9,np"])

    response = signed_in(world.aoki).post(page(world, "evidence:file-rejects", log_file.public_id))

    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert body.splitlines()[1] == '2,bad_timestamp,"\'=cmd,u1,C9,np"'
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(type="evidence.rejects_downloaded").count() == 1


def test_a_file_without_its_time_column_is_not_read_in(world: World) -> None:
    source = actions.add_source(case=world.case, code="crm", name="顧客管理", by=BY)
    client = signed_in(world.aoki)
    facts = {
        "source": source.pk,
        "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n"),
        "received_from": "x",
        "ground": "y",
        "necessity": "z",
    }
    received = client.post(page(world, "evidence:file-new"), facts)

    response = client.post(
        received["Location"] + "import/", {"encoding": "utf-8", "time_zone": "Asia/Tokyo", "column_0": "login"}
    )

    assert response.context["form"].non_field_errors() == ["日時の列を選んでください。"]
    assert LogFile.objects.get().job is None


def test_the_reading_of_answers_is_a_new_version(world: World) -> None:
    incident, _people, _run = make_compared(world)

    signed_in(world.aoki).post(
        page(world, "reconciliation:viewing-map", incident.public_id),
        {"wave": ["w1"], "question": "q1", "choice-yes": "yes", "choice-no": "unsure"},
    )

    newest = ViewingMap.objects.order_by("-number")[0]
    assert (newest.number, newest.yes, newest.no, newest.unsure) == (2, ["yes"], [], ["no"])


def test_a_case_without_logs_says_what_the_place_is_for(world: World) -> None:
    make_wave(world)
    client = signed_in(world.aoki)

    assert "ログの出どころがまだありません" in client.get(page(world, "evidence:source-list")).content.decode()
    assert "まだ照合していません" in client.get(page(world, "reconciliation:matrix")).content.decode()
