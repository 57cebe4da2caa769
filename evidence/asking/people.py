"""Who stands in the log for some incidents, and whom of them no wave has asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Person
from casework.models import Case, Incident, PopulationMember
from core.ref import Ref
from engines.columnar.door import Door
from evidence.models import FactRun
from evidence.queries import newest_facts
from surveys.enums import WaveState


@dataclass(frozen=True)
class LogPeople:
    """People by what is known of them. `basis` names the facts; `unknown` stand in the log and on no roster."""

    basis: Ref
    ordinal: int
    incidents: tuple[str, ...]
    in_log: tuple[str, ...]
    asked: frozenset[str]
    by_affiliation: Mapping[str, int]
    unknown: int

    @property
    def not_asked(self) -> tuple[str, ...]:
        return tuple(no for no in self.in_log if no not in self.asked)

    @property
    def source(self) -> str:
        """How the list came about, kept in the population's rule."""
        return f"{self.basis} · {', '.join(self.incidents)}"


def people_in_log(case: Case, incidents: Sequence[Incident]) -> LogPeople | None:
    """From the newest facts; None while none are computed. Asked is who belongs to the population of any opened wave."""
    run = newest_facts(case)
    if run is None:
        return None
    numbers = _numbers(run, [incident.no for incident in incidents])
    people = dict(
        Person.objects.filter(roster_id=case.roster_id, no__in=numbers).values_list("no", "affiliation__code")
    )
    members = PopulationMember.objects.filter(
        ~Q(population__waves__state=WaveState.DRAFT), population__waves__case=case, person__no__in=people
    )
    asked = frozenset(members.values_list("person__no", flat=True))
    counts: dict[str, int] = {}
    for no, affiliation in people.items():
        if no not in asked:
            counts[affiliation] = counts.get(affiliation, 0) + 1
    return LogPeople(
        basis=Ref("fact_run", str(run.public_id)),
        ordinal=run.ordinal,
        incidents=tuple(incident.no for incident in incidents),
        in_log=tuple(sorted(people)),
        asked=asked,
        by_affiliation=counts,
        unknown=len(numbers) - len(people),
    )


def _numbers(run: FactRun, incidents: list[str]) -> list[str]:
    with Door(directories=[run.facts.path.parent]) as door:
        door.register_parquet("facts", run.facts.path)
        rows = door.query(
            "SELECT DISTINCT person_no FROM facts WHERE list_contains(?, incident) AND person_no IS NOT NULL ORDER BY 1",
            [incidents],
        )
    return [str(no) for (no,) in rows]
