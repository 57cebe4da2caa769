"""Workbook → definition: accepted, or refused with the cell."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from surveys.logic import check_files, content_hash, read_questionnaire
from tests.surveys.workbooks import SURVEY, YES_NO, complaints, defined, read_rows, workbook

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_a_question_keeps_its_wording_in_both_languages(tmp_path):
    definition = defined(tmp_path, ("select_one yes_no", "q1", "見ましたか", "Did you see it?", "yes", "", ""))

    assert definition["sections"][0]["questions"] == [
        {
            "name": "q1",
            "type": "select_one",
            "label": {"ja": "見ましたか", "en": "Did you see it?"},
            "hint": {},
            "required": True,
            "relevant": None,
            "constraint": None,
            "constraint_message": {},
            "choices": [
                {"name": "yes", "label": {"ja": "はい", "en": "Yes"}},
                {"name": "no", "label": {"ja": "いいえ", "en": "No"}},
            ],
        }
    ]
    assert definition["languages"] == ["ja", "en"]


@pytest.mark.parametrize(
    "head",
    [
        "label::日本語 (ja)",
        "label::ja",
        "Label::Japanese (ja)",
        "label: 日本語(ja)",
        "label :: ja",
        "label\uff1a\uff1a日本語\uff08ja\uff09",
        "label",
        "caption",
    ],
)
def test_several_spellings_of_a_japanese_heading_are_known(tmp_path, head):
    definition = defined(tmp_path, ("text", "q1", "理由"), head=("type", "name", head))

    assert definition["sections"][0]["questions"][0]["label"] == {"ja": "理由"}


def test_groups_become_sections_and_inner_conditions_are_combined(tmp_path):
    definition = defined(
        tmp_path,
        ("begin group", "a", "はじめ", "First", "", "", ""),
        ("select_one yes_no", "q1", "問1", "Q1", "", "", ""),
        ("end group", "", "", "", "", "", ""),
        ("begin_group", "b", "つぎ", "Next", "", "${q1} = 'yes'", ""),
        ("begin group", "c", "なか", "Inner", "", "${q1} != ''", ""),
        ("text", "q2", "問2", "Q2", "", "string-length(${q1}) > 2", ""),
        ("end group", "", "", "", "", "", ""),
        ("end_group", "", "", "", "", "", ""),
        ("integer", "q3", "問3", "Q3", "", "", ""),
    )

    assert [(s["name"], [q["name"] for q in s["questions"]]) for s in definition["sections"]] == [
        ("a", ["q1"]),
        ("b", ["c", "q2"]),
        ("section_3", ["q3"]),
    ]
    inner = definition["sections"][1]["questions"]
    assert inner[0]["type"] == "note"
    assert inner[1]["relevant"] == "(${q1} = 'yes') and (${q1} != '') and (string-length(${q1}) > 2)"


def test_the_hash_depends_on_content_and_not_on_the_file(tmp_path):
    rows = [("text", "q1", "問", "Q", "", "", "")]
    first = read_rows(tmp_path, *rows)
    again = read_questionnaire(workbook(tmp_path, survey=[SURVEY, *rows], choices=YES_NO, メモ=[("x",)]))
    other = read_rows(tmp_path, ("text", "q1", "問い", "Q", "", "", ""))

    assert again.ignored == ["メモ"]
    assert first.hash == again.hash == content_hash(json.loads(json.dumps(first.definition)))
    assert other.hash != first.hash


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("geopoint", "q", "問", "Q"), ("type_unsupported", "survey", 2, "A")),
        (("calculate", "q", "問", "Q"), ("calculation_missing", "survey", 2, "")),
        (("begin repeat", "q", "問", "Q"), ("repeat_open", "survey", 2, "")),
        (("select_one_from_file a.csv", "q", "問", "Q"), ("type_unsupported", "survey", 2, "A")),
        (("rank yes_no or_other", "q", "問", "Q"), ("or_other", "survey", 2, "A")),
        (("select_one nowhere", "q", "問", "Q"), ("list_unknown", "survey", 2, "A")),
        (("select_one", "q", "問", "Q"), ("list_missing", "survey", 2, "A")),
        (("", "q", "問", "Q"), ("type_missing", "survey", 2, "")),
        (("text", "", "問", "Q"), ("name_missing", "survey", 2, "")),
        (("text", "質問", "問", "Q"), ("name_bad", "survey", 2, "B")),
        (("text", "person", "問", "Q"), ("name_reserved", "survey", 2, "B")),
        (("text", "q", "", ""), ("label_missing", "survey", 2, "")),
        (("text", "q", "${q} さん", "Q"), ("label_self", "survey", 2, "C")),
        (("text", "q", "問", "Q", "maybe"), ("yes_no", "survey", 2, "E")),
        (("text", "q", "問", "Q", "", "${zz} = 1"), ("expression_name", "survey", 2, "F")),
        (("text", "q", "問", "Q", "", "${q} = 1"), ("expression_circle", "survey", 2, "F")),
        (("text", "q", "問", "Q", "", ". = 1"), ("expression_self", "survey", 2, "F")),
        (("text", "q", "問", "Q", "", "//x"), ("expression_token", "survey", 2, "F")),
        (("text", "q", "問", "Q", "", "", "pulldata('a')"), ("expression_function", "survey", 2, "G")),
        (("note", "q", "問", "Q", "yes"), ("not_for_type", "survey", 2, "E")),
        (("end group", "", "", ""), ("group_close", "survey", 2, "A")),
        (("begin group", "g", "組", "G"), ("group_open", "survey", 2, "")),
        (("begin group", "g", "組", "G", "", "${zz} = 1"), ("group_open", "survey", 2, "")),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_cell(tmp_path, row, expected):
    reading = read_rows(tmp_path, row)

    assert complaints(reading)[0] == expected
    assert reading.definition is None


def test_a_circle_over_two_questions_is_refused_and_spelt_out(tmp_path):
    reading = read_rows(
        tmp_path,
        ("text", "a", "あ", "A", "", "${b} = '1'", ""),
        ("text", "b", "い", "B", "", "${a} = '1'", ""),
    )

    assert complaints(reading) == [("expression_circle", "survey", 2, "F")]
    assert reading.problems[0].params["names"] == "a → b → a"


def test_names_differing_only_in_case_are_one_name(tmp_path):
    reading = read_rows(tmp_path, ("text", "q1", "問", "Q"), ("text", "Q1", "問", "Q"))

    assert complaints(reading) == [("name_twice", "survey", 3, "B")]


def test_a_condition_on_a_note_is_refused(tmp_path):
    reading = read_rows(tmp_path, ("note", "n", "注", "N"), ("text", "q", "問", "Q", "", "${n} = '1'"))

    assert complaints(reading) == [("expression_no_value", "survey", 3, "F")]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("calculation", "not_for_type"),
        ("appearance", "appearance_unsupported"),
        ("media::image", "column_unsupported"),
        ("read_only", "column_unsupported"),
        ("choice_filter", "not_for_type"),
        ("label::Français", "language_unsupported"),
        ("", "value_without_column"),
    ],
)
def test_a_column_that_is_not_supported_is_refused_only_when_filled(tmp_path, head, code):
    columns = ("type", "name", "label", head)

    empty = read_rows(tmp_path, ("text", "q", "問", ""), head=columns)
    filled = read_rows(tmp_path, ("text", "q", "問", "x"), head=columns)

    assert complaints(empty) == []
    assert complaints(filled) == [(code, "survey", 2, "D")]


def test_a_column_of_remarks_is_the_authors_own(tmp_path):
    assert read_rows(tmp_path, ("text", "q", "問", "要確認"), head=("type", "name", "label", "備考")).accepted


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("l", "a b", "x")], ("choice_bad", "choices", 2, "B")),
        ([("l", "a;b", "x")], ("choice_bad", "choices", 2, "B")),
        ([("l", "a", "x"), ("l", "a", "y")], ("choice_twice", "choices", 3, "B")),
        ([("", "a", "x")], ("choice_list", "choices", 2, "")),
        ([("l", "a", "")], ("label_missing", "choices", 2, "")),
    ],
)
def test_a_choice_that_cannot_be_used_is_named_with_its_cell(tmp_path, rows, expected):
    reading = read_rows(tmp_path, ("text", "q", "問", "Q"), choices=[("list_name", "name", "label"), *rows])

    assert complaints(reading) == [expected]


def test_numbers_as_codes_are_text_without_decimals(tmp_path):
    path = workbook(
        tmp_path,
        survey=[("type", "name", "label"), ("select_one n", "q", "問")],
        choices=[("list_name", "name", "label"), ("n", 1, "一"), ("n", 2.0, "二")],
    )
    reading = read_questionnaire(path)

    assert reading.definition is not None
    assert [c["name"] for c in reading.definition["sections"][0]["questions"][0]["choices"]] == ["1", "2"]


def test_a_code_that_no_list_has_is_a_warning(tmp_path):
    reading = read_rows(
        tmp_path, ("select_one yes_no", "a", "問", "Q"), ("text", "b", "問", "Q", "", "${a} = 'yess'", "")
    )

    assert reading.accepted
    assert [(w.code, w.row, w.column) for w in reading.warnings] == [("not_a_choice", 3, "F")]


def test_a_workbook_without_the_sheet_survey_says_so(tmp_path):
    reading = read_questionnaire(workbook(tmp_path, Tabelle1=[("a",)]))

    assert complaints(reading) == [("sheet_missing", "", None, "")]


@pytest.mark.parametrize("sheet", ["entities", "external_choices", "osm"])
def test_sheets_of_xlsform_that_are_not_supported_are_refused_by_name(tmp_path, sheet):
    path = workbook(tmp_path, survey=[("type", "name", "label"), ("text", "q", "問")], **{sheet: [("list_name",)]})

    assert complaints(read_questionnaire(path)) == [("sheet_unsupported", sheet, None, "")]


def test_a_setting_that_is_not_supported_is_refused_by_name(tmp_path):
    path = workbook(
        tmp_path,
        survey=[("type", "name", "label"), ("text", "q", "問")],
        settings=[("form_title", "public_key"), ("題", "abc")],
    )
    reading = read_questionnaire(path)

    assert complaints(reading) == [("setting_unsupported", "settings", 1, "B")]
    assert reading.unsupported == ["public_key"]


def test_a_file_that_is_no_workbook_is_refused_without_an_exception(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "b.xlsx").write_bytes(b"")

    results = check_files([tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "none.xlsx"])

    assert [(r["accepted"], len(r["errors"])) for r in results] == [(False, 1)] * 3


def test_the_check_has_the_agreed_shape(tmp_path):
    [result] = check_files([workbook(tmp_path, survey=[("type", "name", "label"), ("audio", "q", "問")])])

    assert result["accepted"] is False
    assert result["errors"] == [
        {"sheet": "survey", "row": 2, "column": "A", "message": "The type «audio» is not supported."}
    ]
    assert result["unsupported"] == ["audio"]
    assert set(result) >= {"file", "accepted", "errors", "unsupported", "uses"}


@pytest.mark.parametrize(
    "name", ["minato/questionnaires/np.xlsx", "minato/questionnaires/iv.xlsx", "hayase/questionnaires/nw.xlsx"]
)
def test_the_example_questionnaires_are_accepted_without_a_warning(name):
    reading = read_questionnaire(EXAMPLES / name)

    assert (reading.problems, reading.warnings, reading.ignored) == ([], [], [])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["minato/questionnaires/np.xlsx", "hayase/questionnaires/nw.xlsx"])
def test_pyxform_reads_the_examples_with_the_same_questions(name):
    from pyxform.xls2json import parse_file_to_json  # noqa: PLC0415 -- slow import

    def names(node):
        for child in node.get("children", []):
            if child["type"] == "group" and child["name"] != "meta":
                yield from names(child)
            elif child["type"] != "group":
                yield child["name"]

    theirs = list(names(parse_file_to_json(str(EXAMPLES / name))))
    definition = read_questionnaire(EXAMPLES / name).definition

    assert definition is not None
    ours = [q["name"] for s in definition["sections"] for q in s["questions"] if "other_of" not in q]
    assert ours == theirs


@pytest.mark.slow
def test_the_script_writes_the_examples_byte_by_byte(tmp_path, monkeypatch):
    specification = importlib.util.spec_from_file_location("build", EXAMPLES / "build_questionnaires.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setattr(sys, "path", list(sys.path))
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "HERE", tmp_path / "examples")

    module.new_power()

    written = tmp_path / "examples/minato/questionnaires/np.xlsx"
    assert written.read_bytes() == (EXAMPLES / "minato/questionnaires/np.xlsx").read_bytes()
