"""Notes follow the comparison: opened once, opened again, closed or marked when nothing is found any more."""

from __future__ import annotations

import pytest

from accounts.models import LoginId
from accounts.text import fold_login
from audit.models import AuditEvent
from core import clock
from core.actor import Actor
from evidence.enums import NoteState, NoteType, Resolution
from evidence.models import DiscrepancyNote
from evidence.notes import actions
from evidence.notes.grounds import OUTLIER_PEOPLE, grounds_of
from evidence.notes.opening import follow_up
from surveys.models import ContradictionRule, ResponseVersion, Wave
from tests.evidence.worlds import BY, add_log, answer, compare, make_compared
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def notes() -> list[tuple[str, str, str]]:
    rows = DiscrepancyNote.objects.select_related("person").order_by("type", "person__no", "about")
    return [(n.type, n.person.no if n.person else n.about, n.state) for n in rows]


def test_a_comparison_opens_a_note_for_each_difference_once(world: World) -> None:
    _incident, _people, run = make_compared(world, 2)

    again = follow_up(run=run, by=BY)

    assert notes() == [("denied_though_logged", "P-000", "open"), ("denied_though_logged", "P-001", "open")]
    assert not again.changed
    assert AuditEvent.objects.filter(type="evidence.notes_followed").count() == 1


def test_an_id_of_nobody_is_a_note_about_the_id(world: World) -> None:
    make_compared(world, 1)
    add_log(world, ["2022-12-20 10:00:00,ghost,C9,np"])
    compare(world)

    note = DiscrepancyNote.objects.get(type=NoteType.UNMAPPED_ID)

    assert (note.person, note.about, note.login, note.ground["views"]) == (None, "cis:ghost", ("cis", "ghost"), 1)


def test_untouched_notes_close_when_the_difference_is_gone_and_open_again_when_it_returns(world: World) -> None:
    _incident, people, _run = make_compared(world, 1)
    wave = Wave.objects.get(case=world.case)
    answer(wave, people[0], "yes", ordinal=2)
    compare(world)
    note = DiscrepancyNote.objects.get(person=people[0])
    closed = (note.state, note.reason, note.gone)
    answer(wave, people[0], "no", ordinal=3)
    compare(world)

    note.refresh_from_db()

    assert closed == (NoteState.CLOSED, Resolution.NO_LONGER_FOUND, True)
    assert (note.state, note.reason, note.gone) == (NoteState.OPEN, "", False)
    assert [entry.by_label for entry in note.entries.all()] == [Actor.system().label] * 2


def test_a_note_that_somebody_works_on_is_marked_and_left_to_them(world: World) -> None:
    _incident, people, _run = make_compared(world, 1)
    note = DiscrepancyNote.objects.get(person=people[0])
    actions.assign_note(note=note, owner=world.baba, by=world.by)
    answer(Wave.objects.get(case=world.case), people[0], "yes", ordinal=2)
    compare(world)

    note.refresh_from_db()

    assert (note.state, note.gone) == (NoteState.OPEN, True)


def test_a_settled_note_is_not_opened_a_second_time(world: World) -> None:
    _incident, people, _run = make_compared(world, 1)
    note = DiscrepancyNote.objects.get(person=people[0])
    actions.move_note(note=note, move="explain", text="応援", reason="rightful_work", by=world.by)
    actions.move_note(note=note, move="close", by=world.by)
    add_log(world, ["2022-12-21 10:00:00,u0,C7,np"])
    compare(world)

    assert notes() == [("denied_though_logged", "P-000", "closed")]


def test_somebody_far_above_the_others_of_the_affiliation_is_noted(world: World) -> None:
    _incident, people, _run = make_compared(world, OUTLIER_PEOPLE)
    rows = [f"2022-12-{1 + k:02d} 11:{n:02d}:00,u{n},D{n},np" for n in range(20) for k in range(1 + n % 7)]
    rows += [f"2022-12-{1 + n % 28:02d} 12:{n % 60:02d}:{n % 50:02d},u3,E{n},np" for n in range(400)]
    add_log(world, rows)

    found = [ground for ground in grounds_of(compare(world)) if ground.type is NoteType.VOLUME_OUTLIER]

    assert [ground.person_no for ground in found] == [people[3].no]
    assert dict(found[0].facts)["score"] > 3.5


def test_an_id_of_two_people_is_a_note_about_the_id(world: World) -> None:
    _incident, people, _run = make_compared(world, 1)
    LoginId.objects.create(person=people[2], system_code="cis", login="u0", login_folded=fold_login("u0"))
    compare(world)

    note = DiscrepancyNote.objects.get(type=NoteType.SHARED_ID)

    assert (note.person, note.about.casefold()) == (None, "cis:u0")


def test_answers_that_hardly_go_together_are_noted_once_the_wave_is_closed(world: World) -> None:
    _incident, people, _run = make_compared(world, 1)
    wave = Wave.objects.get(case=world.case)
    ContradictionRule.objects.create(
        questionnaire=wave.version.questionnaire,
        code="no-but-told",
        ordinal=1,
        first_question="q1",
        first_codes=["no"],
        second_question="q2",
        second_codes=["told"],
        note={"ja": "たずねてください", "en": "Please ask"},
        reason="確かめるため",
        by_kind="user",
        by_label="Aoki",
    )
    said = answer(wave, people[2], "no", ordinal=2)
    said.response.current = ResponseVersion.objects.create(
        response=said.response,
        ordinal=3,
        answers={"q1": "no", "q2": "told"},
        mode="self",
        by_kind="respondent",
        by_label="respondent",
        reason="補足",
        receipt_code="R-3",
        content_hash="x",
        submitted_at=clock.now(),
    )
    said.response.save()
    run = compare(world)
    before = [ground for ground in grounds_of(run) if ground.type is NoteType.CONTRADICTION]
    Wave.objects.update(state="closed", opened_at=clock.now(), closed_at=clock.now())

    follow_up(run=run, by=BY)

    note = DiscrepancyNote.objects.get(type=NoteType.CONTRADICTION)
    assert (before, note.person, note.ground) == ([], people[2], {"rules": ["w1: no-but-told"]})
