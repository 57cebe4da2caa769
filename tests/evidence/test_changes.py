"""Who moved between two comparisons, and by which cause."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import LoginId, Person
from accounts.text import fold_login
from audit.models import AuditEvent
from casework.models import Incident
from core import jobs
from evidence import actions
from evidence.changes.moved import CAUSES, Cause, inputs_between, moves_between
from evidence.models import ReconciliationRun
from evidence.notes import actions as notes
from evidence.queries import newest_reconciliation
from evidence.twice.actions import decide_overlap
from surveys.models import Interview, Wave
from tests.evidence.worlds import BY, add_log, answer, compare, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
Moved = list[tuple[str, str, str, list[Cause]]]


@pytest.fixture
def world() -> World:
    return make_world()


def moved(old: ReconciliationRun, new: ReconciliationRun) -> Moved:
    return [(one.person_no, one.before, one.after, list(one.causes)) for one in moves_between(old, new)]


def test_a_new_version_of_the_answers_is_the_cause(world: World) -> None:
    _incident, people, old = make_compared(world, 1)
    answer(Wave.objects.get(case=world.case), people[0], "yes", ordinal=2)

    assert moved(old, compare(world)) == [("P-000", "log_yes_answer_no", "log_yes_answer_yes", [Cause.ANSWER])]


def test_a_new_log_is_the_cause(world: World) -> None:
    _incident, _people, old = make_compared(world, 1)
    add_log(world, ["2022-12-20 10:00:00,u2,C9,np"])
    new = compare(world)

    assert moved(old, new) == [("P-002", "log_no_answer_no", "log_yes_answer_no", [Cause.NEW_LOG])]
    assert inputs_between(old, new).new_files == ["cis: log.csv"]


def test_another_owner_of_an_id_is_the_cause_for_both(world: World) -> None:
    _incident, people, old = make_compared(world, 1)
    LoginId.objects.filter(login="u0").update(person=Person.objects.get(pk=people[2].pk))

    assert moved(old, compare(world)) == [
        ("P-000", "log_yes_answer_no", "log_no_answer_no", [Cause.IDENTITY]),
        ("P-002", "log_no_answer_no", "log_yes_answer_no", [Cause.IDENTITY]),
    ]


def test_another_window_is_the_cause(world: World) -> None:
    incident, _people, old = make_compared(world, 1)
    Incident.objects.filter(pk=incident.pk).update(log_to="2022-12-01")
    new = compare(world)

    assert moved(old, new)[0][3][0] is Cause.SCOPE
    assert inputs_between(old, new).scopes == ["I-1"]


def test_a_decision_on_rows_received_twice_is_named_as_what_it_is(world: World, client: Client) -> None:
    _incident, people, _run = make_compared(world, 1)
    lines = [f"2022-12-2{day} 09:00:00,u0,C9,np" for day in (0, 1)]
    add_log(world, lines)
    later = add_log(world, [*lines, "2022-12-22 09:00:00,u0,C1,np"])
    old = compare(world)
    decide_overlap(overlap=later.overlaps_earlier.get(same=2), counting="both", reason="端末が2台", by=world.by)
    answer(Wave.objects.get(case=world.case), people[0], "yes", ordinal=2)
    jobs.run_pending()
    new = compare(world)
    client.force_login(world.aoki)

    page = client.get(reverse("reconciliation:changes", args=[world.case.public_id]), {"since": old.ordinal})

    causes = [Cause.TWICE, Cause.ANSWER]
    assert moved(old, new) == [("P-000", "log_yes_answer_no", "log_yes_answer_yes", causes)]
    assert [list(told[-1]) for told in page.context["rows"]] == [[CAUSES[cause] for cause in causes]]
    assert (page.context["inputs"].recounted, page.context["inputs"].same) == (["cis: log.csv"], False)


def test_another_reading_of_the_answers_is_the_cause(world: World) -> None:
    incident, _people, old = make_compared(world, 1)
    actions.set_viewing_map(incident=incident, waves=["w1"], question="q1", yes=["no"], no=["yes"], by=BY)
    new = compare(world)

    assert {tuple(causes) for _no, _before, _after, causes in moved(old, new)} == {(Cause.READING,)}
    assert inputs_between(old, new).maps == ["I-1"]


def test_what_held_once_and_holds_again_is_the_newest_comparison(world: World) -> None:
    _incident, people, first = make_compared(world, 1)
    login = LoginId.objects.create(person=people[1], system_code="cis", login="u0", login_folded=fold_login("u0"))
    second = compare(world)
    login.delete()
    third = compare(world)

    again = compare(world)

    assert [first.ordinal, second.ordinal, third.ordinal, again.ordinal] == [1, 2, 3, 3]
    assert third.summary == first.summary


def test_the_trail_says_how_many_moved_and_the_page_lists_them(world: World, client: Client) -> None:
    _incident, people, _old = make_compared(world, 1)
    answer(Wave.objects.get(case=world.case), people[0], "yes", ordinal=2)
    compare(world)
    client.force_login(world.aoki)

    page = client.get(reverse("reconciliation:changes", args=[world.case.public_id]))

    assert AuditEvent.objects.filter(type="evidence.reconciled").order_by("-pk")[0].detail["moved"] == 1
    assert [move.person_no for move, *_rest in page.context["rows"]] == ["P-000"]
    assert "数える回答の版が変わった" in page.content.decode()


def test_an_older_comparison_without_its_inputs_says_so(world: World) -> None:
    _incident, people, _old = make_compared(world, 1)
    answer(Wave.objects.get(case=world.case), people[0], "yes", ordinal=2)
    new = compare(world)
    old = ReconciliationRun.objects.get(ordinal=1)
    old.parts = {}

    assert moved(old, new)[0][3] == [Cause.UNKNOWN]


def test_a_note_leads_to_an_interview_once(world: World) -> None:
    _incident, people, _run = make_compared(world, 1)
    note = people[0].discrepancy_notes.get()

    for _twice in range(2):
        notes.ask_for_interview(note=note, reason="ログと回答が違うため", by=world.by)

    note.refresh_from_db()
    interview = Interview.objects.get()
    assert (interview.person, note.state, [one["kind"] for one in note.led_to]) == (
        people[0],
        "interview",
        ["interview"],
    )
    assert newest_reconciliation(world.case) is not None
