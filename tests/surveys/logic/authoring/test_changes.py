"""A questionnaire changed piece by piece."""

import pytest

from surveys.library import ENTRIES, entry
from surveys.logic import content_hash
from surveys.logic.authoring import ChangeError, faults, finished, hints
from surveys.logic.authoring import changes as change
from surveys.logic.authoring.places import empty, free_name, question_named
from surveys.logic.definition import new_question


def choices(*codes):
    return [{"name": code, "label": {"ja": code, "en": code}} for code in codes]


def question(name, kind="select_one", **facts):
    made = new_question(name, kind, {"ja": f"{name}？", "en": f"{name}?"})
    if kind.startswith("select"):
        made["choices"] = choices("yes", "no")
    made.update(facts)
    return made


@pytest.fixture
def small():
    result = empty({"ja": "試験", "en": "Test"}, ["ja", "en"])
    result = change.put_question(result, "part_1", question("q1"))
    result = change.put_question(result, "part_1", question("q2", relevant="${q1} = 'yes'"))
    result, _name = change.add_section(result, {"ja": "次", "en": "Next"})
    return change.put_question(
        result, "part_2", question("q3", "text", label={"ja": "「${q1}」について", "en": "${q1}"})
    )


def names(definition):
    return [[q["name"] for q in section["questions"]] for section in definition["sections"]]


@pytest.mark.parametrize("code", [one.code for one in ENTRIES])
def test_the_library_has_no_faults_and_is_kept_as_it_is(code):
    definition = entry(code).definition

    assert faults(definition) == []
    assert content_hash(finished(definition).definition) == content_hash(definition)


def test_what_is_written_on_screen_is_a_version_when_it_is_finished(small):
    kept = finished(small).definition

    assert faults(small) == []
    assert [[q["name"] for q in s["questions"]] for s in kept["sections"]] == [["q1", "q2"], ["q3"]]
    assert kept["sections"][1]["label"] == {"ja": "次", "en": "Next"}


def test_no_change_touches_the_definition_it_was_given(small):
    before = content_hash(small)

    change.move_section(small, "part_1", 1)
    change.step_question(small, "q1", 1)
    change.copy_section(small, "part_1")
    change.replace_question(small, "q1", question("renamed"))
    change.remove_question(small, "q3")

    assert content_hash(small) == before


def test_a_new_name_goes_into_conditions_and_wordings(small):
    result = change.replace_question(small, "q1", question("viewed"))

    assert question_named(result, "q2")["relevant"] == "${viewed} = 'yes'"
    assert question_named(result, "q3")["label"] == {"ja": "「${viewed}」について", "en": "${viewed}"}
    assert faults(result) == []


def test_a_question_that_others_name_cannot_be_removed(small):
    with pytest.raises(ChangeError) as refusal:
        change.remove_question(small, "q1")

    assert (refusal.value.code, refusal.value.params) == ("still_named", {"names": "q2, q3", "by": ["q1"]})
    assert names(change.remove_question(small, "q2")) == [["q1"], ["q3"]]


def test_a_section_goes_with_its_questions_unless_others_need_them(small):
    with pytest.raises(ChangeError):
        change.remove_section(small, "part_1")

    assert names(change.remove_section(small, "part_2")) == [["q1", "q2"]]


def test_the_only_section_stays():
    with pytest.raises(ChangeError, match="only_section"):
        change.remove_section(empty({}, ["ja"]), "part_1")


def test_a_question_steps_within_its_section_and_over_its_edges(small):
    assert names(change.step_question(small, "q2", -1)) == [["q2", "q1"], ["q3"]]
    assert names(change.step_question(small, "q2", 1)) == [["q1"], ["q2", "q3"]]
    assert names(change.step_question(small, "q3", -1)) == [["q1", "q2", "q3"], []]
    assert names(change.step_question(small, "q1", -1)) == names(small)
    assert names(change.step_question(small, "q3", 1)) == names(small)


def test_a_question_goes_into_a_repeat_and_out_of_it(small):
    result = change.put_question(small, "part_2", question("visits", "repeat", questions=[]))
    inside = change.move_question(result, "q3", "visits", place=None)

    assert [q["name"] for q in question_named(inside, "visits")["questions"]] == ["q3"]
    assert names(change.step_question(inside, "q3", -1)) == [["q1", "q2"], ["q3", "visits"]]
    assert names(change.step_question(inside, "q3", 1)) == [["q1", "q2"], ["visits", "q3"]]


def test_a_repeat_does_not_go_into_a_repeat(small):
    result = change.put_question(small, "part_2", question("visits", "repeat", questions=[]))
    result = change.put_question(result, "part_2", question("calls", "repeat", questions=[]))

    with pytest.raises(ChangeError, match="repeat_nested"):
        change.move_question(result, "calls", "visits", place=0)


