"""What designated people see and write. Every opening is recorded in the channel's own chain."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from core import clock
from core.actor import Actor
from core.verdict import Refused
from surveys.enums import Identity
from surveys.logic.definition import Definition, all_questions
from surveys.models import SealedAnswer, SealedNote, SealedStep
from surveys.sealed import vault
from surveys.sealed.chain import record
from surveys.sentences import local

FEW = 5  # a smaller number of moved texts is never told


@dataclass(frozen=True)
class NoteShown:
    """A note of a designated person, opened."""

    step: str
    text: str
    by: str
    at: datetime


def reports_of(case: Case) -> list[tuple[SealedAnswer, str]]:
    """Reports with where each stands, the newest first; not what they say."""
    rows = SealedAnswer.objects.filter(wave__case=case).select_related("wave").prefetch_related("notes")
    found = []
    for one in rows.order_by("-pk"):
        steps = [note.step for note in one.notes.all() if note.step != SealedStep.NOTE]
        found.append((one, steps[-1] if steps else ""))
    return found


@transaction.atomic
def open_report(*, sealed: SealedAnswer, by: Actor) -> str:
    """The text; that it was opened is recorded first."""
    record(sealed.wave, "surveys.sealed_opened", by, {"report": str(sealed.public_id)})
    return shown(json.loads(vault.open_up(sealed.ciphertext, sealed.public_id)))


def shown(value: Any) -> str:
    """Text, or the rows of a repeat as lines."""
    if isinstance(value, list):
        return "\n".join("、".join(str(part) for part in row.values()) for row in value if isinstance(row, dict))
    return str(value)


def question_of(sealed: SealedAnswer) -> str:
    """The wording of the question."""
    definition = cast("Definition", sealed.wave.version.definition)
    for question in all_questions(definition):
        if question["name"] == sealed.question:
            return local(question["label"]) or sealed.question
    return sealed.question


def notes_of(sealed: SealedAnswer) -> list[NoteShown]:
    """All notes, the oldest first."""
    return [
        NoteShown(
            one.get_step_display(),
            vault.open_up(one.ciphertext, _place(sealed)) if one.ciphertext else "",
            one.by_label,
            one.at,
        )
        for one in sealed.notes.order_by("pk")
    ]


def _place(sealed: SealedAnswer) -> uuid.UUID:
    return uuid.uuid5(sealed.public_id, "note")


@transaction.atomic
def write_note(*, sealed: SealedAnswer, step: str, text: str, by: Actor) -> SealedNote:
    """What was done, or only a note."""
    if step not in SealedStep.values or (step == SealedStep.NOTE and not text.strip()):
        raise Refused(_("Write down what was done."))
    note = SealedNote.objects.create(
        sealed=sealed,
        step=step,
        ciphertext=vault.close(text.strip()[:8000], _place(sealed)) if text.strip() else "",
        by_label=by.label,
        at=clock.now(),
    )
    record(sealed.wave, "surveys.sealed_noted", by, {"report": str(sealed.public_id), "step": step})
    return note


def author_of(sealed: SealedAnswer) -> str:
    """Who wrote it, where the wave is one with names; empty elsewhere."""
    if sealed.version is None or sealed.wave.identity != Identity.IDENTIFIED:
        return ""
    person = sealed.version.response.person
    return f"{person.name} ({person.no})"


def moved_count(case: Case, question: str = "") -> int | None:
    """How many texts were moved; None for none and for fewer than `FEW`, which are not told apart."""
    rows = SealedAnswer.objects.filter(wave__case=case)
    if question:
        rows = rows.filter(question=question)
    given = rows.filter(version__isnull=False).values("version__response_id", "question").distinct().count()
    count = given + rows.filter(version__isnull=True).count()
    return count if count >= FEW else None
