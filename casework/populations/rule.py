"""What makes somebody belong to a population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import LoginId, Person
from casework.models.case import Case
from casework.models.spell import UnitSpell


@dataclass(frozen=True)
class PopulationRule:
    """All conditions hold together; `listed` people (ids) are added to those who fulfil them, or stand alone.

    `since` reaches back: who belonged to one of the `units`, or could use one of the `systems`, on any day since then.
    Without it the roster's present department decides. People who left before it are not meant.
    """

    affiliations: tuple[str, ...] | None = None
    units: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    since: date | None = None
    listed: tuple[str, ...] = ()
    source: str = ""

    @property
    def has_conditions(self) -> bool:
        """Whether anything but the list decides."""
        chosen = (self.units, self.roles, self.employment, self.systems, self.since)
        return self.affiliations is not None or any(chosen)

    def as_json(self) -> dict[str, Any]:
        """`{"all"}` and `{"affiliations"}` are what the case folder can write as a rule; everything else is under «by»."""
        if self.listed and not self.has_conditions:
            return {"listed": len(set(self.listed))} | ({"source": self.source} if self.source else {})
        plain = not (self.units or self.roles or self.employment or self.systems or self.since or self.listed)
        if plain:
            return {"all": True} if self.affiliations is None else {"affiliations": list(self.affiliations)}
        facts: Mapping[str, Any] = {
            "affiliations": list(self.affiliations) if self.affiliations is not None else None,
            "units": list(self.units),
            "roles": list(self.roles),
            "employment": list(self.employment),
            "systems": list(self.systems),
            "since": self.since.isoformat() if self.since else None,
            "listed": len(set(self.listed)),
        }
        return {"by": {name: value for name, value in facts.items() if value}}

    def people(self, case: Case) -> QuerySet[Person]:
        """Those on the roster whom the rule means, before anybody is left out."""
        roster = Person.objects.filter(roster_id=case.roster_id)
        if self.listed and not self.has_conditions:
            return roster.filter(no__in=self.listed)
        wanted = Q(pk__in=self._fulfilling(roster).values("pk"))
        return roster.filter(wanted | Q(no__in=self.listed)) if self.listed else roster.filter(wanted)

    def _fulfilling(self, people: QuerySet[Person]) -> QuerySet[Person]:
        if self.affiliations is not None:
            people = people.filter(affiliation__code__in=self.affiliations)
        if self.roles:
            people = people.filter(role__in=self.roles)
        if self.employment:
            people = people.filter(employment_kind__in=self.employment)
        if self.since:
            people = people.filter(Q(left_on__isnull=True) | Q(left_on__gte=self.since))
        if self.units:
            people = people.filter(Q(unit__in=self.units) | Q(pk__in=self._once_there()))
        if self.systems:
            logins = LoginId.objects.filter(system_code__in=self.systems)
            if self.since:
                logins = logins.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=self.since))
            people = people.filter(pk__in=logins.values("person_id"))
        return people

    def _once_there(self) -> QuerySet[UnitSpell, Any]:
        spells = UnitSpell.objects.filter(unit__in=self.units)
        open_end = Q(ends_on__isnull=True)
        spells = spells.filter(open_end | Q(ends_on__gte=self.since)) if self.since else spells.filter(open_end)
        return spells.values("person_id")
