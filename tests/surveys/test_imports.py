"""Answers collected elsewhere: our own list, and the unedited export of Microsoft Forms."""

import csv
import datetime as dt
import io
import time

import pytest

from accounts.models import Affiliation, Person
from audit.models import AuditEvent
from core.errors import Rejected
from core.jobs import run_pending
from core.models import Job
from core.verdict import Refused
from surveys import actions
from surveys.exports import import_versions, response_table, version_lines
from surveys.imports import import_responses, receive_responses, start_import
from surveys.models import Invitation, Response, ResponseVersion
from surveys.queries import current_answers, monitor
from tests.factories import make_person, make_world
from tests.surveys.factories import BY, ROOT, forms_export, invitation_of, make_version, make_wave, stored

pytestmark = pytest.mark.django_db
HEAD = [
    "person",
    "mode",
    "submitted_at",
    "q1_viewed",
    "q2_reason",
    "q3_routes",
    "q4_told",
    "q5_aware",
    "q6_aware_reasons",
]
Q1 = "新電力等と契約しているお客さまの情報が、業務の画面に表示されたのを見たことがありますか。"
Q2 = "見たのは、どのような場面でしたか。"
Q3 = "その情報を見られることを、どのように知りましたか。"
FORMS_JA = ["ID", "開始時刻", "完了時刻", "メール", "名前", Q1, Q2, Q3]
FORMS_EN = [
    "ID",
    "Start time",
    "Completion time",
    "Email",
    "Name",
    "Have you seen information on customers of other retailers on a screen at work?",
    "In what situation did you see it?",
    "How did you learn that the information could be seen?",
]
T1, T2 = dt.datetime.fromisoformat("2023-01-24 09:00"), dt.datetime.fromisoformat("2023-01-24 09:05")


def table(*rows, head=HEAD, encoding="utf-8"):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return stored(text.getvalue().encode(encoding), "w1.csv")


def bring(wave, file, **facts):
    return import_responses(wave=wave, stored_file=file, by=BY, **facts)


