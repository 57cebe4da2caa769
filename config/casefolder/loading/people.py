"""Roster, log-in ids, terminals, populations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.actions import import_logins, import_roster
from accounts.models import LoginId, Person
from casework.actions import define_population
from casework.imports import import_terminals
from casework.models import Population, System, Terminal
from config.casefolder.loading.base import Load
from core.sheets import Column

PERSON = Column("person", gettext_lazy("Person id"), required=True)
REASON = Column("reason", gettext_lazy("Reason"), required=True)


def load_roster(load: Load) -> None:
    """People, once. Only a folder that asks nobody and compares nothing may be without a roster file."""
    roster = load.case.roster
    asks = any(load.folder.entries(name) for name in ("populations", "waves", "viewing"))
    if load.folder.find("roster") is None and not asks:
        load.done["people"] = 0
        return
    if not Person.objects.filter(roster=roster).exists():
        import_roster(
            roster=roster,
            file=load.store(load.folder.need("roster")),
            systems=_system_names(load),
            chain=load.case.chain,
            by=load.by,
        )
    load.done["people"] = Person.objects.filter(roster=roster).count()


def load_logins(load: Load) -> None:
    """Log-in ids, if the folder has them."""
    path = load.folder.find("logins")
    if path is not None and not LoginId.objects.filter(person__roster=load.case.roster).exists():
        import_logins(
            roster=load.case.roster,
            file=load.store(path),
            systems=_system_names(load),
            chain=load.case.chain,
            by=load.by,
        )


def load_terminals(load: Load) -> None:
    """Terminals, if the folder has them."""
    path = load.folder.find("terminals")
    if path is not None and not Terminal.objects.filter(case=load.case).exists():
        import_terminals(case=load.case, file=load.store(path), by=load.by)


def load_populations(load: Load) -> None:
    """Populations by code; one that is there already stays as it is."""
    known = set(Population.objects.filter(case=load.case).values_list("code", flat=True))
    for entry in load.folder.entries("populations"):
        if entry["code"] not in known:
            define_population(
                case=load.case,
                code=entry["code"],
                title=entry["title"],
                affiliations=entry.get("affiliations"),
                listed=_listed(load, entry),
                exclude=_excluded(load, entry),
                by=load.by,
            )


def _system_names(load: Load) -> dict[str, str]:
    return dict(System.objects.filter(case=load.case).values_list("code", "name"))


def _listed(load: Load, entry: dict[str, Any]) -> list[str] | None:
    if "members_file" not in entry:
        return entry.get("members")
    rows = load.folder.rows(load.folder.named(entry["members_file"]), [PERSON])
    members = [row.identifier("person", required=True) for row in rows]
    rows[0].table.settle()
    return members


def _excluded(load: Load, entry: dict[str, Any]) -> dict[str, str]:
    if "exclude_file" not in entry:
        return {str(one["person"]): str(one["reason"]) for one in entry.get("exclude", [])}
    rows = load.folder.rows(load.folder.named(entry["exclude_file"]), [PERSON, REASON])
    excluded = {row.identifier("person", required=True): row.text("reason", required=True) for row in rows}
    rows[0].table.settle()
    return excluded
