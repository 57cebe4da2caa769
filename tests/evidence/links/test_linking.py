"""Answers of a case beside its log: per system and window, on pages and in the command."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from casework.models import EmergencyWindow
from core import jobs
from core.actor import Actor
from core.verdict import Refused
from evidence import actions
from evidence.explanations.actions import approve_explanation, propose_explanation
from evidence.explanations.rules import Proposal
from evidence.links.judging import About, Because, Verdict
from evidence.links.linking import Link, links_of
from evidence.links.queries import all_links, beside_answers, blocks_of
from evidence.models import ViewingMap
from evidence.queries import newest_facts
from surveys.models import Wave
from tests.evidence.worlds import BY, answer, compare, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def links(world: World) -> list[Link]:
    run = newest_facts(world.case)
    assert run is not None
    return links_of(world.case, run)


def ask_about(world: World, **facts: Any) -> None:
    Wave.objects.filter(case=world.case).update(**facts)


def test_rows_in_the_period_fit_a_yes_and_differ_from_a_no(world: World) -> None:
    make_compared(world, 1)
    ask_about(world, period_from=date(2022, 4, 1), period_to=date(2023, 3, 31))

    found = {link.person_no: (link.verdict, link.facts[0].because, link.facts[0].seen.inside) for link in links(world)}

    assert found == {
        "P-000": (Verdict.CONTRADICTS, Because.ROWS, 1),
        "P-001": (Verdict.SUPPORTS, Because.ROWS, 1),
        "P-002": (Verdict.CANNOT_SAY, Because.PARTLY_COVERED, 0),
    }


def test_a_no_is_supported_only_when_the_log_covers_what_was_asked(world: World) -> None:
    make_compared(world, 1)
    ask_about(world, period_from=date(2022, 12, 1), period_to=date(2022, 12, 2))

    assert {link.person_no: link.verdict for link in links(world)}["P-002"] is Verdict.SUPPORTS


def test_rows_of_other_days_are_named_and_contradict_nothing(world: World) -> None:
    make_compared(world, 1)
    ask_about(world, period_from=date(2023, 1, 1), period_to=date(2023, 1, 10))

    first = next(link for link in links(world) if link.person_no == "P-000")

    assert (first.verdict, first.facts[0].because, first.facts[0].seen.ever) == (
        Verdict.CANNOT_SAY,
        Because.ROWS_OUTSIDE_PERIOD,
        1,
    )


def test_an_answer_is_about_no_day_after_it_was_given(world: World) -> None:
    make_compared(world, 1)

    def ends() -> set[date | None]:
        return {fact.asked.last for link in links(world) for fact in link.facts}

    ask_about(world, period_from=date(2022, 4, 1), period_to=None)
    open_end = ends()
    ask_about(world, period_to=date(2022, 12, 31))
    assert (open_end, ends()) == ({date(2023, 2, 1)}, {date(2022, 12, 31)})


def answer_further(world: World, person: Person, answers: dict[str, Any]) -> None:
    """The version is append-only: further answers come with another one."""
    said = answer(Wave.objects.get(case=world.case), person, "yes", ordinal=2)
    version = type(said).objects.create(
        response=said.response,
        ordinal=3,
        answers=answers,
        mode="self",
        by_kind="respondent",
        by_label="respondent",
        reason="補足",
        receipt_code="R-3",
        content_hash="x",
        submitted_at=datetime(2023, 2, 3, tzinfo=UTC),
    )
    said.response.current = version
    said.response.save()


def test_a_reason_is_held_against_the_approved_rules_of_its_kind(world: World) -> None:
    incident, people, _run = make_compared(world, 1)
    reading = {"waves": ["w1"], "question": "q1", "yes": ["yes"], "no": ["no"], "reason_question": "why"}
    actions.set_viewing_map(incident=incident, **reading, other_reasons={"mine": "own_customer"}, by=BY)
    answer_further(world, people[1], {"q1": "yes", "why": "mine"})

    def why() -> tuple[Verdict, Because, int, int]:
        [link] = [link for link in links(world) if link.about is About.REASON]
        return link.verdict, link.facts[0].because, link.facts[0].seen.fitting, link.facts[0].seen.rows

    assert why() == (Verdict.CANNOT_SAY, Because.NO_RULE, 0, 1)
    rule = propose_explanation(
        case=world.case,
        proposal=Proposal("own_customer", "自社のお客さま", "契約一覧", lists={"categories": ["np"]}),
        by=world.by,
    )
    approve_explanation(rule=rule, by=Actor.of_user(world.baba))
    jobs.run_pending()

    assert why() == (Verdict.SUPPORTS, Because.EXPLAINED, 1, 1)
    with pytest.raises(Refused):
        actions.set_viewing_map(incident=incident, **reading, other_reasons={"mine": "whim"}, by=BY)


def test_the_map_says_which_questions_speak_of_when_where_and_why(world: World) -> None:
    incident, people, _run = make_compared(world, 1)
    actions.set_viewing_map(
        incident=incident,
        waves=["w1"],
        question="q1",
        yes=["yes"],
        no=["no"],
        period_question="when",
        system_question="where",
        systems={"a": "cis"},
        reason_question="why",
        emergency_reasons=["outage"],
        by=BY,
    )
    EmergencyWindow.objects.create(
        case=world.case,
        title="停電",
        area="全域",
        starts_at=datetime(2022, 11, 30, tzinfo=UTC),
        ends_at=datetime(2022, 12, 30, tzinfo=UTC),
    )
    answer_further(world, people[1], {"q1": "yes", "when": "2022-12-05", "where": ["a"], "why": "outage"})

    found = {link.about: link.verdict for link in links(world) if link.person_no == people[1].no}

    assert found == {
        About.VIEWING: Verdict.SUPPORTS,
        About.SYSTEM: Verdict.SUPPORTS,
        About.PERIOD: Verdict.SUPPORTS,
        About.REASON: Verdict.SUPPORTS,
    }


def test_a_further_question_is_a_new_version_of_the_map(world: World) -> None:
    incident, _people, _run = make_compared(world, 1)

    for _twice in range(2):
        actions.set_viewing_map(
            incident=incident, waves=["w1"], question="q1", yes=["yes"], no=["no"], period_question="when", by=BY
        )

    assert list(ViewingMap.objects.order_by("number").values_list("number", "period_question")) == [
        (1, ""),
        (2, "when"),
    ]


def test_one_person_has_the_links_that_the_case_has(world: World) -> None:
    _incident, people, _run = make_compared(world, 2)
    run = newest_facts(world.case)
    assert run is not None

    alone = links_of(world.case, run, person=people[0])

    assert alone == [link for link in links(world) if link.person_no == people[0].no]


def test_counts_over_the_case_follow_new_answers(world: World) -> None:
    _incident, people, _run = make_compared(world, 2)
    before = [cell for block in blocks_of(world.case) for cell in block.lines[0].cells]
    answer(Wave.objects.get(case=world.case), people[0], "yes", ordinal=2)
    compare(world)

    after = [cell for block in blocks_of(world.case) for cell in block.lines[0].cells]

    assert dict(before)[Verdict.CONTRADICTS] == 2
    assert dict(after)[Verdict.CONTRADICTS] == 1
    assert len(all_links(world.case)) == 4


def test_the_dossier_says_beside_the_answer_what_the_log_holds(world: World, client: Client) -> None:
    _incident, people, _run = make_compared(world, 1)
    client.force_login(world.aoki)

    page = client.get(reverse("reconciliation:dossier", args=[world.case.public_id, people[0].public_id]))

    assert [beside.state for beside in beside_answers(world.case, people[0])["w1", "q1"]] == ["on"]
    assert "ログには別のことが記録されています" in page.content.decode()


def test_every_count_leads_to_its_people(world: World, client: Client) -> None:
    incident, people, _run = make_compared(world, 2)
    client.force_login(world.aoki)
    address = reverse("reconciliation:link-list", args=[world.case.public_id, incident.no])

    counts = client.get(reverse("reconciliation:link-counts", args=[world.case.public_id]))
    page = client.get(address, {"about": "viewing", "verdict": "contradicts"})

    assert address in counts.content.decode()
    assert [link.person_no for _person, link, _word, _lines in page.context["rows"]] == [people[0].no, people[1].no]
    assert client.get(address, {"verdict": "guilty"}).status_code == 404
    client.force_login(world.chiba)
    assert client.get(address).status_code == 404
