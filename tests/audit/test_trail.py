"""The trail grows only inside actions, and any touch is found and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction

from audit import trail
from audit.models import AuditEvent, ChainHead
from core import append_only
from core.actor import Actor
from core.ref import Ref

BY = Actor.system()


def write(count: int, chain: str = "case:1") -> None:
    for number in range(count):
        with transaction.atomic():
            trail.record("test.done", by=BY, chain=chain, subject=Ref("thing", str(number)), detail={"n": number})


@pytest.mark.django_db
def test_events_form_a_chain() -> None:
    write(3)

    assert trail.verify() == trail.Verification(events=3, first_bad=None)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET by_label = 'x'", "DELETE FROM audit_auditevent"])
def test_the_database_itself_refuses_changes(statement: str) -> None:
    write(1)

    with pytest.raises(Error, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEvent.objects.get().by_label == "system"


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_an_action_is_refused() -> None:
    with pytest.raises(RuntimeError):
        trail.record("test.done", by=BY, chain="case:1", subject=Ref("thing", "1"))


def edit(position: int) -> None:
    AuditEvent.objects.filter(position=position).update(detail={"n": 99})


def delete(position: int) -> None:
    AuditEvent.objects.filter(position=position).delete()


def reorder(position: int) -> None:
    AuditEvent.objects.filter(position=position).update(position=900)
    AuditEvent.objects.filter(position=position + 1).update(position=position)
    AuditEvent.objects.filter(position=900).update(position=position + 1)


def recompute_own_hash(position: int) -> None:
    event = AuditEvent.objects.get(position=position)
    forged = trail.digest(
        chain=event.chain,
        position=position,
        kind=event.type,
        subject=event.subject,
        by=BY,
        detail={"n": 99},
        at=event.at,
        previous=event.previous_hash,
    )
    AuditEvent.objects.filter(position=position).update(detail={"n": 99}, hash=forged)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "place", "named"),
    [
        (edit, 3, 3),
        (edit, 1, 1),
        (delete, 1, 1),
        (delete, 3, 3),
        (delete, 5, 5),
        (reorder, 2, 2),
        (recompute_own_hash, 3, 4),
        (recompute_own_hash, 5, 6),
    ],
)
def test_tampering_is_found_at_its_place(tamper: Callable[[int], None], place: int, named: int) -> None:
    write(5)
    for table in append_only.protected_tables(connection):
        with connection.cursor() as cursor:
            for statement in append_only.remove_statements(connection.vendor, table):
                cursor.execute(statement)
    tamper(place)

    found = trail.verify("case:1").first_bad

    assert found == f"case:1#{named}"


@pytest.mark.django_db
def test_a_cut_tail_is_found_by_the_head() -> None:
    write(5)
    ChainHead.objects.update(position=7)

    assert trail.verify().first_bad == "case:1#6"
