"""Statements made once do what the ORM would do."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from audit.models import ChainHead
from core import clock
from core.prepared import (
    HOLE_OF_KEYS,
    SECOND_HOLE_OF_KEYS,
    Plus,
    PreparedRow,
    Write,
    adding,
    delete_rows,
    insert_missing,
    insert_or_hold,
    insert_row,
    inserting,
    update_rows,
    updating,
    write_after,
    write_together,
)
from surveys.models import Draft, Invitation, ProgressCount, ProgressKind, Response, Wave
from tests.factories import make_person, make_world
from tests.surveys.factories import invitation_of, make_wave

pytestmark = pytest.mark.django_db


def asked() -> Invitation:
    case = make_world().case
    make_person(case)
    return invitation_of(make_wave(case), "P-001")


def test_a_row_is_inserted_changed_and_found() -> None:
    first, second = (insert_row(ChainHead(chain=chain)) for chain in ("case:a", "case:b"))

    assert update_rows(ChainHead, {"pk": first.pk, "position": 0}, position=5, hash="f" * 64) == 1
    assert update_rows(ChainHead, {"pk": first.pk, "position": 0}, position=9) == 0
    assert update_rows(ChainHead, {"chain__in": ["case:a", "case:b"]}, position=Plus(2)) == 2

    by_chain = PreparedRow(lambda hole: ChainHead.objects.filter(chain=hole).values_list("position", "hash"))
    by_key = PreparedRow(lambda hole: ChainHead.objects.filter(pk=hole).values_list("chain"), HOLE_OF_KEYS)
    both = PreparedRow(
        lambda first, second: ChainHead.objects.filter(pk__in=[first, second]).order_by("-pk").values_list("chain"),
        HOLE_OF_KEYS,
        SECOND_HOLE_OF_KEYS,
    )
    assert by_chain.get("case:a") == [7, "f" * 64]
    assert by_chain.get("case:c") is None
    assert by_key.get(second.pk) == ["case:b"]
    assert both.rows(first.pk, second.pk) == [["case:b"], ["case:a"]]
    assert not first._state.adding


def test_what_is_there_is_neither_made_twice_nor_changed() -> None:
    invitation = asked()

    assert insert_missing(Draft(invitation=invitation, answers={"q1": ["見た", 3]}, saved_at=clock.now()))
    assert not insert_missing(Draft(invitation=invitation))
    assert Draft.objects.get().answers == {"q1": ["見た", 3]}
    assert delete_rows(Draft, {"invitation": invitation.pk, "revision": 1}) == 0
    assert delete_rows(Draft, {"invitation": invitation.pk, "revision": 0}) == 1


def test_one_response_is_made_and_then_held() -> None:
    invitation = asked()
    first, second = (Response(wave=invitation.wave, person=invitation.person) for _n in range(2))

    assert insert_or_hold(first, "wave", "person", mark="public_id")
    assert not insert_or_hold(second, "wave", "person", mark="public_id")
    assert first.pk == second.pk
    assert Response.objects.get().public_id == first.public_id != uuid.UUID(int=0)


def test_postgresql_keeps_them_prepared() -> None:
    if connection.vendor != "postgresql":
        return
    insert_row(ChainHead(chain="case:a"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO \"audit_chainhead\"%'"
        )
        assert cursor.fetchone() == (1,)


def counted(wave: Wave) -> Write:
    row = ProgressCount(wave_id=wave.pk, kind=ProgressKind.REACHED, key="0>1", shard=0, n=2)
    return adding(row, "wave", "kind", "key", "shard", adds="n")


def test_what_is_written_together_is_all_written() -> None:
    invitation = asked()
    first = insert_row(ChainHead(chain="case:a"))

    write_together(updating(ChainHead, {"pk": first.pk}, position=3), inserting(ChainHead(chain="case:b", position=4)))
    for _time in range(2):
        write_together(counted(invitation.wave))

    assert dict(ChainHead.objects.filter(chain__in=["case:a", "case:b"]).values_list("chain", "position")) == {
        "case:a": 3,
        "case:b": 4,
    }
    assert ProgressCount.objects.get().n == 4


def test_others_are_written_only_after_the_first_has_changed_a_row() -> None:
    invitation = asked()
    head = insert_row(ChainHead(chain="case:a"))

    def write(position: int) -> bool:
        return write_after(
            updating(ChainHead, {"pk": head.pk, "position": position}, position=position + 1),
            updating(Invitation, {"pk": invitation.pk, "generation": position}, generation=position + 1),
            counted(invitation.wave),
            inserting(ChainHead(chain=f"case:{position}")),
        )

    update_rows(Invitation, {"pk": invitation.pk}, generation=0)
    assert [write(0), write(5), write(0), write(1)] == [True, False, False, True]

    invitation.refresh_from_db()
    assert (invitation.generation, ProgressCount.objects.get().n) == (2, 4)
    assert sorted(ChainHead.objects.filter(chain__in=[f"case:{n}" for n in range(9)]).values_list("chain")) == [
        ("case:0",),
        ("case:1",),
    ]
    assert write_after(updating(ChainHead, {"pk": head.pk, "position": 2}, position=7))
    assert not write_after(updating(ChainHead, {"pk": head.pk, "position": 2}, position=7))
