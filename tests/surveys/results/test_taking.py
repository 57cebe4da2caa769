"""Answers taken out of a closed wave: complete, marked, harmless to spreadsheets, on the record."""

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook

from audit.models import AuditEvent
from core.verdict import Refused
from surveys import actions
from surveys.actions.recording import append_version
from surveys.enums import Identity
from surveys.forms_of import form_of
from surveys.models import Response, Wave
from surveys.results.taking import files
from surveys.results.taking.actions import Shape, take_answers
from surveys.results.taking.columns import Column, Scope
from surveys.results.taking.rows import columns_of, current_rows, wide
from tests.surveys.factories import BY, entered, make_version, make_wave, submit_no, version_of
from tests.surveys.workbooks import workbook

pytestmark = pytest.mark.django_db
WIDE = [
    ["begin group", "g", "一", "", ""],
    ["select_multiple way", "ways", "どうやって", "", ""],
    ["rank way", "order", "順に", "", ""],
    ["select_one way or_other", "main", "主に", "", ""],
    ["integer", "times", "回数", "", ""],
    ["date", "first", "最初の日", "", ""],
    ["text", "why", "なぜ", "", ""],
    ["calculate", "double", "", "", "${times} * 2"],
    ["end group", "", "", "", ""],
    ["begin repeat", "visits", "訪問", "", ""],
    ["select_one way", "by", "手段", "", ""],
    ["text", "note", "覚え", "", ""],
    ["end repeat", "", "", "", ""],
]
ANSWERS = {
    "ways": ["a", "b"],
    "order": ["b", "a"],
    "main": "other",
    "main_other": "=cmd|' /C calc'!A0",
    "times": -3,
    "first": "2022-12-01",
    "why": "はい、\n以上",
    "double": "-6",
    "visits": [{"by": "a", "note": "＝1+1"}, {"by": "b"}],
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    survey = [["type", "name", "label", "relevant", "calculation"], *WIDE]
    choices = [["list_name", "name", "label"], ["way", "a", "甲"], ["way", "b", "乙"]]
    return workbook(tmp_path_factory.mktemp("asked"), survey=survey, choices=choices).read_bytes()


@pytest.fixture
def wave(world, asked):
    version = version_of(world.case, asked, code="wide")
    wave = make_wave(world.case, version=version, allows_interview=True)
    for person in world.case.roster.people.order_by("no"):
        actions.record_answers(wave=wave, person=person, answers=ANSWERS, mode="interview", by=BY)
    first = Response.objects.get(wave=wave, person__no="P-001")
    append_version(
        response_id=first.pk,
        wave=wave,
        person=first.person,
        ordinal=2,
        answers={"ways": ["b"], "times": 5},
        mode="self",
        by=BY,
        submitted_at=wave.opened_at,
        reason="見直し",
    )
    return actions.close_wave(wave=wave, by=BY)


def page(wave, name="answers"):
    return f"/cases/{wave.case.public_id}/surveys/waves/{wave.public_id}/{name}/"


def take(client, wave, shape, **fields):
    facts = {"shape": shape, "people": "on", "text": "on", "reason": "統計の確認", **fields}
    response = client.post(page(wave), {name: value for name, value in facts.items() if value})
    return b"".join(response.streaming_content) if response.streaming else response


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_open_wave_keeps_its_answers(client, world):
    wave = make_wave(world.case)
    client.force_login(world.aoki)

    assert take(client, wave, "csv").status_code == 403
    assert AuditEvent.objects.filter(type="surveys.answers_exported").count() == 0


def test_every_answer_has_its_column_and_the_file_says_which_versions_it_holds(client, world, wave):
    client.force_login(world.aoki)

    second = table(take(client, wave, "csv"))[1]

    assert {name: second[name] for name in ("ways__a", "order__1", "main", "times", "first", "visits__rows")} == {
        "ways__a": "1",
        "order__1": "b",
        "main": "other",
        "times": "-3",
        "first": "2022-12-01",
        "visits__rows": "2",
    }
    assert (second["visits__2__by"], second["why"], second["version_rule"]) == ("b", "はい、\n以上", "newest")


def test_each_person_stands_once_with_the_newest_version_and_how_it_was_given(client, world, wave):
    client.force_login(world.aoki)

    found = table(take(client, wave, "csv"))

    assert [(row["person"], row["ordinal"], row["versions"], row["not_personal"]) for row in found] == [
        ("P-001", "2", "2", "0"),
        ("P-002", "1", "1", "1"),
    ]
    assert (found[0]["ways__a"], found[0]["ways__b"], found[0]["order__1"]) == ("0", "1", "")


def test_the_long_form_holds_every_version(client, world, wave):
    client.force_login(world.aoki)

    found = [row for row in table(take(client, wave, "long_csv")) if row["person"] == "P-001"]

    assert {(row["ordinal"], row["current"]) for row in found} == {("1", "0"), ("2", "1")}
    assert [(r["value"], r["label"], r["place"]) for r in found if r["question"] == "order"] == [
        ("b", "乙", "1"),
        ("a", "甲", "2"),
    ]
    assert {(r["entry"], r["value"]) for r in found if r["question"] == "by"} == {("1", "a"), ("2", "b")}


def test_no_cell_of_any_file_computes(client, world, wave):
    client.force_login(world.aoki)

    text = take(client, wave, "csv").decode() + take(client, wave, "long_csv").decode()
    book = load_workbook(io.BytesIO(take(client, wave, "xlsx")))

    assert "'=cmd" in text
    assert [cell for cell in next(csv.reader(io.StringIO(text))) if cell[:1] in "=+@"] == []
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_workbook_begins_with_what_it_is(client, world, wave):
    client.force_login(world.aoki)

    book = load_workbook(io.BytesIO(take(client, wave, "xlsx")))
    about = dict(row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True))

    assert "最新の版" in about["収めた版"]
    assert (about["書き出した目的"], "aoki" in about["書き出した人"].lower()) == ("統計の確認", True)
    assert book.worksheets[1].max_row == 3


