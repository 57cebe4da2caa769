"""Measures counted in groups: by target, category, owner, unit or state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

from accounts.models import Person
from accounts.text import fold
from casework.models import Case
from remediation.models import Measure
from remediation.queries import Standing

MOST_SHOWN = 12


class Grouping(StrEnum):
    TARGET = "target"
    CATEGORY = "category"
    OWNER = "owner"
    UNIT = "unit"


@dataclass
class Group:
    """`query` leads to the list of its measures; units have none."""

    label: str
    query: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    standings: list[Standing] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.standings)

    @property
    def shown(self) -> list[Standing]:
        return self.standings[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(0, self.total - MOST_SHOWN)

    @property
    def counted(self) -> int:
        return self.counts.total()


def groups_of(case: Case, standings: Iterable[Standing], by: Grouping) -> list[Group]:
    """The largest first, those that name nothing last."""
    units = units_of_owners(case) if by is Grouping.UNIT else {}
    found: dict[str, Group] = {}
    for one in standings:
        label = _label(one.measure, by, units)
        query = urlencode({by.value: label}) if label and by is not Grouping.UNIT else ""
        group = found.setdefault(label, Group(label, query))
        group.standings.append(one)
        if one.bucket:
            group.counts[one.bucket] += 1
    unnamed = found.pop("", None)
    ordered = sorted(found.values(), key=lambda group: (-group.total, group.label))
    return [*ordered, *([unnamed] if unnamed else [])]


def _label(measure: Measure, by: Grouping, units: dict[int, str]) -> str:
    match by:
        case Grouping.TARGET:
            return measure.target
        case Grouping.CATEGORY:
            return measure.category
        case Grouping.OWNER:
            return measure.owner_name
        case Grouping.UNIT:
            return units.get(measure.owner_id or 0, "")


def units_of_owners(case: Case) -> dict[int, str]:
    """Where the owners with an account stand on the case's roster: linked, or by the same address."""
    owners = dict(
        Measure.objects.of_case(case).filter(owner__isnull=False).values_list("owner_id", "owner__email").distinct()
    )
    by_mail = {fold(email): owner for owner, email in owners.items()}
    people = Person.objects.filter(roster=case.roster).exclude(unit="").values_list("user_id", "email", "unit")
    found: dict[int, str] = {}
    for user_id, email, unit in people if owners else ():
        owner = user_id if user_id in owners else by_mail.get(fold(email)) if email else None
        if owner is not None:
            found[owner] = unit
    return found
