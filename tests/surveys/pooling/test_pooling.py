"""Options counted together: agreed with a reason, kept each time they change, taken along in the case folder."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from core.verdict import Refused
from surveys.contradictions.actions import define_rule
from surveys.contradictions.folder import import_rules, rule_lines
from surveys.contradictions.queries import rules_of
from surveys.library import CONTRADICTIONS, POOLING, entry
from surveys.logic import Member, Pool
from surveys.models import PoolingVersion
from surveys.pooling.actions import pool_options
from surveys.pooling.folder import import_meanings, meaning_lines
from surveys.pooling.queries import Options, newest, pooling_of, proposals
from tests.factories import make_world
from tests.surveys.factories import make_version

pytestmark = pytest.mark.django_db
A, B = Member("a", "a3_routes", "self_found"), Member("b", "b3_routes", "self_found")
FOUND = Pool("found_myself", {"ja": "自ら発見", "en": "Found it myself"}, frozenset({A, B}), "同じ場面")


@pytest.fixture
def modules(world):
    for code in ("A", "B"):
        make_version(world.case, path=entry(code).path, code=code.lower())
    return world


@pytest.fixture
def officer(client, modules):
    client.force_login(modules.aoki)
    return client


def test_what_was_agreed_counts_and_what_was_before_stays(modules):
    first = pool_options(case=modules.case, pools=[FOUND], reason="同じ場面を別の言葉で表している", by=modules.by)
    second = pool_options(case=modules.case, pools=[], reason="場面が違うとわかった", by=modules.by)

    assert pooling_of(modules.case).pools == ()
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert PoolingVersion.objects.get(ordinal=1).pooling.pools == (FOUND,)
    assert [row.detail for row in AuditEvent.objects.filter(type="surveys.options_pooled").order_by("position")] == [
        {"ordinal": 1, "meanings": 1},
        {"ordinal": 2, "meanings": 0},
    ]


def test_the_mapping_only_grows(modules):
    version = pool_options(case=modules.case, pools=[FOUND], reason="理由", by=modules.by)

    with pytest.raises(DatabaseError), transaction.atomic():
        PoolingVersion.objects.filter(pk=version.pk).update(reason="別の理由")


@pytest.mark.parametrize(
    ("pool", "sentence"),
    [
        (Pool("found", {"ja": "見"}, frozenset({Member("a", "a3_routes", "nothing")})), "nothing"),
        (Pool("found", {"ja": "見"}, frozenset({Member("a", "a3_routes", "self_found", 7)})), "self_found"),
        (Pool("found", {"ja": "見"}, frozenset()), "選択肢を選んでください"),
        (Pool("found", {}, frozenset({A})), "少なくとも一つの言語"),
        (Pool("Found it", {"ja": "見"}, frozenset({A})), "小文字"),
    ],
)
def test_what_nobody_was_asked_cannot_be_pooled(modules, pool, sentence):
    with pytest.raises(Refused, match=sentence):
        pool_options(case=modules.case, pools=[pool], reason="試験", by=modules.by)

    assert newest(modules.case) is None


def test_an_option_has_one_meaning(modules):
    other = Pool("other", {"ja": "別"}, frozenset({A}))

    with pytest.raises(Refused, match="二度"):
        pool_options(case=modules.case, pools=[FOUND, other], reason="試験", by=modules.by)


def test_a_change_needs_a_reason_and_must_change_something(modules):
    with pytest.raises(Refused, match="理由を書いてください"):
        pool_options(case=modules.case, pools=[FOUND], reason=" ", by=modules.by)
    pool_options(case=modules.case, pools=[FOUND], reason="理由", by=modules.by)

    with pytest.raises(Refused, match="変更はありません"):
        pool_options(case=modules.case, pools=[FOUND], reason="理由", by=modules.by)


def test_who_comes_second_looks_again(modules):
    pool_options(case=modules.case, pools=[FOUND], reason="理由", by=modules.by, seen=0)

    with pytest.raises(Refused, match="ちょうどまとめ方を変えました"):
        pool_options(case=modules.case, pools=[], reason="理由", by=modules.by, seen=0)


def test_the_library_proposes_under_the_codes_of_the_case(modules):
    found = {pool.code: pool.members for pool in proposals(modules.case, Options(modules.case))}

    assert found["found_myself"] == {A, B}
    assert set(found) == {pool.code for pool in POOLING.pools}


def test_the_case_folder_takes_the_history_along(modules):
    pool_options(case=modules.case, pools=[FOUND], reason="理由", by=modules.by)
    pool_options(case=modules.case, pools=[], reason="やめる", by=modules.by)
    lines = list(meaning_lines(modules.case))
    other = make_world("M-2023-02")
    for code in ("A", "B"):
        make_version(other.case, path=entry(code).path, code=code.lower())

    assert import_meanings(case=other.case, lines=lines, by=other.by) == 2

    assert list(meaning_lines(other.case)) == lines


def test_a_mapping_that_does_not_fit_is_not_brought_in(modules):
    pool_options(case=modules.case, pools=[FOUND], reason="理由", by=modules.by)
    other = make_world("M-2023-02")

    with pytest.raises(Refused, match="self_found"):
        import_meanings(case=other.case, lines=meaning_lines(modules.case), by=other.by)
    with pytest.raises(Refused, match=r"meanings\.jsonl"):
        import_meanings(case=other.case, lines=['{"pools": 3}'], by=other.by)

    assert newest(other.case) is None


def test_the_case_folder_takes_rules_about_answers_along(modules):
    questionnaire = modules.case.questionnaires.get(code="a")
    for rule in CONTRADICTIONS["A"]:
        define_rule(questionnaire=questionnaire, rule=rule, reason="標準", by=modules.by)
    lines = list(rule_lines(modules.case))
    other = make_world("M-2023-02")
    make_version(other.case, path=entry("A").path, code="a")

    assert import_rules(case=other.case, lines=lines, by=other.by) == 3

    assert list(rule_lines(other.case)) == lines
    assert len(rules_of(other.case)) == 3


# --- pages


def url(name, case, *more):
    return reverse(f"surveys:{name}", args=[case.public_id, *more])


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def test_a_meaning_is_added_changed_and_taken_back(officer, modules):
    page = officer.get(url("pool-new", modules.case))
    data = {"code": "found", "label-ja": "自ら発見", "reason": "同じ場面", "seen": hidden(page, "seen")}
    data["member"] = ["a\ta3_routes\tself_found\t0", "b\tb3_routes\tself_found\t0"]
    assert officer.post(url("pool-new", modules.case), data).status_code == 302
    assert pooling_of(modules.case).pools[0].members == {A, B}

    page = officer.get(url("pool-edit", modules.case, "found"))
    assert page.content.decode().count(" checked") == 2
    changed = data | {"member": data["member"][:1], "seen": hidden(page, "seen"), "reason": "一方は違う"}
    officer.post(url("pool-edit", modules.case, "found"), changed)
    assert pooling_of(modules.case).pools[0].members == {A}

    officer.post(
        url("pool-edit", modules.case, "found"), changed | {"seen": "2", "deed": "remove", "reason": "要らない"}
    )
    assert pooling_of(modules.case).pools == ()
    page = officer.get(url("pool-list", modules.case)).content.decode()
    assert [reason in page for reason in ("同じ場面", "一方は違う", "要らない")] == [True, True, True]


def test_a_proposal_is_looked_at_before_it_counts(officer, modules):
    page = officer.get(url("pool-edit", modules.case, "found_myself"))

    assert page.content.decode().count(" checked") == 2
    assert newest(modules.case) is None


def test_what_cannot_be_is_said_and_stays_typed(officer, modules):
    page = officer.post(
        url("pool-new", modules.case), {"code": "x", "label-ja": "書きかけ", "reason": "r", "seen": "0"}
    )

    assert page.status_code == 422
    assert "選択肢を選んでください" in page.content.decode()
    assert "書きかけ" in page.content.decode()


@pytest.mark.parametrize("name", ["pool-list", "pool-new"])
def test_outsiders_find_nothing(client, modules, name):
    client.force_login(modules.chiba)

    assert client.get(url(name, modules.case)).status_code == 404
