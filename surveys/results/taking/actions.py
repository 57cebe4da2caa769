"""Answers leave the case: who took what, and why, stands in the trail before the first byte goes out."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from core.actor import Actor
from core.verdict import Refused
from surveys import rules
from surveys.actions.waves import wave_ref
from surveys.enums import Identity
from surveys.models import AnonymousAnswer, Response, Wave
from surveys.results.taking.columns import Scope

LONGEST_REASON = 300


class Shape(StrEnum):
    """What is taken."""

    CSV = "csv"
    XLSX = "xlsx"
    SPSS = "spss"
    LONG_CSV = "long_csv"
    LONG_XLSX = "long_xlsx"

    @property
    def every_version(self) -> bool:
        return self in {Shape.LONG_CSV, Shape.LONG_XLSX}


@transaction.atomic
def take_answers(*, wave: Wave, shape: Shape, scope: Scope, reason: str, by: Actor) -> None:
    """Writes down that the answers of a closed wave are taken; the caller then reads them out."""
    rules.can_export_answers(wave).require()
    if not reason.strip():
        raise Refused(_("Say what the answers are taken for. The trail keeps it."))
    if scope.people and wave.identity != Identity.IDENTIFIED:
        raise Refused(_("The answers of this wave bear no names, so they are taken without person ids."))
    detail: dict[str, Any] = {
        "responses": Response.objects.filter(wave=wave, current__isnull=False).count()
        + AnonymousAnswer.objects.filter(wave=wave).count(),
        "shape": str(shape),
        "versions": "all" if shape.every_version else "newest",
        "people": scope.people,
        "text": scope.text,
        "reason": reason.strip()[:LONGEST_REASON],
    }
    trail.record("surveys.answers_exported", by=by, chain=wave.case.chain, subject=wave_ref(wave), detail=detail)
