"""A case whose log is written row by row, and the figures it gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import LoginId, Person
from accounts.text import fold_login
from casework.models import Incident, System
from core import files, jobs
from evidence import actions
from evidence.identity.classes import classes_of
from evidence.inputs import Inputs
from evidence.models import FactRun, LogFile
from evidence.queries import newest_facts
from evidence.reconciling import start_reconciliation
from evidence.units import Unit, figures_of, not_counted
from evidence.workspace import views_of
from tests.evidence.worlds import BY
from tests.factories import World, make_incident, make_person, make_system

COLUMNS = ("at", "login", "terminal", "screen", "contract", "category", "customer_kind", "retailer", "action")
MAPPING = {"columns": {name: name for name in COLUMNS}, "time_zone": "Asia/Tokyo"}


def make_scene(world: World, **incident: Any) -> Incident:
    """System «cis», incident I-1 about category np between 20 November and 20 January."""
    facts = {"category": "np", "log_from": date(2022, 11, 20), "log_to": date(2023, 1, 20)} | incident
    return make_incident(world.case, systems=[make_system(world.case)], **facts)


def person(world: World, no: str, *logins: str, system: str = "cis", **facts: Any) -> Person:
    """Somebody with these ids."""
    made = make_person(world.case, no, **facts)
    for login in logins:
        LoginId.objects.create(person=made, system_code=system, login=login, login_folded=fold_login(login))
    return made


def row(at: str, login: str = "", **facts: str) -> dict[str, str]:
    """One row of the log; of category np on the screen S1 unless said otherwise."""
    return {"at": at, "login": login, "screen": "S1", "category": "np", "contract": "C1", **facts}


def add_rows(world: World, rows: Iterable[dict[str, str]], *, system: str = "cis") -> LogFile:
    """The rows as a file, read in."""
    of = System.objects.filter(case=world.case, code=system).first() or make_system(world.case, system)
    source = actions.add_source(case=world.case, code=system, name=system, system=of, by=BY)
    lines = [",".join(one.get(name, "") for name in COLUMNS) for one in rows]
    text = "\n".join([",".join(COLUMNS), *lines, ""])
    stored = files.store_bytes(text.encode(), name=f"{system}.csv", by=BY)
    log_file = actions.receive_log(source=source, stored=stored, by=BY)
    actions.start_ingest(log_file=log_file, mapping=MAPPING, by=BY)
    jobs.run_pending()
    log_file.refresh_from_db()
    return log_file


def facts_of(world: World) -> FactRun:
    """The facts after comparing."""
    start_reconciliation(case=world.case, by=BY)
    jobs.run_pending()
    run = newest_facts(world.case)
    assert run is not None
    return run


def figures(world: World, incident: str = "I-1") -> dict[str, int | None]:
    """What counts of an incident now, by unit."""
    with views_of(Inputs(world.case)) as door:
        found = figures_of(door).get(incident, {})
        return {unit.value: found.get(unit, 0) for unit in Unit}


def outside(world: World) -> dict[str, dict[str, int]]:
    """What does not count, and why."""
    with views_of(Inputs(world.case)) as door:
        return not_counted(door)


def odd(world: World, incident: str = "I-1") -> dict[str, int]:
    """Rows of each class of what does not fit together."""
    with views_of(Inputs(world.case)) as door:
        return {kind: numbers["rows"] for kind, numbers in classes_of(door).get(incident, {}).items()}
