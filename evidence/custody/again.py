"""Bytes that were received once and are handed over again: they are kept once, each handing-over is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from audit import trail
from casework.access import can_work
from core.actor import Actor
from core.ref import Ref
from evidence.custody.actions import write_down
from evidence.models import CustodyEvent, CustodyKind, LogFile

SAID = ("from", "ground", "how", "necessity")


def span(start: date | None, end: date | None) -> str:
    """The period that the giver says the file covers."""
    return f"{start or ''} – {end or ''}" if start or end else ""


def receipts(files: Iterable[LogFile]) -> list[CustodyEvent]:
    """Every handing-over to us, the first and all later ones."""
    kinds = [CustodyKind.RECEIVED, CustodyKind.RECEIVED_AGAIN]
    return list(CustodyEvent.objects.filter(log_file__in=list(files), kind__in=kinds).order_by("at", "pk"))


def received_again(log_file: LogFile, *, facts: Mapping[str, str], form: str, by: Actor) -> CustodyEvent | None:
    """One more line, unless it stands there: None then. Part of the action that receives the file.

    `facts` are SAID, the name of the file and what it covers. What is said on another `form` (a page that was sent off) is
    another handing-over, however equal; where there is none, as in commands, only something that was not said before is.
    """
    if not form and not any(facts.get(name) for name in SAID):
        return None
    said = _said(log_file, facts)
    for earlier in receipts([log_file]):
        if _said(log_file, earlier.detail) == said and form in ("", earlier.detail.get("form")):
            return None
    return _write(log_file, {**facts, **({"form": form} if form else {})}, by)


@transaction.atomic
def adopt_again(
    *, log_file: LogFile, facts: Mapping[str, str], author: str, at: datetime | None, by: Actor
) -> CustodyEvent | None:
    """A later handing-over as a case folder brings it; None when it stands there from before."""
    can_work(log_file.case).require()
    if at is None:
        return received_again(log_file, facts=facts, form="", by=by)
    at = at.astimezone(UTC).replace(microsecond=0)
    said = _said(log_file, facts)
    for earlier in CustodyEvent.objects.filter(log_file=log_file, kind=CustodyKind.RECEIVED_AGAIN):
        if _said(log_file, earlier.detail) == said and recorded_at(earlier) == at:
            return None
    return _write(log_file, {**facts, "recorded_by": author, "recorded_at": at.isoformat()}, by)


def recorded_at(event: CustodyEvent) -> datetime:
    """When the line was written first, be it in the installation that a case folder comes from."""
    first = event.detail.get("recorded_at")
    return datetime.fromisoformat(first) if first else event.at.astimezone(UTC).replace(microsecond=0)


def _write(log_file: LogFile, detail: Mapping[str, str], by: Actor) -> CustodyEvent:
    event = write_down(CustodyKind.RECEIVED_AGAIN, log_file, by=by, sha256=log_file.sha256, detail=detail)
    trail.record(
        "evidence.log_received_again",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={"sha256": log_file.sha256, "source": log_file.source.code},
    )
    return event


def _said(log_file: LogFile, facts: Mapping[str, Any]) -> list[str]:
    """What one handing-over is known by. A case folder puts the hash before a name that two of its files have."""
    name = str(facts.get("name", "")).removeprefix(f"{log_file.sha256[:8]}-")
    return [name, *(str(facts.get(said, "")) for said in SAID)]
