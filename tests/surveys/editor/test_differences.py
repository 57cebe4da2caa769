"""Two versions beside each other."""

import copy

from django.utils import translation

from surveys.editor.differences import _what, counts_of, groups_of
from surveys.editor.routes import routing
from surveys.library import entry
from surveys.logic import Difference
from surveys.logic.authoring import changes
from surveys.logic.authoring.places import question_named
from surveys.logic.brought import is_skip
from surveys.logic.compare import KINDS


def changed(name, **facts):
    before = entry("A").definition
    question = copy.deepcopy(question_named(before, name))
    question.update(facts)
    return before, changes.replace_question(before, name, question)


def test_every_kind_of_difference_has_its_word():
    assert [_what(Difference(kind, "q", "", "")) for kind in KINDS if not _what(Difference(kind, "q", "", ""))] == []


def test_reasons_for_not_answering_are_told_in_words():
    (group,) = groups_of(*changed("a2_reason", type="text", choices=[], skip_reasons=["dont_remember"]))

    said = {line.what: both(line) for line in group.lines}
    assert said["答えの代わりに選べる理由"] == ("", "覚えていない")


def both(line):
    return "".join(p.text for p in line.before), "".join(p.text for p in line.after)


def test_the_same_is_no_difference():
    assert groups_of(entry("A").definition, copy.deepcopy(entry("A").definition)) == []


def test_a_wording_shows_what_was_taken_out_and_put_in_language_by_language():
    old = question_named(entry("A").definition, "a1_viewed")["label"]
    before, after = changed("a1_viewed", label={**old, "ja": old["ja"].replace("閲覧", "表示")})

    (group,) = groups_of(before, after)

    (line,) = group.lines
    assert (group.name, group.state) == ("a1_viewed", "changed")
    assert "日本語" in line.what
    assert both(line) == (old["ja"], old["ja"].replace("閲覧", "表示"))
    assert [p.text for p in line.before if p.changed] == ["閲覧"]
    assert [p.text for p in line.after if p.changed] == ["表示"]


def test_routing_is_told_in_words():
    before, after = changed("a2_reason", relevant="${a1_viewed} = 'no'")

    with translation.override("ja"):
        (group,) = groups_of(before, after)

    assert both(group.lines[0]) == ("a1_viewed が「ある」", "a1_viewed が「ない」")


def test_questions_added_removed_and_moved_are_counted():
    before = entry("A").definition
    after = changes.remove_question(before, "a4_told")
    after, _name = changes.copy_question(after, "a1_viewed")
    home = after["sections"][0]["name"]
    after = changes.move_question(after, "a5_aware", home, place=0)

    assert counts_of(groups_of(before, after)) == {"removed": 1, "added": 1, "moved": 1}


def test_options_are_told_with_their_code():
    choices = copy.deepcopy(question_named(entry("A").definition, "a4_told")["choices"])
    before, after = changed("a4_told", choices=choices[1:])

    (group,) = groups_of(before, after)

    assert choices[0]["label"]["ja"] in both(group.lines[0])[0]
    assert choices[0]["name"] in group.lines[0].what


def test_the_picture_and_the_list_say_the_same():
    definition = entry("F").definition
    chart, parts = routing(definition)

    lines = {line.name: line for part in parts for line in part.lines}
    questions = [q for s in definition["sections"] for q in s["questions"] if not is_skip(q)]
    assert list(lines) == [q["name"] for q in questions]
    assert chart.count('class="box"') == len(questions)
    assert chart.count('class="tip"') == sum(len(line.decides) for line in lines.values())
    assert [part.condition for part in parts if part.condition] == [parts[2].condition]
    assert [name for name in ("f9_frequency", "f12_ways") if lines[name].condition] == []
    assert "details" in lines["f1_displayed"].decides
    assert lines["f10_from"].condition.endswith("f10_period が「だいたいわかる」")
