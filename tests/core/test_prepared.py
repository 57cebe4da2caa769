"""Statements made once do what the ORM would do."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from audit.models import ChainHead
from core import clock
from core.prepared import (
    HOLE_OF_KEYS,
    Plus,
    PreparedRow,
    delete_rows,
    insert_missing,
    insert_or_hold,
    insert_row,
    update_rows,
)
from surveys.models import Draft, Invitation, Response
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
    by_key = PreparedRow(lambda hole: ChainHead.objects.filter(pk=hole).values_list("chain"), hole=HOLE_OF_KEYS)
    assert by_chain.get("case:a") == [7, "f" * 64]
    assert by_chain.get("case:c") is None
    assert by_key.get(second.pk) == ["case:b"]
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
