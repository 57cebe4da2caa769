"""The lines of a case folder into a case that has none of these yet.

They come before the comparison, which then finds the notes there and opens none of them a second time; only what the
questions had found comes after it, for it stands on computed facts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from audit import trail
from casework.access import can_work
from casework.models import Case, Incident
from core.actor import Actor
from core.ref import Ref
from core.row_json import values_of
from core.verdict import Refused
from evidence.models import (
    DiscrepancyNote,
    IdentityDoubt,
    IdentityOpinion,
    LogFile,
    NoteEntry,
    RowPin,
    SavedSearch,
    SearchRun,
)
from evidence.queries import newest_facts
from evidence.travel.columns import DOUBT, ENTRY, NOTE, OPINION, PIN, RUN, SEARCH
from evidence.travel.writing import amendments_of, has_findings
from surveys.models import Interview

PART = 500
Facts = dict[str, Any]


class Known:
    """What the lines name."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.people = {one.no: one for one in Person.objects.filter(roster_id=case.roster_id)}
        self.incidents = {one.no: one for one in Incident.objects.filter(case=case)}
        self.users = {one.email: one for one in User.objects.filter(memberships__case=case)}
        interviews = Interview.objects.filter(case=case).values_list("no", "public_id")
        self._files = {
            (one.source.code, one.sha256): one for one in LogFile.objects.filter(case=case).select_related("source")
        }
        self._pages = {
            "interview": {no: str(public_id) for no, public_id in interviews},
            "amendment": dict(enumerate(amendments_of(case))),
        }

    def person(self, no: str) -> Person:
        if no not in self.people:
            raise Refused(_("evidence.jsonl names the person %(person)s, who is not on the roster.") % {"person": no})
        return self.people[no]

    def incident(self, no: str) -> Incident:
        if no not in self.incidents:
            raise Refused(_("There is no incident %(no)s in the case.") % {"no": no})
        return self.incidents[no]

    def file(self, source: str, sha256: str) -> LogFile:
        if (source, sha256) not in self._files:
            raise Refused(_("evidence.jsonl names a row of a log file that the folder does not hold."))
        return self._files[source, sha256]

    def led(self, one: Facts) -> dict[str, str] | None:
        """What came of a note, if that came in too."""
        page = self._pages.get(one["kind"], {}).get(one["no"])
        return {"kind": one["kind"], "id": page, "label": one["label"]} if page else None


@dataclass
class Rows:
    """Rows to be made, table by table, and those that others point at."""

    known: Known
    made: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    notes: dict[str, DiscrepancyNote] = field(default_factory=dict)
    searches: dict[str, SavedSearch] = field(default_factory=dict)

    def add(self, model: type[models.Model], facts: Facts, names: Iterable[str], **also: Any) -> Any:
        row = model(**values_of(model, facts, names), **also)
        self.made.setdefault(model, []).append(row)
        return row


def lines_in(lines: Iterable[str]) -> list[Facts]:
    """Each line as a dict."""
    return [json.loads(line) for line in lines if line.strip()]


@transaction.atomic
def restore_findings(*, case: Case, lines: Iterable[Facts], by: Actor) -> dict[str, int]:
    """Doubts about ids with the opinions given, notes with their threads, questions, pinned rows; once."""
    can_work(case).require()
    if has_findings(case):
        return {}
    rows = Rows(Known(case))
    for one in lines:
        READERS[one["line"]](rows, one)
    for model, made in rows.made.items():
        model._default_manager.bulk_create(made, batch_size=PART)  # noqa: SLF001 -- whichever model it is
    told = {"doubts": IdentityDoubt, "notes": DiscrepancyNote, "questions": SavedSearch, "pins": RowPin}
    counts = {name: len(rows.made.get(model, [])) for name, model in told.items()}
    trail.record(
        "evidence.findings_restored", by=by, chain=case.chain, subject=Ref("case", str(case.public_id)), detail=counts
    )
    return counts


@transaction.atomic
def restore_results(*, case: Case, lines: Iterable[Facts], by: Actor) -> None:
    """What the questions had found and what was concluded; they keep the hashes of the data they were put to."""
    can_work(case).require()
    facts = newest_facts(case)
    if facts is None or SearchRun.objects.filter(search__case=case).exists():
        return
    searches = SavedSearch.objects.filter(case=case).order_by("pk")
    told = [one for one in lines if one["line"] == "search"]
    SearchRun.objects.bulk_create(
        SearchRun(**values_of(SearchRun, run, RUN), search=search, fact_run=facts)
        for search, one in zip(searches, told, strict=True)
        for run in one.get("runs", [])
    )


def _read_doubt(rows: Rows, one: Facts) -> None:
    known = rows.known
    doubt = rows.add(IdentityDoubt, one, DOUBT, case=known.case, person=known.person(one["person"]))
    for opinion in one.get("opinions", []):
        rows.add(IdentityOpinion, opinion, OPINION, doubt=doubt)


def _read_note(rows: Rows, one: Facts) -> None:
    known = rows.known
    note = rows.add(
        DiscrepancyNote,
        one,
        NOTE,
        case=known.case,
        incident=known.incident(one["incident"]),
        person=known.person(one["person"]) if "person" in one else None,
        owner=known.users.get(one.get("owner", "")),
        led_to=[led for led in map(known.led, one.get("led_to", [])) if led],
        **_own_id(DiscrepancyNote, one["id"]),
    )
    rows.notes[one["id"]] = note
    for entry in one.get("entries", []):
        rows.add(NoteEntry, entry, ENTRY, note=note)


def _read_search(rows: Rows, one: Facts) -> None:
    own = _own_id(SavedSearch, one["id"])
    rows.searches[one["id"]] = rows.add(SavedSearch, one, SEARCH, case=rows.known.case, **own)


def _read_pin(rows: Rows, one: Facts) -> None:
    rows.add(
        RowPin,
        one,
        PIN,
        case=rows.known.case,
        log_file=rows.known.file(one["source"], one["sha256"]),
        search=rows.searches[one["search"]] if "search" in one else None,
        note=rows.notes[one["note"]] if "note" in one else None,
    )


READERS: dict[str, Callable[[Rows, Facts], None]] = {
    "doubt": _read_doubt,
    "note": _read_note,
    "search": _read_search,
    "pin": _read_pin,
}


def _own_id(model: type[models.Model], public_id: str) -> dict[str, UUID]:
    """Its id of before, so that what points at it still does, unless the installation holds the original too."""
    taken = model._default_manager.filter(public_id=public_id).exists()  # noqa: SLF001 -- whichever model it is
    return {} if taken else {"public_id": UUID(public_id)}
