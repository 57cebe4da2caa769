"""What is certain is matched; what only looks alike waits for two people; what does not fit has a class."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import LoginId, LoginOrigin
from accounts.text import fold_login
from casework.models import Terminal
from core import jobs
from core.actor import Actor
from core.verdict import Refused
from evidence.identity.actions import give_opinion
from evidence.identity.matching import Claim, resolve
from evidence.identity.variants import likeness, spelling
from evidence.models import IdentityDoubt
from evidence.queries import newest_reconciliation
from tests.evidence.facts.worlds import add_rows, facts_of, figures, make_scene, odd, person, row
from tests.factories import World, make_system, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def listed(world: World, no: str, login: str, start: date | None = None, end: date | None = None) -> None:
    LoginId.objects.create(
        person=world.case.roster.people.get(no=no),
        system_code="cis",
        login=login,
        login_folded=fold_login(login),
        valid_from=start,
        valid_to=end,
    )


@pytest.mark.parametrize(
    ("listed_as", "in_log", "same"),
    [
        ("u001", "u001", True),
        ("u001", "U001", True),
        ("u001", "Ｕ００１", True),
        ("髙橋", "高橋", False),
        ("山﨑", "山崎", False),
        ("ヤマダ", "ﾔﾏﾀﾞ", False),
        ("u001", "u01", False),
    ],
)
def test_only_width_and_case_of_ascii_are_settled_by_the_software(
    world: World, listed_as: str, in_log: str, same: bool
) -> None:
    make_scene(world)
    person(world, "a", listed_as, name="別 人")
    add_rows(world, [row("2022-12-01 10:00:00", in_log)])

    assert figures(world)["people"] == (1 if same else None)


@pytest.mark.parametrize(
    ("one", "other"),
    [("髙橋 一郎", "高橋一郎"), ("山﨑", "山崎"), ("ﾔﾏﾀﾞ", "やまだ"), ("渡邉", "渡邊"), ("ｶﾞﾓｳ", "ガモウ")],
)
def test_variants_are_alike_but_not_the_same(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)
    assert spelling(one) != spelling(other)


def test_the_rule_of_a_match_is_said() -> None:
    claims = [Claim("a", date(2020, 1, 1), date(2022, 3, 31), written="Old1", replaced=True)]
    found = [(s.rule, s.person_no, s.outside) for s in resolve(claims, "Old1")]
    assert found == [("", None, True), ("old_id", "a", False), ("", None, True)]

    now = [Claim("a", date(1900, 1, 1), date(9999, 12, 31), written="u1")]
    assert [s.rule for s in resolve(now, "u1")] == ["exact"]
    assert [s.rule for s in resolve(now, "U1")] == ["normalised"]


def test_a_look_alike_is_proposed_and_counts_for_nobody(world: World) -> None:
    make_scene(world)
    person(world, "a", "髙橋", name="髙橋一郎")
    person(world, "b", name="山﨑 花子")
    add_rows(world, [row("2022-12-01 10:00:00", "高橋"), row("2022-12-02 10:00:00", "山崎花子")])

    facts_of(world)

    found = IdentityDoubt.objects.order_by("person__no").values_list("login", "person__no", "kind", "confidence")
    assert list(found) == [("高橋", "a", "name_variant", 80), ("山崎花子", "b", "name_variant", 60)]
    run = newest_reconciliation(world.case)
    assert run is not None
    assert run.summary["I-1"]["unmapped_ids"] == 2
    assert figures(world)["people"] is None


def test_two_of_one_name_are_both_proposed_with_little_confidence(world: World) -> None:
    make_scene(world)
    person(world, "a", name="高橋一郎")
    person(world, "b", name="髙橋一郎")
    add_rows(world, [row("2022-12-01 10:00:00", "ﾀｶﾊｼ"), row("2022-12-01 10:00:00", "高橋一郎")])

    facts_of(world)

    found = IdentityDoubt.objects.order_by("person__no").values_list("person__no", "confidence", "candidates")
    assert list(found) == [("a", 30, 2), ("b", 30, 2)]


def test_an_id_outside_its_period_is_nobodys_and_is_proposed(world: World) -> None:
    make_scene(world)
    person(world, "a")
    listed(world, "a", "ua", None, date(2022, 12, 5))
    add_rows(world, [row(f"2022-12-{day:02d} 10:00:00", "ua") for day in (4, 5, 6, 8)])

    facts_of(world)

    doubt = IdentityDoubt.objects.get()
    assert (doubt.kind, doubt.first_on, doubt.last_on, doubt.rows) == (
        "outside_period",
        date(2022, 12, 6),
        date(2022, 12, 8),
        2,
    )
    assert odd(world) == {"outside_period": 2}


def test_two_people_settle_a_doubt_and_the_facts_follow(world: World) -> None:
    make_scene(world)
    person(world, "a", "髙橋", name="髙橋一郎")
    add_rows(world, [row("2022-12-01 10:00:00", "高橋")])
    facts_of(world)
    doubt = IdentityDoubt.objects.get()

    give_opinion(doubt=doubt, accepts=True, reason="人事の台帳", by=world.by)
    with pytest.raises(Refused):
        give_opinion(doubt=doubt, accepts=True, reason="もう一度", by=world.by)
    assert figures(world)["people"] is None
    give_opinion(doubt=doubt, accepts=True, reason="本人に確認", by=Actor.of_user(world.baba))
    jobs.run_pending()

    assert figures(world)["people"] == 1
    made = LoginId.objects.get(login="高橋")
    assert (made.origin, made.confidence) == (LoginOrigin.SECOND_CHECK, 80)
    assert "人事の台帳" in made.reason
    run = newest_reconciliation(world.case)
    assert run is not None
    assert (run.ordinal, run.summary["I-1"]["unmapped_ids"]) == (2, 0)


def test_one_rejection_ends_the_question_and_it_is_not_asked_again(world: World) -> None:
    make_scene(world)
    person(world, "a", "髙橋", name="髙橋一郎")
    add_rows(world, [row("2022-12-01 10:00:00", "高橋")])
    facts_of(world)
    doubt = IdentityDoubt.objects.get()
    give_opinion(doubt=doubt, accepts=True, reason="似ている", by=world.by)

    give_opinion(doubt=doubt, accepts=False, reason="別人", by=Actor.of_user(world.baba))
    person(world, "z", "uz")
    facts_of(world)

    assert [d.state for d in IdentityDoubt.objects.all()] == ["rejected"]
    assert not LoginId.objects.filter(login="高橋").exists()


def test_opinions_need_words_and_are_not_about_oneself(world: World) -> None:
    make_scene(world)
    person(world, "a", "髙橋", name="髙橋一郎", email=world.aoki.email)
    add_rows(world, [row("2022-12-01 10:00:00", "高橋")])
    facts_of(world)
    doubt = IdentityDoubt.objects.get()

    with pytest.raises(Refused):
        give_opinion(doubt=doubt, accepts=True, reason="x", by=world.by)
    with pytest.raises(Refused):
        give_opinion(doubt=doubt, accepts=True, reason=" ", by=Actor.of_user(world.baba))
    with pytest.raises(Refused):
        give_opinion(doubt=doubt, accepts=True, reason="x", by=Actor.of_user(world.chiba))


def terminals(world: World) -> None:
    own, other = (world.case.roster.affiliations.get(code=code) for code in ("own", "contractor"))
    system = make_system(world.case)
    holder = world.case.roster.people.get(no="b")
    for no, site, affiliation, given in (
        ("T1", "北", own, None),
        ("T2", "南", own, None),
        ("T3", "北", other, None),
        ("T4", "北", own, holder),
    ):
        Terminal.objects.create(case=world.case, system=system, no=no, site=site, affiliation=affiliation, person=given)


def test_what_does_not_fit_has_classes_of_its_own(world: World) -> None:
    make_scene(world)
    person(world, "a", "ua", unit="北")
    person(world, "b", "ub", "shared", joined_on=date(2022, 12, 10))
    person(world, "c", "shared", "uc")
    terminals(world)
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua", terminal="T1"),
            row("2022-12-01 10:08:00", "UA", terminal="T2"),
            row("2022-12-01 12:00:00", "ua", terminal="T1"),
            row("2022-12-02 10:00:00", "ua", terminal="T3"),
            row("2022-12-03 10:00:00", "uc", terminal="T4"),
            row("2022-12-09 10:00:00", "ub", terminal="T4"),
            row("2022-12-10 10:00:00", "ub", terminal="T4"),
            row("2022-12-11 10:00:00", "shared", terminal="T1"),
            row("2022-12-12 10:00:00", "nobody", terminal="T1"),
            row("2022-12-13 10:00:00", terminal="T1"),
            row("2022-12-13 10:00:00", terminal="T9"),
        ],
    )

    run = facts_of(world)

    found = run.summary["identity"]["I-1"]
    assert {kind: numbers["rows"] for kind, numbers in found.items()} == {
        "two_terminals": 2,
        "other_site": 1,
        "other_terminal": 2,
        "away": 1,
        "shared_id": 1,
        "unmapped_id": 1,
        "terminal_only": 1,
        "terminal_unknown": 1,
    }
    assert (found["two_terminals"]["ids"], found["two_terminals"]["people"], found["two_terminals"]["only"]) == (
        1,
        1,
        0,
    )
    assert (found["other_terminal"]["people"], found["other_terminal"]["only"]) == (2, 1)
    assert (found["terminal_only"]["ids"], found["terminal_only"]["terminals"]) == (0, 1)
    compared = newest_reconciliation(world.case)
    assert compared is not None
    assert compared.summary["I-1"]["unmapped_ids"] == 2
    assert figures(world)["people"] == 3


def test_how_ids_were_matched_is_counted_by_rule(world: World) -> None:
    make_scene(world)
    person(world, "a", "ua")
    person(world, "b")
    listed(world, "b", "old", None, date(2022, 12, 5))
    listed(world, "b", "new", date(2022, 12, 6), None)
    LoginId.objects.filter(login="new").update(confidence=70, reason="聞き取り")
    add_rows(
        world,
        [
            row("2022-12-01 10:00:00", "ua"),
            row("2022-12-01 11:00:00", "UA"),
            row("2022-12-02 10:00:00", "old"),
            row("2022-12-06 10:00:00", "new"),
        ],
    )

    found = facts_of(world).summary["matched"]["I-1"]

    assert found == {
        "exact": {"rows": 2, "ids": 2, "people": 2, "uncertain": 1},
        "normalised": {"rows": 1, "ids": 1, "people": 1, "uncertain": 0},
        "old_id": {"rows": 1, "ids": 1, "people": 1, "uncertain": 0},
    }
