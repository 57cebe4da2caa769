"""The inventory of terminals: whose they are decides the affiliation when a log names no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import open_people_table, receive_people_file, record_import, settle_import
from accounts.imports.plan import Plan, folded
from accounts.models import Affiliation, PeopleFile, PeopleFileKind, Person
from casework.access import can_work
from casework.models import Case, System, Terminal
from core.actor import Actor
from core.models import StoredFile
from core.sheets import Column, Reading, RowReader, Table

TERMINAL_COLUMNS = (
    Column(
        "system", gettext_lazy("System"), ("システム", "システムコード", "システム名", "system code"), required=True
    ),
    Column(
        "terminal",
        gettext_lazy("Terminal"),
        ("端末", "端末番号", "端末ID", "端末名", "terminal id", "terminal no", "host"),
        required=True,
    ),
    Column("kind", gettext_lazy("Kind of terminal"), ("種別", "端末種別", "端末種類", "type")),
    Column("site", gettext_lazy("Place"), ("設置場所", "場所", "事業所", "拠点", "location", "place")),
    Column(
        "affiliation",
        gettext_lazy("Affiliation of the holder"),
        ("所属区分", "区分", "使用者区分", "保有者区分", "affiliation"),
        required=True,
    ),
    Column("person", gettext_lazy("Person it was given to"), ("使用者", "使用者番号", "貸与先", "person", "holder")),
)
_COMPARED = ("kind", "site", "affiliation_id", "person_id")
_BATCH = 500


@dataclass
class TerminalPlan(Plan):
    """The terminals to write."""

    new: list[Terminal] = field(default_factory=list)
    touched: list[Terminal] = field(default_factory=list)


def plan_terminals(*, case: Case, table: Table) -> TerminalPlan:
    """Compares the file with the inventory of the case. Raises Rejected."""
    table.check_shape()
    table.settle()
    systems = list(System.objects.filter(case=case).order_by("code"))
    affiliations = list(Affiliation.objects.filter(roster=case.roster).order_by("position", "pk"))
    people = dict(Person.objects.filter(roster=case.roster).values_list("no", "pk"))
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for row in table.readers():
        facts = _facts(row, systems, affiliations) | {"person_id": _holder(row, people)}
        key = (facts["system_id"], facts["no"])
        if all(key) and key in rows:
            row.problem("terminal", _("The same terminal stands twice for this system. Remove one of the rows."))
        rows[key] = facts
    table.settle()
    labels = {
        "affiliation_id": {one.pk: one.label for one in affiliations},
        "person_id": {pk: no for no, pk in people.items()},
    }
    return _compare(case, rows, labels)


def _holder(row: RowReader, people: Mapping[str, int]) -> int | None:
    """Whom the terminal was given to, if the file says so."""
    no = row.identifier("person")
    if no and no not in people:
        row.problem("person", _("Nobody on the roster has this person id."))
    return people.get(no) if no else None


def _facts(row: RowReader, systems: list[System], affiliations: list[Affiliation]) -> dict[str, Any]:
    known = {text: str(one.pk) for one in systems for text in (one.name_en, one.name, one.code)}
    columns = {text: str(one.pk) for one in affiliations for text in (one.label_en, one.label_ja, one.code)}
    return {
        "system_id": int(
            row.one_of("system", folded(known), [f"{one.code} ({one.label})" for one in systems], required=True) or 0
        ),
        "no": row.identifier("terminal", required=True, most=80),
        "kind": row.text("kind", most=80),
        "site": row.text("site"),
        "affiliation_id": int(
            row.one_of(
                "affiliation", folded(columns), [f"{one.code} ({one.label})" for one in affiliations], required=True
            )
            or 0
        ),
    }


def _compare(
    case: Case, rows: Mapping[tuple[int, str], dict[str, Any]], known: Mapping[str, Mapping[int, str]]
) -> TerminalPlan:
    plan = TerminalPlan()
    present = {(one.system_id, one.no): one for one in Terminal.objects.filter(case=case)}
    labels = {column.name: column.label for column in TERMINAL_COLUMNS}
    for key, facts in rows.items():
        terminal = present.pop(key, None)
        if terminal is None:
            plan.new.append(Terminal(case=case, **facts))
            plan.added += 1
            continue
        changed = [name for name in _COMPARED if getattr(terminal, name) != facts[name]]
        for name in changed:
            before, after = getattr(terminal, name), facts[name]
            if name in known:
                before, after = known[name].get(before), known[name].get(after)
            plan.show(terminal.no, labels[name.removesuffix("_id")], before, after)
            setattr(terminal, name, facts[name])
        if changed:
            plan.touched.append(terminal)
            plan.changed += 1
        else:
            plan.unchanged += 1
    plan.absent = len(present)
    return plan


def import_terminals(
    *, case: Case, file: PeopleFile | StoredFile, by: Actor, reading: Reading | None = None
) -> PeopleFile:
    """Adds terminals and changes them by system and number. All rows or none: raises Rejected."""
    can_work(case).require()
    received = (
        file
        if isinstance(file, PeopleFile)
        else receive_people_file(
            roster=case.roster, stored=file, kind=PeopleFileKind.TERMINALS, chain=case.chain, by=by
        )
    )
    table = open_people_table(received, TERMINAL_COLUMNS, reading)
    with transaction.atomic():
        plan = plan_terminals(case=case, table=table)
        if settle_import(received, plan, table):
            Terminal.objects.bulk_create(plan.new, batch_size=_BATCH)
            Terminal.objects.bulk_update(plan.touched, list(_COMPARED), batch_size=_BATCH // 5)
            record_import("casework.terminals_imported", received, chain=case.chain, by=by)
    return received
