"""The library of ready questionnaires."""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from surveys.library import CONTRADICTIONS, ENTRIES, POOLING, entry
from surveys.logic import Form, read_questionnaire, unreachable
from surveys.logic.brought import is_skip
from surveys.logic.contradictions import unknown
from surveys.logic.definition import DONT_REMEMBER, PREFER_INTERVIEW, all_questions

TODAY = date(2023, 2, 15)
BUILD = Path(__file__).resolve().parents[2] / "examples/library/build.py"
CODES = [one.code for one in ENTRIES]


def form(code):
    return Form(entry(code).definition)


def asked(code, answers):
    return [q["name"] for q in form(code).relevant_questions(answers, today=TODAY) if q["type"] != "note"]


@pytest.mark.parametrize("code", CODES)
def test_a_ready_questionnaire_is_accepted_without_a_word(code):
    reading = read_questionnaire(entry(code).path)

    assert (reading.problems, reading.warnings, reading.unsupported) == ([], [], [])
    assert unreachable(reading.definition) == []


@pytest.mark.parametrize("code", CODES)
def test_everything_is_worded_in_both_languages(code):
    definition = entry(code).definition

    texts = [definition["title"], *(q["label"] for q in all_questions(definition))]
    texts += [c["label"] for q in all_questions(definition) for c in q["choices"]]
    texts += [q["hint"] for q in all_questions(definition) if q["hint"]]
    assert [text for text in texts if set(text) != {"ja", "en"}] == []
    assert definition["title"] == entry(code).title


@pytest.mark.parametrize("code", ["A", "B", "C", "D", "E"])
def test_what_was_published_is_marked_so_in_both_languages(code):
    assert "公表された形のまま。弱点あり" in entry(code).title["ja"]
    assert "as published; known weaknesses" in entry(code).title["en"]
    assert entry(code).weaknesses


def test_the_routing_of_the_published_questionnaires():
    assert asked("A", {"a1_viewed": "no"}) == ["a1_viewed"]
    assert asked("A", {"a1_viewed": "yes", "a5_aware": "aware"}) == [
        "a1_viewed",
        "a2_reason",
        "a3_routes",
        "a4_told",
        "a5_aware",
        "a6_aware_reasons",
    ]
    assert asked("C", {"c1a_viewed": "no", "c1b_viewed": "yes"}) == ["c1a_viewed", "c1b_viewed", "c2_reason"]
    assert asked("D", {"d1_viewed": "yes", "d3_concern": "aware"})[-1] == "d4_why"
    assert len(asked("E", {"e1_viewed": "yes", "e2_reason": "no"})) == 10


ASKED_OF_ALL = [
    "f1_displayed",
    "f2_noticed",
    "f3_read",
    "f4_used",
    "f5_passed_on",
    "f6_law_then",
    "f7_law_now",
    "f8_explained",
]


def test_the_recommended_one_asks_all_filters_and_the_law_before_any_follow_up():
    assert asked("F", {}) == [*ASKED_OF_ALL, "f16_interview", "f17_remarks"]
    assert asked("F", {"f1_displayed": "yes"})[:8] == ASKED_OF_ALL


def test_the_recommended_one_asks_frequency_and_period_of_whom_it_was_displayed_to():
    names = asked("F", {"f1_displayed": "yes", "f10_period": "known"})

    assert [name for name in names if name.startswith(("f9", "f10"))] == [
        "f9_frequency",
        "f10_period",
        "f10_from",
        "f10_from_skip",
        "f10_until",
        "f10_until_skip",
    ]


def test_the_recommended_one_puts_the_neutral_option_first_and_lets_everybody_not_remember():
    found = form("F")

    assert [found.questions[name]["choices"][0]["name"] for name in ("f11_situations", "f12_ways")] == [
        "during_work"
    ] * 2
    without = [
        name
        for name, question in found.questions.items()
        if question["choices"]
        and not {c["name"] for c in question["choices"]} >= {DONT_REMEMBER, PREFER_INTERVIEW}
        and not is_skip(question)
    ]
    assert without == ["f16_interview"]


def test_nobody_is_asked_to_name_anybody():
    labels = [c["label"]["ja"] for q in all_questions(entry("F").definition) for c in q["choices"]]

    assert "業務の指示のとおりに操作した" in labels
    assert [label for label in labels if "上司" in label] == []


@pytest.mark.parametrize("code", sorted(CONTRADICTIONS))
def test_the_contradictions_name_answers_that_exist(code):
    assert unknown(CONTRADICTIONS[code], entry(code).definition) == []


def test_the_pooled_options_exist():
    for member in (member for pool in POOLING.pools for member in pool.members):
        question = form(member.questionnaire).questions[member.question]
        assert member.option in {choice["name"] for choice in question["choices"]}


@pytest.mark.slow
def test_the_script_writes_the_library_byte_by_byte(tmp_path, monkeypatch):
    from surveys import library  # noqa: PLC0415 -- its folder is changed

    specification = importlib.util.spec_from_file_location("build_library", BUILD)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    there = {one.code: one.path.read_bytes() for one in ENTRIES}
    monkeypatch.setattr(library, "FOLDER", tmp_path)

    for one in ENTRIES:
        module.BUILDERS[one.code](one)

    assert {one.code: one.path.read_bytes() for one in ENTRIES} == there
