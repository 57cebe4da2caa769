"""Done is claimed by the owner, proven by files, and confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from audit.trail import verify
from core.actor import Actor
from core.files import store_bytes
from core.verdict import Refused
from remediation import actions
from remediation.enums import DecisionKind, MeasureState, NoteKind
from remediation.models import Decision, Measure, MeasureNote, Proof
from remediation.planning.actions import add_successor
from remediation.proof import actions as proof
from remediation.proof.facts import changed_since, facts_of, hash_of
from remediation.proof.queries import proof_rows
from tests.factories import World, make_user, make_world
from tests.remediation.factories import make_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(datetime(2023, 3, 31, 3, tzinfo=UTC), tick=False):
        yield make_world()


def _claimed(world: World, **facts: Any) -> Measure:
    """Owned and claimed by Aoki, written by the system."""
    measure = make_measure(world.case, owner=world.aoki, owner_name="", **facts)
    actions.move_measure(measure=measure, move="finish", done_on=date(2023, 3, 31), by=world.by)
    return measure


def _baba(world: World) -> Actor:
    return Actor.of_user(world.baba)


def _prove(world: World, measure: Measure, **facts: Any) -> Proof:
    given: dict[str, Any] = {"title": "研修の記録", "effective_on": date(2023, 3, 24), **facts}
    stored = store_bytes(b"attended", name="list.pdf", by=world.by)
    return proof.file_proof(measure=measure, stored=stored, by=world.by, **given)


def test_a_claim_is_confirmed_by_somebody_else_and_closes_the_measure(world: World) -> None:
    measure = _claimed(world)
    filed = _prove(world, measure)

    decision = proof.confirm_measure(
        measure=measure, by=_baba(world), seen=hash_of(facts_of(measure)), check_after_months=6
    )

    stored = Measure.objects.get()
    assert (stored.is_closed, stored.check_on, filed.sha256) == (True, date(2023, 9, 30), filed.stored.sha256)
    assert decision.facts_hash == hash_of(facts_of(stored))
    kinds = Decision.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [DecisionKind.CLAIMED, DecisionKind.CONFIRMED]
    assert verify(world.case.chain).ok is True


def test_owner_author_and_claimer_do_not_confirm(world: World) -> None:
    owned = _claimed(world)
    written = actions.add_measure(
        case=world.case, text="点検", timing_text="～2023年3月末", owner=world.aoki, by=_baba(world)
    )
    actions.move_measure(measure=written, move="finish", by=world.by)
    claimed = make_measure(world.case)
    actions.move_measure(measure=claimed, move="finish", by=_baba(world))

    for measure, by in ((owned, world.by), (written, _baba(world)), (claimed, _baba(world))):
        with pytest.raises(Refused):
            proof.confirm_measure(measure=measure, by=by, reason="見た")
    assert Measure.objects.confirmed().count() == 0


def test_an_owner_named_without_an_account_does_not_confirm_either(world: World) -> None:
    measure = make_measure(world.case, owner_name=str(world.baba))
    actions.move_measure(measure=measure, move="finish", by=world.by)

    with pytest.raises(Refused):
        proof.confirm_measure(measure=measure, by=_baba(world), reason="見た")


def test_only_the_appointed_verifier_confirms(world: World) -> None:
    other = make_user("daigo")
    measure = _claimed(world, verifier=other)

    with pytest.raises(Refused):
        proof.confirm_measure(measure=measure, by=_baba(world), reason="見た")
    proof.confirm_measure(measure=measure, by=Actor.of_user(other), reason="記録を見た")

    assert Measure.objects.confirmed().count() == 1


def test_a_confirmation_rests_on_a_valid_proof_or_on_words(world: World) -> None:
    measure = _claimed(world)
    _prove(world, measure, expires_on=date(2023, 3, 30))

    with pytest.raises(Refused):
        proof.confirm_measure(measure=measure, by=_baba(world))

    assert proof.confirm_measure(measure=measure, by=_baba(world), reason="現地で見た").reason == "現地で見た"


def test_what_was_changed_while_the_verifier_looked_is_not_confirmed(world: World) -> None:
    measure = _claimed(world)
    seen = hash_of(facts_of(measure))
    actions.update_measure(measure=measure, text="別の文", by=world.by)

    with pytest.raises(Refused):
        proof.confirm_measure(measure=measure, by=_baba(world), seen=seen, reason="見た")


def test_a_claim_is_returned_with_its_reason(world: World) -> None:
    measure = _claimed(world)

    with pytest.raises(Refused):
        proof.return_measure(measure=measure, by=_baba(world), reason=" ")
    proof.return_measure(measure=measure, by=_baba(world), reason="名簿が足りない")

    stored = Measure.objects.get()
    assert (stored.state, stored.done_on, stored.claimed_at) == (MeasureState.IN_PROGRESS, None, None)
    assert Decision.objects.latest("pk").reason == "名簿が足りない"


def test_of_two_decisions_the_second_is_refused(world: World) -> None:
    measure = _claimed(world)
    theirs = Measure.objects.get()
    proof.confirm_measure(measure=measure, by=_baba(world), reason="見た")

    with pytest.raises(Refused):
        proof.return_measure(measure=theirs, by=_baba(world), reason="足りない")


def test_a_closed_measure_stays_and_its_successor_points_back(world: World) -> None:
    measure = _claimed(world)
    with pytest.raises(Refused):
        add_successor(measure=measure, by=world.by, text="次の研修", timing_text="～2024年3月末")
    proof.confirm_measure(measure=measure, by=_baba(world), reason="見た")

    with pytest.raises(Refused):
        actions.move_measure(measure=measure, move="reopen", by=world.by)
    with pytest.raises(Refused):
        actions.update_measure(measure=measure, text="書き換え", by=world.by)
    successor = add_successor(measure=measure, by=world.by, text="次の研修", timing_text="～2024年3月末")

    assert (successor.no, successor.relations.get().other) == ("M-02", measure)


def test_the_effect_is_checked_after_the_confirmation(world: World) -> None:
    measure = _claimed(world)
    with pytest.raises(Refused):
        proof.judge_effect(measure=measure, by=_baba(world), effective=True, reason="閲覧がない")
    proof.confirm_measure(measure=measure, by=_baba(world), reason="見た", check_after_months=6)
    assert list(Measure.objects.all().to_be_checked(date(2023, 9, 29))) == []
    assert list(Measure.objects.all().to_be_checked(date(2023, 9, 30))) == [measure]

    proof.judge_effect(measure=measure, by=_baba(world), effective=False, reason="また見られた")

    assert (Measure.objects.get().effective, Decision.objects.latest("pk").kind) == (
        False,
        DecisionKind.NOT_EFFECTIVE,
    )


def test_an_approved_wording_shows_that_it_was_changed_later(world: World) -> None:
    measure = make_measure(world.case)
    decision = proof.approve_wording(measure=measure, by=_baba(world))
    actions.move_measure(measure=measure, move="begin", by=world.by)
    assert changed_since(decision, facts_of(measure)) == []

    actions.update_measure(measure=measure, text="弱めた文", by=world.by)

    assert changed_since(decision, facts_of(measure)) == ["text"]


def test_a_better_file_is_the_next_revision_and_both_stay(world: World) -> None:
    measure = make_measure(world.case)
    first, second = _prove(world, measure), _prove(world, measure, expires_on=date(2023, 3, 30))

    rows = proof_rows(measure, date(2023, 3, 31))

    assert [(row.proof, row.is_newest, row.expired) for row in rows] == [(second, True, True), (first, False, False)]
    assert first.effective_on < first.at.date()


def test_a_proof_does_not_expire_before_it_holds(world: World) -> None:
    with pytest.raises(Refused):
        _prove(world, make_measure(world.case), expires_on=date(2023, 3, 23))


def test_remarks_come_from_somebody_independent(world: World) -> None:
    measure = make_measure(world.case, owner=world.aoki, owner_name="")
    proof.write_note(measure=measure, text="教材を作った", by=world.by)

    with pytest.raises(Refused):
        proof.write_note(measure=measure, text="十分です", by=world.by, kind=NoteKind.REMARK)
    proof.write_note(measure=measure, text="委託先が受けていない", by=_baba(world), kind=NoteKind.REMARK)

    assert list(MeasureNote.objects.order_by("pk").values_list("kind", flat=True)) == ["progress", "remark"]
    assert AuditEvent.objects.filter(type="remediation.note_written").count() == 2


def test_proofs_notes_and_decisions_only_grow(world: World) -> None:
    measure = _claimed(world)
    _prove(world, measure)
    proof.write_note(measure=measure, text="終えた", by=world.by)

    for model in (Proof, MeasureNote, Decision):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
        assert model.objects.count() == 1


def test_a_later_month_keeps_the_day_or_takes_the_last() -> None:
    assert [proof.add_months(date(2023, 8, 31), months) for months in (1, 6, 12)] == [
        date(2023, 9, 30),
        date(2024, 2, 29),
        date(2024, 8, 31),
    ]