def test_other_brings_its_text_field_and_takes_it_away(small):
    result = change.replace_question(small, "q2", question("q2", or_other=True))

    assert names(result) == [["q1", "q2", "q2_other"], ["q3"]]
    assert [c["name"] for c in question_named(result, "q2")["choices"]] == ["yes", "no", "other"]
    assert faults(result) == []
    assert names(change.step_question(result, "q2", -1)) == [["q2", "q2_other", "q1"], ["q3"]]
    assert names(change.replace_question(result, "q2", question("q2"))) == names(small)


def test_other_is_removed_with_its_question(small):
    result = change.replace_question(small, "q2", question("q2", or_other=True))

    assert names(change.remove_question(result, "q2")) == [["q1"], ["q3"]]


def test_a_copy_has_a_name_of_its_own(small):
    result, name = change.copy_question(small, "q2")

    assert name == "q4"
    assert names(result) == [["q1", "q2", "q4"], ["q3"]]
    assert question_named(result, "q4")["relevant"] == "${q1} = 'yes'"


def test_conditions_inside_a_copied_section_follow_the_copies(small):
    result, name = change.copy_section(small, "part_1")

    assert name == "part_3"
    assert names(result) == [["q1", "q2"], ["q4", "q5"], ["q3"]]
    assert question_named(result, "q5")["relevant"] == "${q4} = 'yes'"
    assert faults(result) == []


def test_a_copied_question_keeps_its_other(small):
    result, name = change.copy_question(change.replace_question(small, "q1", question("q1", or_other=True)), "q1")

    assert name == "q4"
    assert names(result)[0] == ["q1", "q1_other", "q4", "q4_other", "q2"]
    assert faults(result) == []


def test_leaving_a_language_out_takes_its_wordings_along(small):
    result = change.set_heading(small, {"ja": "試験"}, ["ja"])

    assert question_named(result, "q1")["label"] == {"ja": "q1？"}


def test_free_names_count_on():
    assert free_name(empty({}, ["ja"]), "part_1") == "part_2"
    assert free_name(empty({}, ["ja"]), "reason") == "reason"


@pytest.mark.parametrize(
    ("made", "code", "field"),
    [
        (question("q9", relevant="${nobody} = 'yes'"), "expression_name", "relevant"),
        (question("q9", relevant="${q1 = "), "expression_token", "relevant"),
        (question("q9", constraint=". >= ${nobody}"), "expression_name", "constraint"),
        (question("q1"), "name_twice", "name"),
        (question("Q1"), "name_twice", "name"),
        (question("wave"), "name_reserved", "name"),
        (question("a b"), "name_bad", "name"),
        (question("q9", label={}), "label_missing", ""),
        (question("q9", choices=[]), "options_missing", "choices"),
        (question("q9", choices=choices("x", "x")), "choice_twice", "choices"),
        (question("q9", choices=choices("x y")), "choice_bad", "choices"),
        (question("q9", "integer", default="many"), "default_bad", "default"),
        (question("q9", "text", label={"ja": "${nobody}"}), "expression_name", "label::ja"),
        (question("q9", choice_filter="area = ${q1}"), "filter_column", "choice_filter"),
        (question("q9", "calculate"), "calculation_missing", ""),
    ],
)
def test_a_fault_stands_beside_its_field(small, made, code, field):
    found = faults(change.put_question(small, "part_1", made))

    assert (found[0].code, found[0].column) == (code, field)


def test_a_circle_is_a_fault(small):
    result = change.replace_question(small, "q1", question("q1", relevant="${q2} = 'yes'"))

    assert [(fault.code, fault.params["names"]) for fault in faults(result)] == [("expression_circle", "q1 → q2 → q1")]


def test_hints_name_what_is_hardly_meant(small):
    result = change.put_question(small, "part_2", question("q4", relevant="${q1} = 'yes' and ${q1} = 'no'"))
    result = change.put_question(result, "part_2", question("q5", relevant="${q1} = 'perhaps'"))
    result = change.put_question(result, "part_1", question("q6", relevant="${q4} = 'yes'", label={"ja": "六"}))
    result, _name = change.add_section(result, {})

    assert sorted({(hint.code, hint.subject) for hint in hints(result)}) == [
        ("later", "q6"),
        ("not_a_choice", "q5"),
        ("section_empty", "part_3"),
        ("unreachable", "q4"),
        ("unreachable", "q5"),
        ("unreachable", "q6"),
        ("untranslated", "q6"),
    ]


def test_an_unfinished_draft_can_be_worked_with_but_not_kept():
    started = empty({"ja": "試験"}, ["ja"])

    assert {fault.code for fault in faults(started)} <= {"no_questions", "sheet_empty"}
    assert finished(started).definition is None
