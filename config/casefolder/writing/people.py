"""Roster, log-in ids, terminals, populations."""

from __future__ import annotations

from accounts.models import LoginId, Person
from casework.models import Population, PopulationExclusion, PopulationMember, Terminal
from config.casefolder.writing.base import Out, present

ROSTER = (
    "person",
    "name",
    "email",
    "affiliation",
    "employer",
    "unit",
    "role",
    "employment_kind",
    "joined_on",
    "left_on",
)
LOGINS = ("person", "system", "login", "valid_from", "valid_to", "confidence", "reason")
TERMINALS = ("system", "terminal", "kind", "site", "affiliation", "person")


def write_people(out: Out) -> None:
    """Everyone on the roster, with their log-in ids."""
    people = Person.objects.filter(roster=out.case.roster).order_by("no")
    out.csv(
        "roster.csv",
        ROSTER,
        people.values_list("no", "name", "email", "affiliation__code", *ROSTER[4:]).iterator(chunk_size=2000),
    )
    logins = LoginId.objects.filter(person__roster=out.case.roster).order_by("person__no", "system_code", "pk")
    if logins.exists():
        out.csv(
            "logins.csv",
            LOGINS,
            logins.values_list(
                "person__no", "system_code", "login", "valid_from", "valid_to", "confidence", "reason"
            ).iterator(chunk_size=2000),
        )


def write_terminals(out: Out) -> None:
    """The inventory."""
    terminals = Terminal.objects.filter(case=out.case).order_by("system__code", "no")
    if terminals.exists():
        out.csv(
            "terminals.csv",
            TERMINALS,
            terminals.values_list("system__code", "no", "kind", "site", "affiliation__code", "person__no"),
        )


def write_populations(out: Out) -> None:
    """Rules where there is one; people named one by one in files."""
    entries = []
    for one in Population.objects.filter(case=out.case).order_by("pk"):
        entry = present(code=one.code, title=one.title)
        if one.rule.get("all"):
            entry["all"] = True
        elif "affiliations" in one.rule:
            entry["affiliations"] = one.rule["affiliations"]
        else:
            entry["members_file"] = f"populations/{one.code}.csv"
            members = PopulationMember.objects.filter(population=one).order_by("person__no")
            out.csv(entry["members_file"], ("person",), members.values_list("person__no"))
        excluded = PopulationExclusion.objects.filter(population=one).order_by("person__no")
        if excluded.exists():
            entry["exclude_file"] = f"populations/{one.code}-left-out.csv"
            out.csv(entry["exclude_file"], ("person", "reason"), excluded.values_list("person__no", "reason"))
        entries.append(entry)
    out.facts["populations"] = entries