def places(rejected):
    return [(problem.row, problem.column) for problem in rejected.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_with_codes_becomes_answers(world, encoding):
    wave = make_wave(world.case, mode="import")
    file = table(
        ["P-001", "self", "2023-01-24T09:05:00+09:00", "yes", "request", "boss;manual", "no", "aware", "service"],
        ["P-002", "", "", "ない", "", "", "", "", ""],
        encoding=encoding,
    )

    plan = bring(wave, file)

    assert len(plan.rows) == 2
    rows = {row.person_no: (row.mode, row.answers) for row in current_answers(world.case)}
    assert rows == {
        "P-001": (
            "self",
            {
                "q1_viewed": "yes",
                "q2_reason": "request",
                "q3_routes": ["manual", "boss"],
                "q4_told": "no",
                "q5_aware": "aware",
                "q6_aware_reasons": ["service"],
            },
        ),
        "P-002": ("import", {"q1_viewed": "no"}),
    }
    first = ResponseVersion.objects.get(response__person__no="P-001")
    assert first.submitted_at == dt.datetime(2023, 1, 24, 0, 5, tzinfo=dt.UTC)
    assert first.source_id == file.pk
    assert set(Invitation.objects.values_list("state", flat=True)) == {"submitted"}


@pytest.mark.parametrize(
    ("head", "viewed", "reason", "routes"),
    [
        (FORMS_JA, "ある", "お客さまからのお申し出への対応等", "マニュアル類;上司からの業務指示;"),
        (FORMS_EN, "Yes", "Answering a customer's request and the like", "Manuals;An instruction from my superior;"),
    ],
)
def test_an_unedited_forms_export_is_understood(world, head, viewed, reason, routes):
    wave = make_wave(world.case, mode="import")
    data = forms_export(
        [
            [1, T1, T2, "Saeki@Example.jp", "Saeki", viewed, reason, routes],
            [2, T1, T2, "mori@example.jp", "Mori", {"ある": "ない"}.get(viewed, "No"), None, None],
        ],
        head,
    )

    bring(wave, stored(data, "アンケート.xlsx"))

    rows = {row.person_no: row.answers for row in current_answers(world.case)}
    assert rows == {
        "P-001": {"q1_viewed": "yes", "q2_reason": "request", "q3_routes": ["manual", "boss"]},
        "P-002": {"q1_viewed": "no"},
    }
    version = ResponseVersion.objects.get(response__person__no="P-001")
    assert version.submitted_at == dt.datetime(2023, 1, 24, 0, 5, tzinfo=dt.UTC)
    assert version.mode == "import"


def test_what_forms_writes_for_other_goes_to_the_question_beside_it(world):
    wave = make_wave(world.case, mode="import")
    data = forms_export([[1, T1, T2, "saeki@example.jp", "S", "ある", None, "マニュアル類;朝礼で聞いた;"]], FORMS_JA)

    bring(wave, stored(data, "f.xlsx"))

    assert next(current_answers(world.case)).answers == {
        "q1_viewed": "yes",
        "q3_routes": ["manual", "other"],
        "q3_other": "朝礼で聞いた",
    }


def test_an_employee_number_column_names_the_person(world):
    wave = make_wave(world.case, mode="import")
    data = forms_export([[1, T1, T2, "anonymous", "", "p-001", "ない"]], [*FORMS_JA[:5], "社員番号", Q1])

    bring(wave, stored(data, "f.xlsx"))

    assert [row.person_no for row in current_answers(world.case)] == ["P-001"]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (["P-009", "", "", "no"], (2, "person")),
        (["", "", "", "no"], (2, "person")),
        (["P-001", "oral", "", "no"], (2, "mode")),
        (["P-001", "", "yesterday", "no"], (2, "submitted_at")),
        (["P-001", "", "", "maybe"], (2, "q1_viewed")),
        (["P-001", "", "", "yes", "request", "manual;nowhere"], None),
        (["P-001", "", "", "yes", "nonsense"], (2, "q2_reason")),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_whole_file_with_its_cell(world, row, place):
    wave = make_wave(world.case, mode="import")
    row = row + [""] * (len(HEAD) - len(row))
    good = ["P-002", "", "", "no", "", "", "", "", ""]
    if place is None:  # free text behind «other» has a place of its own
        assert bring(wave, table(row, good)).rows[0].answers["q3_other"] == "nowhere"
        return

    with pytest.raises(Rejected) as rejected:
        bring(wave, table(row, good))

    assert places(rejected)[0] == place
    assert not Response.objects.exists()


def test_the_same_person_twice_is_refused_with_both_rows(world):
    wave = make_wave(world.case, mode="import")
    row = ["P-001", "", "", "no", "", "", "", "", ""]

    with pytest.raises(Rejected) as rejected:
        bring(wave, table(row, row))

    assert places(rejected) == [(3, "person")]
    assert "2" in str(rejected.value.problems[0].message)


def test_somebody_outside_the_population_is_refused(world):
    wave = make_wave(world.case, mode="import")
    make_person(world.case, "P-003")

    with pytest.raises(Rejected) as rejected:
        bring(wave, table(["P-003", "", "", "no", "", "", "", "", ""]))

    assert places(rejected) == [(2, "person")]


def test_a_file_without_a_person_column_says_so(world):
    wave = make_wave(world.case, mode="import")

    with pytest.raises(Rejected):
        bring(wave, table(["no"], head=["q1_viewed"]))


def test_answers_that_would_not_have_been_asked_are_left_out_and_counted(world):
    wave = make_wave(world.case, mode="import")

    plan = bring(wave, table(["P-001", "", "", "no", "request", "manual", "", "", ""]))

    assert plan.left_out == 2
    assert next(current_answers(world.case)).answers == {"q1_viewed": "no"}


def test_the_same_file_twice_adds_nothing(world):
    wave = make_wave(world.case, mode="import")
    row = ["P-001", "", "", "no", "", "", "", "", ""]
    bring(wave, table(row))

    plan = bring(wave, table(row))

    assert (plan.unchanged, len(plan.rows)) == (1, 0)
    assert ResponseVersion.objects.count() == 1


def test_a_changed_answer_needs_a_reason_and_becomes_a_second_version(world):
    wave = make_wave(world.case, mode="import")
    bring(wave, table(["P-001", "", "", "no", "", "", "", "", ""]))
    changed = ["P-001", "", "", "dont_remember", "", "", "", "", ""]

    with pytest.raises(Rejected):
        bring(wave, table(changed))
    bring(wave, table(changed), reason="聞き取りによる訂正")

    rows = list(ResponseVersion.objects.order_by("ordinal").values_list("ordinal", "answers", "reason"))
    assert rows == [(1, {"q1_viewed": "no"}, ""), (2, {"q1_viewed": "dont_remember"}, "聞き取りによる訂正")]


def test_a_wave_in_preparation_receives_nothing(world):
    wave = make_wave(world.case, open_it=False)

    with pytest.raises(Refused):
        bring(wave, table(["P-001", "", "", "no", "", "", "", "", ""]))


def test_the_import_runs_as_a_job_and_a_second_run_changes_nothing(world, django_capture_on_commit_callbacks):
    wave = make_wave(world.case, mode="import")
    received = receive_responses(wave=wave, stored_file=table(["P-001", "", "", "no", "", "", "", "", ""]), by=world.by)
    job = start_import(received=received, by=world.by)
    run_pending()
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_pending()

    job.refresh_from_db()
    received.refresh_from_db()
    assert (job.state, job.result["responses"], received.state) == ("done", 1, "imported")
    assert ResponseVersion.objects.count() == 1
    assert AuditEvent.objects.filter(type="surveys.responses_imported").count() == 1
    assert ResponseVersion.objects.get().by_label == "aoki@example.jp"


def test_a_job_that_finds_problems_fails_with_their_places(world):
    wave = make_wave(world.case, mode="import")
    received = receive_responses(wave=wave, stored_file=table(["P-009", "", "", "no", "", "", "", "", ""]), by=world.by)
    job = start_import(received=received, by=world.by)
    run_pending()

    job.refresh_from_db()
    received.refresh_from_db()
    assert (job.state, received.state) == ("failed", "received")
    assert received.result["problems"][0]["row"] == 2
    assert not Response.objects.exists()


def test_formula_like_text_stays_text(world):
    wave = make_wave(world.case, mode="import")
    head = ["person", "q1_viewed", "remarks"]

    bring(wave, table(["P-001", "no", "=cmd|' /C calc'!A0"], head=head))

    assert next(current_answers(world.case)).answers["remarks"] == "=cmd|' /C calc'!A0"


def test_what_is_exported_comes_in_again_unchanged(world):
    wave = make_wave(world.case, mode="import")
    bring(
        wave,
        table(
            ["P-001", "self", "2023-01-24 09:05", "yes", "request", "boss;other", "no", "aware", "service"],
            ["P-002", "proxy", "2023-01-24 10:00", "no", "", "", "", "", ""],
        ),
    )
    person = invitation_of(wave, "P-002").person
    actions.record_answers(
        wave=wave, person=person, answers={"q1_viewed": "dont_remember"}, mode="interview", reason="面談", by=BY
    )
    head, rows = response_table(wave)
    again = bring(wave, table(*rows, head=head))
    assert (again.unchanged, len(again.rows)) == (2, 0)

    lines = list(version_lines(world.case))
    other = make_world("M-2023-09")
    make_person(other.case, "P-001")
    make_person(other.case, "P-002", affiliation="contractor")
    make_wave(other.case, mode="import")
    assert import_versions(case=other.case, lines=lines, by=BY) == 3
    restored = list(current_answers(other.case))
    assert restored == list(current_answers(world.case))


@pytest.mark.acceptance("CB-27", "CB-28")
def test_an_interview_wave_keeps_the_account_in_words(world):
    iv = ROOT / "examples/minato/questionnaires/iv.xlsx"
    version = make_version(world.case, path=iv, code="iv")
    wave = make_wave(world.case, code="iv", mode="interview", version=version)
    file = table(
        ["P-001", "", "2023-01-30", "2023/1/30", "ある", "画面番号の入力誤りでした"],
        head=["person", "mode", "submitted_at", "interviewed_on", "viewed", "account"],
    )

    bring(wave, file)

    row = next(current_answers(world.case))
    assert row.mode == "interview"
    assert row.answers == {"interviewed_on": "2023-01-30", "viewed": "yes", "account": "画面番号の入力誤りでした"}


@pytest.mark.acceptance("TH-52")
def test_answers_through_a_manager_are_marked_as_such(world):
    wave = make_wave(world.case, mode="import")

    bring(wave, table(["P-001", "proxy", "", "no"], ["P-002", "代理", "", "yes"], head=HEAD[:4]))

    _groups, total = monitor(wave)
    assert (total.answered, total.not_self) == (2, 2)
    assert [row.mode for row in current_answers(world.case)] == ["proxy", "proxy"]


@pytest.mark.slow
def test_four_thousand_answers_come_in_quickly(world):
    own = Affiliation.objects.get(roster=world.case.roster, code="own")
    Person.objects.bulk_create(
        Person(roster=world.case.roster, no=f"N-{n:04d}", name="x", affiliation=own) for n in range(4_000)
    )
    wave = make_wave(world.case, mode="import")
    file = table(
        *[[f"N-{n:04d}", "", "", "yes", "request", "manual;boss", "no", "aware", "service"] for n in range(4_000)]
    )
    started = time.perf_counter()

    plan = bring(wave, file)

    assert len(plan.rows) == 4_000
    assert time.perf_counter() - started < 20
