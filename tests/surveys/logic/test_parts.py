"""A condition on a whole part: read, written out, changed."""

import pytest

from surveys.logic import content_hash
from surveys.logic.authoring import changes, faults
from surveys.logic.authoring.places import question_named
from surveys.logic.parts import is_held, own_condition, with_part
from tests.surveys.logic.sheets import again, c, q, read

YES_NO = c("yn", "yes", "no")
SEEN = "${seen} = 'yes'"
ROWS = [
    q("select_one yn", "seen"),
    q("begin group", "details", relevant=SEEN),
    q("select_one yn", "often"),
    q("text", "why", relevant="${often} = 'yes' or ${often} = 'no'", skip_reasons="yes"),
    q("begin repeat", "visits", relevant="${often} = 'yes'"),
    q("text", "place", relevant="1 = 1"),
    {"type": "end repeat"},
    {"type": "end group"},
    q("text", "last"),
]


@pytest.fixture
def definition():
    return read(ROWS, YES_NO).definition


def relevants(definition, place=1):
    return [question["relevant"] for question in definition["sections"][place]["questions"]]


def test_a_group_keeps_its_condition_beside_those_of_its_questions(definition):
    assert [section.get("relevant") for section in definition["sections"]] == [None, SEEN, None]
    assert relevants(definition) == [
        SEEN,
        f"({SEEN}) and (${{often}} = 'yes' or ${{often}} = 'no')",
        f"(({SEEN}) and (${{often}} = 'yes' or ${{often}} = 'no')) and (${{why}} = '')",
        f"({SEEN}) and (${{often}} = 'yes')",
    ]


def test_it_is_written_once_and_read_again(definition):
    back = again(definition)

    assert (back.problems, back.definition) == ([], definition)


def test_it_is_no_part_of_the_meaning(definition):
    plain = {**definition, "sections": [{**s} for s in definition["sections"]]}
    del plain["sections"][1]["relevant"]

    assert content_hash(plain) == content_hash(definition)
    assert content_hash(again(plain).definition) == content_hash(definition)


@pytest.mark.parametrize(
    ("whole", "own"),
    [
        ("(a) and (b)", "b"),
        ("(a) and ((b) and (c))", "(b) and (c)"),
        ("(a) and (b) and (c)", "(b) and (c)"),
        ("a", None),
        ("(a) and (b = ')' or c)", "b = ')' or c"),
        ("b", "b"),
        (None, None),
    ],
)
def test_a_question_has_what_it_asks_for_beyond_its_part(whole, own):
    assert own_condition("a", whole) == own


def test_a_group_whose_condition_cannot_be_taken_out_leaves_it_with_the_questions():
    rows = [
        q("select_one yn", "seen"),
        q("begin group", "g", relevant=SEEN),
        q("begin group", "h", relevant="${seen} != 'no'"),
        q("text", "a", relevant="1 = 1"),
        {"type": "end group"},
        {"type": "end group"},
    ]
    definition = read(rows, YES_NO).definition

    assert "relevant" not in definition["sections"][1]
    assert again(definition).definition == definition


def test_a_part_gets_another_condition_and_loses_it(definition):
    other = changes.condition_section(definition, "details", "${seen} != 'no'")
    without = changes.condition_section(other, "details", "")

    assert relevants(other)[0] == "${seen} != 'no'"
    assert relevants(other)[3] == "(${seen} != 'no') and (${often} = 'yes')"
    assert relevants(without) == [
        None,
        "${often} = 'yes' or ${often} = 'no'",
        "(${often} = 'yes' or ${often} = 'no') and (${why} = '')",
        "${often} = 'yes'",
    ]
    assert changes.condition_section(without, "details", SEEN) == definition
    assert [faults(one) for one in (other, without)] == [[], []]


def test_questions_take_on_the_condition_of_the_part_into_which_they_go(definition):
    moved = changes.move_question(definition, "last", "details", place=None)
    out = changes.move_question(moved, "why", definition["sections"][0]["name"], place=None)

    assert question_named(moved, "last")["relevant"] == SEEN
    assert question_named(out, "why")["relevant"] == "${often} = 'yes' or ${often} = 'no'"
    assert question_named(out, "why_skip")["relevant"] == with_part(
        question_named(out, "why")["relevant"], "${why} = ''"
    )
    assert all(is_held(section) for section in out["sections"])


def test_copies_and_new_questions_hold_it(definition):
    copied, name = changes.copy_question(definition, "why")
    part, _new = changes.copy_section(definition, "details")

    assert question_named(copied, name)["relevant"] == question_named(definition, "why")["relevant"]
    assert question_named(copied, f"{name}_skip")["relevant"].endswith(f"and (${{{name}}} = '')")
    assert [s.get("relevant") for s in part["sections"]] == [None, SEEN, SEEN, None]
    assert all(is_held(section) for section in part["sections"])
    assert faults(part) == faults(copied) == []


def test_a_new_name_goes_into_the_condition_of_a_part(definition):
    renamed = changes.replace_question(definition, "seen", {**question_named(definition, "seen"), "name": "viewed"})

    assert renamed["sections"][1]["relevant"] == "${viewed} = 'yes'"
    assert faults(renamed) == []


def test_what_the_condition_of_an_empty_part_names_stays(definition):
    bare, name = changes.add_section(definition, {"ja": "空"})
    bare = changes.condition_section(bare, name, "${last} != ''")

    with pytest.raises(changes.ChangeError) as refusal:
        changes.remove_question(bare, "last")

    assert refusal.value.params["names"] == name


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("1) or (1", "expression_unexpected"),
        ("${nobody} = 1", "expression_name"),
        ("${often} = 'yes'", "expression_circle"),
    ],
)
def test_a_condition_that_cannot_be_is_told(definition, condition, code):
    assert code in {fault.code for fault in faults(changes.condition_section(definition, "details", condition))}


def test_a_condition_of_a_question_cannot_escape_from_its_part(definition):
    written = {**question_named(definition, "often"), "relevant": "1 = 1) or (1 = 1"}

    assert faults(changes.replace_question(definition, "often", written)) != []