def test_spss_gets_data_and_the_syntax_that_reads_them(client, world, wave):
    client.force_login(world.aoki)

    archive = zipfile.ZipFile(io.BytesIO(take(client, wave, "spss")))
    data = list(csv.DictReader(io.StringIO(archive.read("answers-w1.csv").decode(), newline="")))
    syntax = archive.read("answers-w1.sps").decode("utf-8-sig")

    assert [row["why"] for row in data] == ["", "はい、 / 以上"]
    assert all(part in syntax for part in ("ways__a F1.0", "times F12.0", "first SDATE10", "VALUE LABELS main", "'乙'"))
    assert [line.split()[0] for line in syntax.split("/VARIABLES=\n")[1].split(".\nVARIABLE")[0].splitlines()] == list(
        data[0]
    )


def test_names_for_spss_are_short_and_different():
    columns = [
        Column(name, "", "text", lambda _row: None) for name in ("1st", "名" * 40, "a-b", "A_B", "x" * 70, "x" * 80)
    ]
    names = files.spss_names(columns)

    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name.encode()) <= 64 and name[0].isalpha() for name in names)


def test_without_people_and_text_neither_is_in_the_file(client, world, wave):
    client.force_login(world.aoki)

    data = (
        take(client, wave, "csv", people="", text="").decode()
        + take(client, wave, "long_csv", people="", text="").decode()
    )

    assert [word for word in ("P-001", "料金センター", "cmd", "はい", "＝1", "見直し") if word in data] == []
    assert "interview" in data


def test_each_taking_is_recorded_with_scope_and_reason_and_without_a_reason_there_is_none(client, world, wave):
    client.force_login(world.aoki)

    refused = take(client, wave, "csv", reason="")
    take(client, wave, "long_xlsx", people="")

    assert refused.status_code == 422
    assert AuditEvent.objects.get(type="surveys.answers_exported").detail == {
        "responses": 2,
        "shape": "long_xlsx",
        "versions": "all",
        "people": False,
        "text": True,
        "reason": "統計の確認",
    }
    assert "統計の確認" in client.get(page(wave)).content.decode()


def test_answers_without_names_are_taken_without_person_ids(client, world, wave):
    closed = Wave(pk=wave.pk, case=wave.case, identity=Identity.PSEUDONYMOUS, state="closed")

    with pytest.raises(Refused):
        take_answers(wave=closed, shape=Shape.CSV, scope=Scope(people=True), reason="統計", by=BY)


def test_the_mark_of_the_encoding_is_a_choice(client, world, wave):
    client.force_login(world.aoki)

    assert [take(client, wave, "csv", mark=mark).startswith(b"\xef\xbb\xbf") for mark in ("on", "")] == [True, False]


def test_a_correction_through_the_pages_takes_the_first_answers_place(client, world):
    wave = make_wave(world.case, version=make_version(world.case))
    submit_no(entered(wave))
    closed = actions.close_wave(wave=wave, by=BY)

    columns = columns_of(closed, Scope())
    row = dict(zip([c.name for c in columns], next(wide(columns, current_rows(closed, Scope()))), strict=True))

    assert (row["q1_viewed"], row["mode"], row["versions"]) == ("no", "self", 1)


def test_the_codebook_names_every_column_of_the_questions(client, world, wave):
    client.force_login(world.aoki)

    body = client.get(page(wave, "codebook")).content.decode()
    book = load_workbook(io.BytesIO(client.get(page(wave, "codebook") + "?file=xlsx").content))
    listed = [row[0] for row in book.worksheets[2].iter_rows(min_row=2, values_only=True)]

    assert listed == [column.name for column in columns_of(wave, Scope())]
    assert all(name in body for name in form_of(wave.version).everything)


def test_outsiders_find_no_such_page(client, world, wave):
    client.force_login(world.chiba)

    assert [client.get(page(wave, name)).status_code for name in ("answers", "codebook")] == [404, 404]
    assert Response.objects.filter(wave=wave).count() == 2
