"""Where a text that is passed on may still stand in rooms above the surveys: what was issued or noted cannot be changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from casework.models import Case
from evidence.models import NoteEntry
from reports.models import Snapshot
from reports.rendering import bundle_of


def frozen_editions(case: Case, texts: Sequence[str]) -> Iterator[str]:
    """Editions whose frozen parts hold the words."""
    wanted = [form.encode() for text in texts for form in {text, json.dumps(text)[1:-1]}]
    for snapshot in Snapshot.objects.filter(edition__case=case).select_related("edition", "bundle").order_by("pk"):
        if snapshot.bundle.path.exists() and any(
            words in part for part in bundle_of(snapshot).parts.values() for words in wanted
        ):
            yield _(
                "Edition %(number)s of the report: it was frozen and issued, so it cannot be changed. Ask those who have it "
                "to lock it away, and issue a new edition."
            ) % {"number": snapshot.edition.ordinal}


def notes_of_differences(case: Case, texts: Sequence[str]) -> Iterator[str]:
    """Notes about differences that quote the words."""
    entries = NoteEntry.objects.filter(note__case=case).select_related("note__incident", "note__person").order_by("pk")
    found = {entry.note_id: entry.note for entry in entries if any(text in entry.text for text in texts)}
    for note in found.values():
        yield _(
            "A note about a difference (incident %(incident)s, %(person)s) quotes it; entries of notes are kept as they are."
        ) % {"incident": note.incident.no, "person": note.person.no if note.person else "—"}
