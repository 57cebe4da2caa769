"""Write the trail inside the action's transaction, and prove later that nothing in it was touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from audit.models import AuditEvent, ChainHead
from core import clock
from core.actor import Actor
from core.prepared import PreparedRow, inserting, updating, write_together
from core.ref import Ref

START = "0" * 64
INSTALLATION = "installation"


def _heads(hole: str) -> QuerySet[ChainHead, tuple[int, int, str]]:
    """Held until the transaction ends: who only looks would find it moved on when many write at once."""
    found = ChainHead.objects.select_for_update().filter(chain=hole)
    return found.values_list("pk", "position", "hash")


_head = PreparedRow(_heads)


@dataclass(frozen=True)
class Verification:
    """What `verify` found: how many events were read, and the first one that does not fit («chain#position»)."""

    events: int
    first_bad: str | None

    @property
    def ok(self) -> bool:
        """Nothing was touched."""
        return self.first_bad is None


def digest(
    *,
    chain: str,
    position: int,
    kind: str,
    subject: str,
    by: Actor,
    detail: Any,
    at: datetime,
    previous: str,
) -> str:
    """SHA-256 over the canonical JSON of a row and its predecessor's hash. Times in UTC to the microsecond."""
    row = [
        chain,
        position,
        kind,
        subject,
        [by.kind, by.id, by.label],
        detail,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        previous,
    ]
    return hashlib.sha256(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def record(type: str, *, by: Actor, chain: str, subject: Ref, detail: Mapping[str, Any] | None = None) -> None:  # noqa: A002 -- the column's name
    """Add one event; must run inside a transaction, as the last write of its action (the head is locked last)."""
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event belongs inside its action's transaction.")
    facts = json.loads(json.dumps(dict(detail or {}), ensure_ascii=False))
    found = _head.get(chain)
    if found is None:
        ChainHead.objects.get_or_create(chain=chain)
        found = _head.get(chain)
    assert found is not None  # noqa: S101 -- it has just been made
    key, last, previous = found
    position, at = last + 1, clock.now()
    value = digest(
        chain=chain,
        position=position,
        kind=type,
        subject=str(subject),
        by=by,
        detail=facts,
        at=at,
        previous=previous,
    )
    event = AuditEvent(
        chain=chain,
        position=position,
        type=type,
        subject=str(subject),
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
        detail=facts,
        at=at,
        previous_hash=previous,
        hash=value,
    )
    write_together(updating(ChainHead, {"pk": key}, position=position, hash=value), inserting(event))


def verify(chain: str | None = None) -> Verification:
    """Read every event in order and compare places, hashes and heads; names the first bad row."""
    heads = ChainHead.objects.order_by("chain")
    known = set(heads.values_list("chain", flat=True))
    count = 0
    orphan = AuditEvent.objects.exclude(chain__in=known).order_by("pk").first()
    if orphan is not None and chain is None:
        return Verification(count, f"{orphan.chain}#{orphan.position}")
    for head in heads.filter(chain=chain) if chain else heads:
        previous, place = START, 0
        for event in AuditEvent.objects.filter(chain=head.chain).order_by("position").iterator(chunk_size=2000):
            count += 1
            place += 1
            by = Actor(event.by_kind, event.by_id, event.by_label)  # type: ignore[arg-type]
            expected = digest(
                chain=event.chain,
                position=place,
                kind=event.type,
                subject=event.subject,
                by=by,
                detail=event.detail,
                at=event.at,
                previous=previous,
            )
            if event.position != place or event.previous_hash != previous or event.hash != expected:
                return Verification(count, f"{head.chain}#{place}")
            previous = event.hash
        if place != head.position or previous != head.hash:
            return Verification(count, f"{head.chain}#{place + 1}")
    return Verification(count, None)
