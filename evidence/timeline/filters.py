"""What a search asks for, as data: kept as JSON, turned into conditions with bound values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

CONTRACT = re.compile(r"(?:k:)?([A-Za-z0-9_-]{2,64})(?:…|\.\.\.)?([A-Za-z0-9_-]{0,64})\Z")


@dataclass(frozen=True)
class SearchFilter:
    """Empty values ask for everything. `contract` is a keyed hash, its beginning, or the short form of the pages.

    `explained` is yes, no or empty; `counted` the same: whether the row counts for an incident.
    """

    system: str = ""
    incident: str = ""
    person: str = ""
    unit: str = ""
    affiliation: str = ""
    login: str = ""
    terminal: str = ""
    screen: str = ""
    action: str = ""
    contract: str = ""
    first: date | None = None
    last: date | None = None
    hour_from: int | None = None
    hour_to: int | None = None
    explained: str = ""
    counted: str = ""
    order: str = ""

    def as_json(self) -> dict[str, Any]:
        """Only what is asked for."""
        found = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SearchFilter:
        """The reverse; names of other versions are left alone."""
        known = {field.name for field in fields(cls)}
        facts = {name: value for name, value in data.items() if name in known}
        for name in ("first", "last"):
            if facts.get(name):
                facts[name] = date.fromisoformat(str(facts[name]))
        return cls(**facts)


EXACT = ("system", "incident", "login", "terminal", "screen", "action", "affiliation")


def conditions(
    wanted: SearchFilter, *, zone: str, people: list[str] | None, hidden: list[str], columns: set[str]
) -> tuple[str, list[object]]:
    """A condition on rows of `views` with its values.

    `people` are those of the unit asked for (None: of no unit in particular), `hidden` those whose rows the reader may
    not see. Hours are those of the case's time zone; from 22 to 5 goes over midnight.
    """
    parts: list[str] = ["true"]
    values: list[object] = []

    def add(sql: str, *bound: object) -> None:
        parts.append(sql)
        values.extend(bound)

    for name in EXACT:
        if value := getattr(wanted, name):
            add(f"{name} = ?", value)
    if wanted.person:
        add("person_no = ?", wanted.person)
    if people is not None:
        add("list_contains(?, person_no)", people)
    if hidden:
        add("(person_no IS NULL OR NOT list_contains(?, person_no))", hidden)
    if wanted.contract:
        beginning, end = contract_of(wanted.contract)
        add("starts_with(contract, ?) AND ends_with(contract, ?)", beginning, end)
    if wanted.first:
        add("local_date >= ?", wanted.first)
    if wanted.last:
        add("local_date <= ?", wanted.last)
    if wanted.hour_from is not None or wanted.hour_to is not None:
        start, end_hour = wanted.hour_from or 0, 23 if wanted.hour_to is None else wanted.hour_to
        joined = "AND" if start <= end_hour else "OR"
        hour = "extract('hour' FROM (\"at\" AT TIME ZONE 'UTC') AT TIME ZONE ?)"
        add(f"({hour} >= ? {joined} {hour} <= ?)", zone, start, zone, end_hour)
    if wanted.explained and "explanation" in columns:
        add("explanation IS NOT NULL" if wanted.explained == "yes" else "explanation IS NULL")
    if wanted.counted:
        add("counted" if wanted.counted == "yes" else "NOT counted")
    return " AND ".join(parts), values


def contract_of(text: str) -> tuple[str, str]:
    """Beginning and end of a keyed hash as somebody typed it; what is no hash fits nothing."""
    found = CONTRACT.match(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")
