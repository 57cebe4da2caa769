"""The channel's own chain of the trail, and what the database must not leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from audit import trail
from casework.models import Case
from core.actor import Actor
from core.ref import Ref
from surveys.models import Wave


def chain_of(case: Case) -> str:
    """The channel's own chain."""
    return f"sealed:{case.public_id}"


def record(wave: Wave, kind: str, by: Actor, detail: Mapping[str, Any]) -> None:
    """Into the channel's own chain; of the person or the answer it says nothing either."""
    subject = Ref("case", str(wave.case.public_id))
    trail.record(kind, by=by, chain=chain_of(wave.case), subject=subject, detail={"wave": wave.code, **detail})


def forget_traces() -> None:
    """SQLite leaves what was removed in its file until it is written over; from here on it overwrites at once."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
