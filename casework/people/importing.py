"""The three kinds of files, each with its columns, its plan and its action, under one face."""

from __future__ import annotations

from accounts.actions import import_logins, import_roster
from accounts.imports import LOGIN_COLUMNS, Plan, plan_logins, plan_roster, roster_columns
from accounts.models import PeopleFile, PeopleFileKind
from casework.access import can_work
from casework.imports import TERMINAL_COLUMNS, import_terminals, plan_terminals
from casework.models import Case, System
from core.actor import Actor
from core.sheets import Column, Reading, Table


def systems_of(case: Case) -> dict[str, str]:
    """Code → name."""
    return {system.code: system.label for system in System.objects.filter(case=case).order_by("code")}


def columns_for(case: Case, kind: str) -> tuple[Column, ...]:
    """What the columns of such a file can mean."""
    if kind == PeopleFileKind.ROSTER:
        return roster_columns(systems_of(case))
    return LOGIN_COLUMNS if kind == PeopleFileKind.LOGINS else TERMINAL_COLUMNS


def plan_import(*, case: Case, kind: str, table: Table) -> Plan:
    """What the import would do. Raises Rejected."""
    if kind == PeopleFileKind.ROSTER:
        return plan_roster(roster=case.roster, table=table)
    if kind == PeopleFileKind.LOGINS:
        return plan_logins(roster=case.roster, table=table, systems=systems_of(case))
    return plan_terminals(case=case, table=table)


def import_people_file(*, case: Case, file: PeopleFile, reading: Reading, by: Actor) -> PeopleFile:
    """Does it. Raises Rejected, or Refused when the case is closed."""
    can_work(case).require()
    if file.kind == PeopleFileKind.TERMINALS:
        return import_terminals(case=case, file=file, reading=reading, by=by)
    action = import_roster if file.kind == PeopleFileKind.ROSTER else import_logins
    return action(roster=case.roster, file=file, systems=systems_of(case), chain=case.chain, reading=reading, by=by)
