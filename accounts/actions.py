"""What is done to rosters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.imports import plan_logins, plan_roster
from accounts.imports.logins import LOGIN_COLUMNS
from accounts.imports.plan import Plan
from accounts.imports.roster import new_logins, roster_columns, search_text
from accounts.models import LoginId, PeopleFile, PeopleFileKind, PeopleFileState, Person, Roster
from audit import trail
from core import clock
from core.actor import Actor
from core.files import forget
from core.models import StoredFile
from core.ref import Ref
from core.sheets import Column, Reading, Table, open_table, read_stored

_BATCH = 500


@transaction.atomic
def receive_people_file(*, roster: Roster, stored: StoredFile, kind: str, chain: str, by: Actor) -> PeopleFile:
    """Keeps the file with the roster; nothing of it is read yet."""
    file = PeopleFile.objects.create(roster=roster, stored=stored, kind=PeopleFileKind(kind), by_label=by.label)
    trail.record(
        "accounts.people_file_received",
        by=by,
        chain=chain,
        subject=Ref("people_file", str(file.public_id)),
        detail={"kind": file.kind, "sha256": stored.sha256},
    )
    return file


@transaction.atomic
def discard_people_file(*, file: PeopleFile, chain: str, by: Actor) -> bool:
    """Deletes a file that was not imported, with its bytes; False when it has been imported meanwhile, or deleted."""
    waiting = PeopleFile.objects.select_for_update(of=("self",)).select_related("stored")
    found = waiting.filter(pk=file.pk, state=PeopleFileState.RECEIVED).first()
    if found is None:
        return False
    stored, subject = found.stored, Ref("people_file", str(found.public_id))
    found.delete()
    forget(stored)
    trail.record(
        "accounts.people_file_discarded",
        by=by,
        chain=chain,
        subject=subject,
        detail={"kind": str(file.kind), "sha256": stored.sha256},
    )
    return True


def import_roster(
    *,
    roster: Roster,
    file: PeopleFile | StoredFile,
    systems: Mapping[str, str],
    chain: str,
    by: Actor,
    reading: Reading | None = None,
) -> PeopleFile:
    """Adds and changes people by their ids; nobody is removed. All rows or none: raises Rejected.

    `systems` is code → name, for columns of log-in ids. Without `reading` the file's heads must be understood.
    A file that has been imported already is left as it is.
    """
    received = _received(roster, file, PeopleFileKind.ROSTER, chain, by)
    table = open_people_table(received, roster_columns(systems), reading)
    with transaction.atomic():
        plan = plan_roster(roster=roster, table=table)
        if settle_import(received, plan, table):
            Person.objects.bulk_create(plan.new, batch_size=_BATCH)
            Person.objects.bulk_update(plan.touched, list(plan.fields), batch_size=_BATCH // 5)
            people = dict(Person.objects.filter(roster=roster).values_list("no", "pk"))
            LoginId.objects.bulk_create(new_logins(plan, people), batch_size=_BATCH)
            record_import("accounts.roster_imported", received, chain=chain, by=by)
    return received


def import_logins(
    *,
    roster: Roster,
    file: PeopleFile | StoredFile,
    systems: Mapping[str, str],
    chain: str,
    by: Actor,
    reading: Reading | None = None,
) -> PeopleFile:
    """Adds log-in ids and changes them by person, system, id and first day. All rows or none: raises Rejected."""
    received = _received(roster, file, PeopleFileKind.LOGINS, chain, by)
    table = open_people_table(received, LOGIN_COLUMNS, reading)
    with transaction.atomic():
        plan = plan_logins(roster=roster, table=table, systems=systems)
        if settle_import(received, plan, table):
            LoginId.objects.bulk_create(plan.new, batch_size=_BATCH)
            LoginId.objects.bulk_update(
                plan.touched, ["login", "valid_to", "confidence", "reason"], batch_size=_BATCH // 5
            )
            record_import("accounts.logins_imported", received, chain=chain, by=by)
    return received


def _received(roster: Roster, file: PeopleFile | StoredFile, kind: PeopleFileKind, chain: str, by: Actor) -> PeopleFile:
    if isinstance(file, PeopleFile):
        return file
    return receive_people_file(roster=roster, stored=file, kind=kind, chain=chain, by=by)


def open_people_table(file: PeopleFile, columns: tuple[Column, ...], reading: Reading | None) -> Table:
    """The table of a received file, with the meanings that the last imported file of its kind had."""
    reading = reading or Reading()
    content = read_stored(file.stored, encoding=reading.encoding, delimiter=reading.delimiter)
    return open_table(content, columns, reading, remembered=remembered_mapping(file))


def remembered_mapping(file: PeopleFile) -> dict[str, str]:
    """Head text → meaning of the last imported file of this kind in the roster."""
    last = (
        PeopleFile.objects.filter(roster_id=file.roster_id, kind=file.kind, state=PeopleFileState.IMPORTED)
        .order_by("-imported_at", "-pk")
        .values_list("mapping", flat=True)
        .first()
    )
    return dict(last or {})


def settle_import(file: PeopleFile, plan: Plan, table: Table) -> bool:
    """Marks the file as imported; False when it was before (a double click, a repeated command)."""
    heads = table.heads
    facts = {
        "state": PeopleFileState.IMPORTED,
        "imported_at": clock.now(),
        "added": plan.added,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "mapping": {heads[index]: name for index, name in table.mapping.items()},
    }
    won = PeopleFile.objects.filter(pk=file.pk, state=PeopleFileState.RECEIVED).update(**facts) == 1
    file.refresh_from_db()
    return won


def record_import(kind: str, file: PeopleFile, *, chain: str, by: Actor) -> None:
    """The audit line of an import: counts and the file's hash, no names."""
    trail.record(
        kind,
        by=by,
        chain=chain,
        subject=Ref("people_file", str(file.public_id)),
        detail={
            "sha256": file.stored.sha256,
            "added": file.added,
            "changed": file.changed,
            "unchanged": file.unchanged,
        },
    )


@transaction.atomic
def correct_person(*, person: Person, facts: Mapping[str, Any], chain: str, by: Actor) -> Person:
    """A few facts of one entry of the roster (name, address, department, day of leaving)."""
    for name, value in facts.items():
        setattr(person, name, value)
    person.search_text = search_text(person)
    person.save(update_fields=[*facts, "search_text"])
    trail.record(
        "accounts.person_corrected",
        by=by,
        chain=chain,
        subject=Ref("person", str(person.public_id)),
        detail={"fields": sorted(facts)},
    )
    return person
