"""A closed wave with answers of two people."""

from __future__ import annotations

from typing import Any

from accounts.models import Person
from surveys import actions
from surveys.models import Interview, ResponseVersion, Wave
from tests.factories import World
from tests.surveys.factories import make_wave

YES = {"q1_viewed": "yes", "q2_reason": "request", "q4_told": "no", "q5_aware": "unaware", "q3_routes": ["manual"]}


def person(world: World, no: str = "P-001") -> Person:
    return Person.objects.get(roster=world.case.roster, no=no)


def answered_wave(world: World, answers: dict[str, dict[str, Any]] | None = None) -> Wave:
    """Everybody has answered, and the wave has closed."""
    wave = make_wave(world.case, mode="import")
    for no, given in (answers or {"P-001": YES, "P-002": {"q1_viewed": "no"}}).items():
        actions.record_answers(wave=wave, person=person(world, no), answers=given, mode="import", by=world.by)
    return actions.close_wave(wave=wave, by=world.by)


def version_of(wave: Wave, no: str = "P-001") -> ResponseVersion:
    return ResponseVersion.objects.filter(response__wave=wave, response__person__no=no).latest("ordinal")


def reload(interview: Interview) -> Interview:
    return Interview.objects.get(pk=interview.pk)
