"""What is counted of the log, in which unit and by which rule; what is not counted; what the log cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from engines.columnar.door import Door, Watch


class Unit(models.TextChoices):
    """In the order of the columns."""

    VIEWS = "views", _("Views")
    CONTRACTS = "contracts", _("Contracts")
    PEOPLE = "people", _("People")
    TERMINALS = "terminals", _("Terminals")
    SITES = "sites", _("Places")
    RETAILERS = "retailers", _("Retailers")


UNIT_RULES = {
    Unit.VIEWS: _("One row of the log is one view, unless the scope of the incident joins rows (see there)."),
    Unit.CONTRACTS: _("Distinct contract ids, compared as keyed hashes. A contract is not a customer."),
    Unit.PEOPLE: _("Distinct people to whom a log-in id certainly belonged on the day of the row."),
    Unit.TERMINALS: _("Distinct terminals, each system by itself."),
    Unit.SITES: _("Distinct places of the inventory at which a terminal of a row stands."),
    Unit.RETAILERS: _("Distinct retailers that the rows name."),
}
# How each unit is counted in a group of rows; `known` is whether the group can say it at all.
COUNTED = {
    Unit.VIEWS: ("CAST(sum(CASE WHEN begins THEN 1 ELSE 0 END) AS BIGINT)", "count(*)"),
    Unit.CONTRACTS: ("count(DISTINCT contract)", "count(contract)"),
    Unit.PEOPLE: ("count(DISTINCT person_no)", "count(person_no)"),  # ids of nobody do not say how many
    Unit.TERMINALS: ("count(DISTINCT system || ' ' || terminal)", "count(terminal)"),
    Unit.SITES: ("count(DISTINCT site)", "count(site)"),
    Unit.RETAILERS: ("count(DISTINCT retailer)", "count(retailer)"),
}
CELLS = ", ".join(
    f"{number} AS {unit.value}, {known} AS {unit.value}_known" for unit, (number, known) in COUNTED.items()
)
# A row that belongs to several incidents, once.
ONCE = (
    "SELECT DISTINCT system, login, terminal, person_no, contract, retailer, site, begins, file_no, file_row "
    "FROM views WHERE counted"
)
Figures = Mapping[Unit, int | None]


@dataclass(frozen=True)
class Group:
    """Figures of one incident, or of one kind of customer in it. None: the rows cannot say it (printed «—»)."""

    incident: str
    name: str
    figures: Figures
    explained: Mapping[str, int] = field(default_factory=dict)
    outside: int = 0


def _group(incident: str, name: str, cells: tuple[int | None, ...]) -> Group:
    pairs = zip(Unit, zip(cells[::2], cells[1::2], strict=True), strict=True)
    return Group(incident, name, {unit: int(number or 0) if known else None for unit, (number, known) in pairs})


# What a change is shown in.
SHOWN = (Unit.VIEWS, Unit.CONTRACTS, Unit.PEOPLE, Unit.TERMINALS)
NOTHING: Figures = dict.fromkeys(Unit, 0)


def figures_of(door: Door, watch: Watch | None = None) -> dict[str, Figures]:
    """Per incident, from the relation `views`; incidents without a counted row are left out."""
    sql = f"SELECT incident, {CELLS} FROM views WHERE counted GROUP BY incident ORDER BY incident"  # noqa: S608 -- our own words
    rows = door.query(sql) if watch is None else door.watched(sql, (), watch)
    return {row[0]: _group(row[0], "", row[1:]).figures for row in rows}


def distinct_total(door: Door) -> Figures:
    """Over all incidents, everything once."""
    [row] = door.query(f"SELECT {CELLS} FROM ({ONCE}) AS v")  # noqa: S608 -- our own words
    return _group("", "", row).figures


def plain_sum(figures: Mapping[str, Figures]) -> Figures:
    """What the incidents add up to; who or what stands in several is added several times. Unknown makes unknown."""
    total: dict[Unit, int | None] = {}
    for unit in Unit:
        known = [one[unit] for one in figures.values() if one[unit] is not None]
        total[unit] = sum(number for number in known if number is not None) if known else None
    return total


def by_customer_kind(door: Door) -> list[Group]:
    """Per incident and kind of customer as the log writes it ("" where it names none)."""
    rows = door.query(
        f"SELECT incident, coalesce(customer_kind, '') AS name, {CELLS} FROM views WHERE counted "  # noqa: S608 -- our own words
        "GROUP BY incident, coalesce(customer_kind, '') ORDER BY incident, name"
    )
    return [_group(row[0], row[1], row[2:]) for row in rows]


def not_counted(door: Door) -> dict[str, dict[str, int]]:
    """Per incident: rows that an explanation takes out, by its kind, and rows of categories of no incident (outside)."""
    found: dict[str, dict[str, int]] = {}
    for incident, why, rows in door.query(
        "SELECT incident, CASE WHEN inside THEN explained ELSE 'outside' END AS why, count(*) FROM views "
        "WHERE NOT counted GROUP BY incident, CASE WHEN inside THEN explained ELSE 'outside' END ORDER BY incident, why"
    ):
        found.setdefault(incident, {})[why] = int(rows)
    return found
