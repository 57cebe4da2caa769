"""Answers that together need a follow-up: agreed rules, what they find, and what is kept of them."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from core.verdict import Refused
from surveys.actions import close_wave, record_answers
from surveys.contradictions.actions import define_rule, lift_rule
from surveys.contradictions.fitting import fitted
from surveys.contradictions.queries import found, proposals, rules_of
from surveys.library import CONTRADICTIONS, entry
from surveys.logic import Contradiction, Member, Pool, Pooling, Said
from surveys.models import ContradictionRule
from tests.surveys.factories import ROOT, make_version, make_wave

pytestmark = pytest.mark.django_db
RULE = next(rule for rule in CONTRADICTIONS["F"] if rule.code == "not_displayed_but_read")


@pytest.fixture
def wave(world):
    return make_wave(world.case, version=make_version(world.case, path=entry("F").path, code="f"))


@pytest.fixture
def questionnaire(wave):
    return wave.version.questionnaire


def say(wave, by, no, **answers):
    record_answers(wave=wave, person=wave.case.roster.people.get(no=no), answers=answers, mode="import", by=by)


def test_a_rule_finds_those_who_gave_both_answers(world, wave, questionnaire):
    define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)
    say(wave, world.by, "P-001", f1_displayed="no", f3_read="yes")
    say(wave, world.by, "P-002", f1_displayed="yes", f3_read="yes")
    close_wave(wave=wave, by=world.by)

    (finding,) = found(world.case)

    assert (finding.person.no, finding.wave, finding.rule.code) == ("P-001", wave, "not_displayed_but_read")
    assert finding.questions == ("f1_displayed", "f3_read")
    assert finding.version.answers["f3_read"] == "yes"


def test_while_a_wave_is_open_nothing_is_found(world, wave, questionnaire):
    define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)
    say(wave, world.by, "P-001", f1_displayed="no", f3_read="yes")

    assert found(world.case) == []


def test_findings_can_be_asked_for_one_person_or_wave(world, wave, questionnaire):
    define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)
    for no in ("P-001", "P-002"):
        say(wave, world.by, no, f1_displayed="no", f3_read="yes")
    close_wave(wave=wave, by=world.by)
    person = world.case.roster.people.get(no="P-002")

    assert [finding.person.no for finding in found(world.case, person=person)] == ["P-002"]
    assert [finding.person.no for finding in found(world.case, wave=wave)] == ["P-001", "P-002"]


def test_five_queries_find_everything_and_read_the_questionnaire_once(
    world, wave, questionnaire, django_assert_num_queries
):
    for rule in CONTRADICTIONS["F"]:
        define_rule(questionnaire=questionnaire, rule=rule, reason="標準の規則", by=world.by)
    for no in ("P-001", "P-002"):
        say(wave, world.by, no, f1_displayed="no", f3_read="yes")
    close_wave(wave=wave, by=world.by)

    with django_assert_num_queries(5):
        both = found(world.case)
        assert len([finding.person.affiliation.code for finding in both]) == 2
        assert both[0].wave.version is both[1].wave.version


def test_the_newest_wording_counts_and_the_earlier_one_stays(world, questionnaire):
    first = define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)
    second = define_rule(
        questionnaire=questionnaire,
        rule=replace(RULE, note={"ja": "いつのことか、おたずねください。"}),
        reason="尋ね方を短くした",
        by=world.by,
    )

    assert list(rules_of(world.case)) == [second]
    assert ContradictionRule.objects.get(pk=first.pk).note == RULE.note


def test_a_rule_laid_aside_finds_nothing_and_keeps_its_reason(world, wave, questionnaire):
    rule = define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)
    say(wave, world.by, "P-001", f1_displayed="no", f3_read="yes")
    close_wave(wave=wave, by=world.by)
    assert len(found(world.case)) == 1

    lifted = lift_rule(rule=rule, reason="画面の説明が誤解されていた", by=world.by)

    assert found(world.case) == []
    assert (lifted.in_force, lifted.reason) == (False, "画面の説明が誤解されていた")
    with pytest.raises(Refused, match="この規則は、もう使われていません。"):
        lift_rule(rule=lifted, reason="もう一度", by=world.by)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first": Said("f1_displayed", frozenset())}, "両方に、回答を一つ以上選んでください。"),
        ({"first": Said("f3_read", frozenset({"yes"}))}, "両方に同じ回答があります。"),
        ({"first": Said("f1_displayed", frozenset({"perhaps"}))}, "この質問票にない回答"),
        ({"note": {}}, "何を尋ねるかを書いてください。"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(world, questionnaire, change, sentence):
    with pytest.raises(Refused, match=sentence):
        define_rule(questionnaire=questionnaire, rule=replace(RULE, **change), reason="試験", by=world.by)

    assert not ContradictionRule.objects.exists()


def test_a_rule_needs_a_reason(world, questionnaire):
    with pytest.raises(Refused, match="理由を書いてください"):
        define_rule(questionnaire=questionnaire, rule=RULE, reason=" ", by=world.by)


def test_the_library_proposes_what_is_not_there_yet(world, questionnaire):
    definition = entry("F").definition
    assert [rule.code for rule in proposals(questionnaire, definition)] == [r.code for r in CONTRADICTIONS["F"]]

    define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)

    assert RULE.code not in [rule.code for rule in proposals(questionnaire, definition)]


def test_a_rule_is_proposed_for_questions_that_ask_the_same_under_other_names(world):
    version = make_version(world.case)

    found = {
        rule.code: (rule.first.question, rule.second.question)
        for rule in proposals(version.questionnaire, version.definition)
    }

    assert found == {
        "unaware_of_viewing_but_aware_of_law": ("q3_routes", "q5_aware"),
        "unaware_of_viewing_but_other_route": ("q3_routes", "q3_routes"),
        "thought_it_allowed_but_aware_of_law": ("q3_routes", "q5_aware"),
    }


def test_an_option_in_other_words_is_proposed_only_when_the_case_has_pooled_it(world):
    rule, of_library = CONTRADICTIONS["A"][0], entry("A")
    definition = {
        "title": {},
        "languages": ["ja"],
        "sections": [
            {
                "name": "s",
                "label": {},
                "questions": [
                    question("how", "unknowing", "見ている意識はなかった"),
                    question("law", "knew", "知っていた"),
                ],
            }
        ],
    }
    said = Pooling(
        (
            pool("unaware", Member("A", "a3_routes", "not_aware_of_viewing"), Member("other", "how", "unknowing")),
            pool("aware", Member("A", "a5_aware", "aware"), Member("other", "law", "knew")),
        )
    )

    assert fitted(rule, of_library, "other", definition, Pooling(())) == []
    assert [(one.code, one.first, one.second) for one in fitted(rule, of_library, "other", definition, said)] == [
        (rule.code, Said("how", frozenset({"unknowing"})), Said("law", frozenset({"knew"})))
    ]


def question(name, code, words):
    return {"name": name, "type": "select_multiple", "label": {}, "choices": [{"name": code, "label": {"ja": words}}]}


def pool(code, *members):
    return Pool(code, {"ja": code}, frozenset(members), "同じ意味")


def test_nothing_is_proposed_for_questions_that_are_not_asked(world):
    version = make_version(world.case, path=ROOT / "examples/yukishiro/questionnaires/kc.xlsx", code="kc")

    assert proposals(version.questionnaire, version.definition) == []


def test_rules_only_grow(world, questionnaire):
    rule = define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)

    with pytest.raises(DatabaseError), transaction.atomic():
        ContradictionRule.objects.filter(pk=rule.pk).update(reason="anders")
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.delete()


def test_each_change_is_one_line_of_the_trail_without_answers(world, questionnaire):
    rule = define_rule(questionnaire=questionnaire, rule=RULE, reason="標準の規則", by=world.by)
    lift_rule(rule=rule, reason="もう要らない", by=world.by)

    rows = AuditEvent.objects.filter(chain=world.case.chain, type__startswith="surveys.contradiction")
    assert [(row.type, row.detail) for row in rows.order_by("position")] == [
        ("surveys.contradiction_defined", {"questionnaire": "f", "rule": RULE.code, "ordinal": 1}),
        ("surveys.contradiction_lifted", {"questionnaire": "f", "rule": RULE.code, "ordinal": 2}),
    ]


def test_both_answers_may_stand_in_one_question(world, wave, questionnaire):
    rule = Contradiction(
        "seen_twice", Said("f1_displayed", frozenset({"no"})), Said("f1_displayed", frozenset({"yes"})), {"ja": "?"}
    )

    assert define_rule(questionnaire=questionnaire, rule=rule, reason="試験", by=world.by).questions == (
        "f1_displayed",
    )
