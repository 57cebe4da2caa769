"""What the kept logs could have shown: per system and incident, on which days, and whose ids they know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from accounts.models import LoginId
from casework.models import Case, LogIdentifies, System
from evidence.inputs import incidents_of, log_files_of
from evidence.links.judging import Coverage, Days, Reach, covered


@dataclass(frozen=True)
class KeptLog:
    """The log of one system as far as it was received."""

    code: str
    label: str
    names_people: bool
    kept: bool
    introduced_on: date | None
    stretches: tuple[Days, ...] = ()


@dataclass
class Reaches:
    """Answers for (incident, system, person, period); loaded once per case."""

    logs: dict[str, KeptLog] = field(default_factory=dict)
    scopes: dict[str, tuple[list[str], Days]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    unmapped: dict[tuple[str, str], int] = field(default_factory=dict)
    explained: frozenset[str] = frozenset()

    def systems_of(self, incident: str) -> list[str]:
        """Codes of the incident's systems."""
        return self.scopes[incident][0]

    def kept(self, incident: str, system: str) -> list[Days]:
        """The days of the system's log that the incident looks at."""
        window = self.scopes[incident][1]
        return [part for stretch in self.logs[system].stretches if (part := stretch.within(window))]

    def of(self, incident: str, system: str, person_no: str, asked: Days) -> Reach:
        """What the log could have shown of this person in this period."""
        log = self.logs[system]
        stretches = self.kept(incident, system)
        known = person_no in self.ids.get(system, ()) or not self.unmapped.get((incident, system), 0)
        return Reach(
            coverage=covered(asked, stretches) if stretches else Coverage.NONE,
            log_kept=log.kept and bool(log.stretches),
            names_people=log.names_people,
            id_known=known,
        )


def reaches_of(case: Case, unmapped: dict[tuple[str, str], int], explained: frozenset[str]) -> Reaches:
    """Everything that decides what a log can say.

    `unmapped` counts ids of nobody by incident and system; `explained` are the kinds of explanation in force.
    """
    zone = ZoneInfo(case.time_zone)
    files: dict[str, list[Days]] = defaultdict(list)
    for log_file in log_files_of(case):
        first = log_file.window_from or (log_file.first_at.astimezone(zone).date() if log_file.first_at else None)
        last = log_file.window_to or (log_file.last_at.astimezone(zone).date() if log_file.last_at else None)
        if first and last:
            files[log_file.source.system.code if log_file.source.system else ""].append(Days(first, last))
    ids: dict[str, set[str]] = defaultdict(set)
    for system, no in LoginId.objects.filter(person__roster_id=case.roster_id).values_list("system_code", "person__no"):
        ids[system].add(no)
    logs = {system.code: _log(system, files) for system in System.objects.filter(case=case)}
    return Reaches(
        logs=logs,
        scopes={
            entry.incident.no: (
                [code for code in sorted(entry.selection.systems) if code in logs],
                Days(entry.selection.log_from, entry.selection.log_to),
            )
            for entry in incidents_of(case)
        },
        ids=ids,
        unmapped=unmapped,
        explained=explained,
    )


def _log(system: System, files: dict[str, list[Days]]) -> KeptLog:
    return KeptLog(
        code=system.code,
        label=system.label,
        names_people=system.log_identifies == LogIdentifies.PERSON,
        kept=system.log_kept,
        introduced_on=system.introduced_on,
        stretches=(*files.get(system.code, []), *files.get("", [])),
    )
