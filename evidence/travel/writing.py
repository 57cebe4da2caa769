"""Opinions on ids, notes with their threads, questions with their results, pinned rows: a line of JSON each.

A person is named by id, an incident by number, a log file by source and hash, an account by address. `id` is for the
other lines to point at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from casework.models import Case
from core.row_json import facts_of
from evidence.models import DiscrepancyNote, IdentityDoubt, RowPin, SavedSearch
from evidence.travel.columns import DOUBT, ENTRY, NOTE, OPINION, PIN, RUN, SEARCH
from surveys.models import Amendment, Interview


def has_findings(case: Case) -> bool:
    """Whether anything was found out or decided."""
    tables = (IdentityDoubt, DiscrepancyNote, SavedSearch, RowPin)
    return any(table._default_manager.filter(case=case).exists() for table in tables)  # noqa: SLF001 -- whichever it is


def finding_lines(case: Case) -> Iterator[str]:
    """In the order in which they are read again: what is pointed at comes first."""
    for doubt in IdentityDoubt.objects.filter(case=case).select_related("person").order_by("pk").iterator():
        opinions = [facts_of(one, OPINION) | {"accepts": one.accepts} for one in doubt.opinions.order_by("pk")]
        yield _line("doubt", facts_of(doubt, DOUBT) | {"person": doubt.person.no} | _some(opinions=opinions))
    pages = _pages(case)
    notes = DiscrepancyNote.objects.filter(case=case).select_related("incident", "person", "owner").order_by("pk")
    for note in notes.prefetch_related("entries").iterator(chunk_size=500):
        entries = [facts_of(one, ENTRY) for one in sorted(note.entries.all(), key=lambda one: one.pk)]
        named = _some(
            person=note.person.no if note.person else None,
            owner=note.owner.email if note.owner else None,
            led_to=[_led(one, pages) for one in note.led_to],
            entries=entries,
        )
        yield _line("note", {"id": str(note.public_id), "incident": note.incident.no} | facts_of(note, NOTE) | named)
    for search in SavedSearch.objects.filter(case=case).prefetch_related("runs").order_by("pk"):
        runs = [facts_of(one, RUN) for one in sorted(search.runs.all(), key=lambda one: one.pk)]
        yield _line("search", {"id": str(search.public_id)} | facts_of(search, SEARCH) | _some(runs=runs))
    for pin in RowPin.objects.filter(case=case).select_related("log_file__source", "search", "note").order_by("pk"):
        of = _some(
            search=str(pin.search.public_id) if pin.search else None,
            note=str(pin.note.public_id) if pin.note else None,
        )
        yield _line("pin", {"source": pin.log_file.source.code} | facts_of(pin, PIN) | of)


def _line(kind: str, facts: Mapping[str, Any]) -> str:
    return json.dumps({"line": kind, **facts}, ensure_ascii=False, sort_keys=True)


def _some(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}


def _pages(case: Case) -> dict[str, int]:
    """What came of notes, by what it is called elsewhere too: interviews by number, changes by their place."""
    interviews = {str(one): no for one, no in Interview.objects.filter(case=case).values_list("public_id", "no")}
    return interviews | {one: place for place, one in enumerate(amendments_of(case))}


def amendments_of(case: Case) -> list[str]:
    """The proposed changes of answers in the order in which a folder lists them."""
    rows = Amendment.objects.filter(base__response__wave__case=case).order_by("pk")
    return [str(one) for one in rows.values_list("public_id", flat=True)]


def _led(one: Mapping[str, str], pages: Mapping[str, int]) -> dict[str, Any]:
    return {"kind": one["kind"], "label": one["label"], "no": pages.get(one["id"])}
