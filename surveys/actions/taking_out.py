"""Answers of a closed wave as a table, written to the trail when they are taken."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from audit import trail
from core.actor import Actor
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.exports import response_table
from surveys.models import Response, Wave


@transaction.atomic
def export_answers(*, wave: Wave, by: Actor) -> Iterator[list[str]]:
    """Head and rows: everybody's current version, as codes. The rows are read while they are written out."""
    rules.can_export_answers(wave).require()
    head, lines = response_table(wave)
    trail.record(
        "surveys.answers_exported",
        by=by,
        chain=wave.case.chain,
        subject=wave_ref(wave),
        detail={"responses": Response.objects.filter(wave=wave, current__isnull=False).count()},
    )
    return _after(head, lines)


def _after(head: list[str], lines: Iterator[list[str]]) -> Iterator[list[str]]:
    yield head
    yield from lines
