"""Routing, checking and pruning of answers."""

from datetime import date
from pathlib import Path

import pytest

from surveys.logic import Form, prune, read_questionnaire, relevant_questions, sections, validate_all, validate_page
from surveys.logic.form import AnswerError, read_date, read_integer
from tests.surveys.workbooks import defined

TODAY = date(2023, 2, 15)
NP = read_questionnaire(Path(__file__).resolve().parents[2] / "tests/data/questionnaires/np.xlsx").definition
assert NP is not None


def names(answers):
    return [q["name"] for q in relevant_questions(NP, answers, today=TODAY)]


def test_who_saw_nothing_is_asked_nothing_more():
    assert names({"q1_viewed": "no"}) == ["q1_viewed", "remarks"]
    assert names({"q1_viewed": "dont_remember"}) == ["q1_viewed", "remarks"]


def test_who_saw_is_asked_how_and_why():
    assert names({"q1_viewed": "yes"}) == ["q1_viewed", "q2_reason", "q3_routes", "q4_told", "q5_aware", "remarks"]
    assert "q6_aware_reasons" in names({"q1_viewed": "yes", "q5_aware": "aware"})
    assert "q3_other" in names({"q1_viewed": "yes", "q3_routes": ["manual", "other"]})


def test_an_answer_that_no_longer_applies_opens_no_further_question():
    answers = {"q1_viewed": "no", "q5_aware": "aware", "q6_aware_reasons": ["other"]}

    assert names(answers) == ["q1_viewed", "remarks"]


def test_only_sections_with_something_to_ask_are_pages():
    assert [s["name"] for s in sections(NP, {"q1_viewed": "no"}, today=TODAY)] == ["viewing", "closing"]
    assert [s["name"] for s in sections(NP, {"q1_viewed": "yes"}, today=TODAY)] == ["viewing", "ways", "law", "closing"]


def test_pruning_drops_what_does_not_apply_and_leaves_the_draft_alone():
    draft = {"q1_viewed": "no", "q2_reason": "request", "remarks": "", "unknown": "x"}

    assert prune(NP, draft, today=TODAY) == {"q1_viewed": "no"}
    assert draft["q2_reason"] == "request"


def test_a_required_question_is_missed_only_where_it_applies(tmp_path):
    definition = defined(
        tmp_path,
        ("select_one yes_no", "a", "問", "Q", "yes", "", ""),
        ("text", "b", "問", "Q", "yes", "${a} = 'yes'", ""),
    )

    assert [(p.question, p.code) for p in validate_all(definition, {}, today=TODAY)] == [("a", "required")]
    assert validate_all(definition, {"a": "no"}, today=TODAY) == []
    assert [p.question for p in validate_all(definition, {"a": "yes"}, today=TODAY)] == ["b"]


def test_a_page_is_checked_alone():
    assert [p.code for p in validate_page(NP, {}, section="viewing", today=TODAY)] == ["required"]
    assert validate_page(NP, {}, section="closing", today=TODAY) == []


@pytest.mark.parametrize(("answer", "codes"), [(17, ["constraint"]), (18, []), (None, []), ("x", ["not_integer"])])
def test_a_constraint_is_about_a_given_answer(tmp_path, answer, codes):
    definition = defined(tmp_path, ("integer", "age", "年齢", "Age", "", "", ". >= 18"))

    assert [p.code for p in validate_all(definition, {"age": answer}, today=TODAY)] == codes


@pytest.mark.parametrize(
    ("question", "given", "expected"),
    [
        ("q1_viewed", ["yes"], "yes"),
        ("q1_viewed", [""], None),
        ("q3_routes", ["peers", "manual", "peers"], ["manual", "peers"]),
        ("q3_routes", [], None),
        ("remarks", ["  あ\r\nい "], "あ\nい"),
    ],
)
def test_posted_text_becomes_the_value_to_keep(question, given, expected):
    form = Form.of(NP)

    assert form.read(form.questions[question], given) == expected


@pytest.mark.parametrize(
    ("question", "given", "code"),
    [
        ("q1_viewed", ["maybe"], "not_a_choice"),
        ("q1_viewed", ["yes", "no"], "one_choice"),
        ("q3_routes", ["manual", "x"], "not_a_choice"),
        ("remarks", ["x" * 10_001], "too_long"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused(question, given, code):
    form = Form.of(NP)

    with pytest.raises(AnswerError) as refused:
        form.read(form.questions[question], given)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("\uff11\uff12", 12), ("-3", -3), ("1,200", 1200), ("12.0", 12)],
)
def test_whole_numbers_are_read_as_people_write_them(text, value):
    assert read_integer(text) == value


@pytest.mark.parametrize("text", ["12.5", "1e9", "十二", "99999999999999999999", "0x10"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(AnswerError):
        read_integer(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023-02-01", "2023-02-01"),
        ("2023/2/1", "2023-02-01"),
        ("\uff12\uff10\uff12\uff13\uff0f\uff12\uff0f\uff11", "2023-02-01"),
        ("2023-02-01 00:00:00", "2023-02-01"),
    ],
)
def test_dates_are_read_as_people_write_them(text, value):
    assert read_date(text) == value


@pytest.mark.parametrize("text", ["2023-02-30", "2/1/2023", "yesterday", "2023-02-01 10:30"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(AnswerError):
        read_date(text)
