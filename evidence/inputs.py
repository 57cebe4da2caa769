"""What a comparison is made of, written as Parquet beside the log and summed up in one hash.

The same inputs give the same hash, and then nothing is computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import Person
from casework.models import Case, Incident, LogIdentifies, PopulationExclusion, PopulationMember, System, Terminal
from engines.columnar.door import TableWriter
from evidence.comparing import PEOPLE, RULES, SCOPES, TERMINALS
from evidence.enums import LogFileState
from evidence.explanations.queries import rule_rows, rules_in_force
from evidence.models import ExplanationRule, LogFile, ViewingMap
from evidence.scopes.selection import Placed, Selection, holding, newest_of, scope_rows
from surveys.models import Wave
from surveys.periods.asking import overlap
from surveys.queries import CurrentAnswer, current_answers, still_answering

INCIDENTS = {"incident": "VARCHAR", "position": "INTEGER"}
MEMBERS = {"person_no": "VARCHAR"}
ASKED = {"incident": "VARCHAR", "person_no": "VARCHAR"}
ANSWERS = {
    "incident": "VARCHAR",
    "person_no": "VARCHAR",
    "answer": "VARCHAR",
    "period": "VARCHAR",
    "wave": "VARCHAR",
    "ordinal": "INTEGER",
}
STRENGTH = {"yes": 3, "unsure": 2, "no": 1}


@dataclass(frozen=True)
class MapOfIncident:
    """An incident with the newest viewing map that applies to it, if there is one, and the selection of its rows."""

    incident: Incident
    viewing: ViewingMap | None
    selection: Selection


def incidents_of(case: Case) -> list[MapOfIncident]:
    """In the order of the case."""
    incidents = Incident.objects.filter(case=case).prefetch_related("systems").order_by("position", "pk")
    maps = {one.incident_id: one for one in ViewingMap.objects.filter(incident__case=case).order_by("number")}
    scopes = newest_of(case)
    return [MapOfIncident(one, maps.get(one.pk), holding(one, scopes.get(one.pk))) for one in incidents]


def log_files_of(case: Case) -> list[LogFile]:
    """The imported files in a steady order."""
    rows = LogFile.objects.filter(case=case, state=LogFileState.IMPORTED)
    return list(rows.select_related("source__system", "parquet", "counted").order_by("source__code", "sha256"))


def day(value: Any) -> str | None:
    """A date as ISO text."""
    return value.isoformat() if value is not None else None


class Inputs:
    """The inputs of one case; `write` lays them down as Parquet and returns their hash.

    `rules` are the explanations to go by, without them those in force; `selections` (by number of the incident) take
    the place of those in force: for showing what a change would do.
    """

    def __init__(
        self,
        case: Case,
        *,
        rules: Sequence[ExplanationRule] | None = None,
        selections: Mapping[str, Selection] | None = None,
    ) -> None:
        self.case = case
        self.maps = incidents_of(case)
        self.log_files = log_files_of(case)
        self.rules = list(rules) if rules is not None else rules_in_force(case)
        self.placed = [
            Placed(entry.incident.no, position, (selections or {}).get(entry.incident.no, entry.selection))
            for position, entry in enumerate(self.maps)
            if selections is None or entry.incident.no in selections
        ]
        self.waves = {wave.code: wave for wave in Wave.objects.filter(case=case)}
        self._hash = hashlib.sha256(b"reconciliation 2")

    def write(self, folder: Path) -> str:
        """What the views and the classes are made of, but for the identities, as Parquet in the folder."""
        with TableWriter(folder) as write:
            self._write_for_views(write, folder)
            for name, columns, rows in (
                ("incidents", INCIDENTS, self._incidents()),
                ("members", MEMBERS, self._members()),
                ("asked", ASKED, self._asked()),
                ("answers", ANSWERS, self._answers()),
            ):
                write(folder / f"{name}.parquet", columns, self._noted(name, rows))
        return self._hash.hexdigest()

    def write_for_views(self, folder: Path) -> None:
        """people, terminals, scopes and explanations."""
        with TableWriter(folder) as write:
            self._write_for_views(write, folder)

    def _write_for_views(self, write: TableWriter, folder: Path) -> None:
        self._add(
            {
                "log": [
                    [f.source.code, f.sha256, f.rows.sha256 if f.rows else "", self.default_system(f)]
                    for f in self.log_files
                ]
            }
        )
        for name, columns, rows in (
            ("people", PEOPLE, self._people()),
            ("terminals", TERMINALS, self._terminals()),
            ("scopes", SCOPES, iter(scope_rows(self.placed))),
            ("explanations", RULES, iter(rule_rows(self.rules))),
        ):
            write(folder / f"{name}.parquet", columns, self._noted(name, rows))

    def note(self, fact: Mapping[str, Any]) -> str:
        """Add a further input to the hash and return it."""
        self._add(fact)
        return self._hash.hexdigest()

    @staticmethod
    def default_system(log_file: LogFile) -> str:
        """The system of rows that name none."""
        return log_file.source.system.code if log_file.source.system else ""

    def usable(self, entry: MapOfIncident) -> bool:
        """Whether a log that names people was kept and received for one of the systems that the scope names."""
        received = {f.source.system_id for f in self.log_files}
        open_sources = any(f.source.system_id is None for f in self.log_files)
        systems = System.objects.filter(case=self.case, code__in=entry.selection.systems)
        return any(
            system.log_kept
            and system.log_identifies == LogIdentifies.PERSON
            and (system.pk in received or open_sources)
            for system in systems
        )

    def read_waves(self, entry: MapOfIncident) -> list[str]:
        """Codes of the waves whose answers are read: those that still take answers come in when they are closed."""
        codes = entry.viewing.waves if entry.viewing else []
        return [code for code in codes if code in self.waves and not still_answering(self.waves[code])]

    def _add(self, fact: Mapping[str, Any]) -> None:
        self._hash.update(json.dumps(fact, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())

    def _noted(self, name: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        self._add({"part": name})
        for row in rows:
            self._add(row)
            yield row

    def _people(self) -> Iterator[dict[str, Any]]:
        people = Person.objects.filter(roster=self.case.roster).order_by("no")
        rows = people.values_list("no", "affiliation__code", "unit", "joined_on", "left_on")
        for no, affiliation, unit, joined_on, left_on in rows.iterator(chunk_size=5000):
            yield {
                "person_no": no,
                "affiliation": affiliation,
                "unit": unit,
                "joined_on": day(joined_on),
                "left_on": day(left_on),
            }

    def _terminals(self) -> Iterator[dict[str, Any]]:
        terminals = Terminal.objects.filter(case=self.case).order_by("system__code", "no")
        rows = terminals.values_list("system__code", "no", "affiliation__code", "site", "person__no")
        for system, no, affiliation, site, person in rows.iterator():
            yield {
                "system": system,
                "terminal": no,
                "affiliation": affiliation,
                "site": site,
                "person_no": person,
            }

    def _incidents(self) -> Iterator[dict[str, Any]]:
        for position, entry in enumerate(self.maps):
            yield {"incident": entry.incident.no, "position": position}

    def _members(self) -> Iterator[dict[str, Any]]:
        """Everybody on the roster: the population that every comparison adds up to.

        Left out is who was left out of a wave's population with a reason and is asked by no wave; somebody of them
        who stands in the log comes in again as «not asked».
        """
        asked = PopulationMember.objects.filter(population__waves__case=self.case).values("person_id")
        left_out = PopulationExclusion.objects.filter(population__waves__case=self.case).exclude(person_id__in=asked)
        people = Person.objects.filter(roster=self.case.roster).exclude(pk__in=left_out.values("person_id"))
        for no in people.order_by("no").values_list("no", flat=True).iterator(chunk_size=5000):
            yield {"person_no": no}

    def _asked(self) -> Iterator[dict[str, Any]]:
        for entry in self.maps:
            waves = [self.waves[code].pk for code in self.read_waves(entry)]
            rows = PopulationMember.objects.filter(population__waves__in=waves)
            for no in rows.order_by("person__no").values_list("person__no", flat=True).distinct():
                yield {"incident": entry.incident.no, "person_no": no}

    def _answers(self) -> Iterator[dict[str, Any]]:
        for entry in self.maps:
            if entry.viewing is None:
                continue
            best: dict[str, tuple[int, str, str, str, int]] = {}
            for row in current_answers(self.case, self.read_waves(entry)):
                answer = read_answer(entry.viewing, row.answers)
                period = self._period(entry, row)
                candidate = (STRENGTH[answer], answer, period, row.wave_code, row.ordinal)
                if row.person_no not in best or candidate[0] > best[row.person_no][0]:
                    best[row.person_no] = candidate
            for person_no in sorted(best):
                _strength, answer, period, wave, ordinal = best[person_no]
                yield {
                    "incident": entry.incident.no,
                    "person_no": person_no,
                    "answer": answer,
                    "period": period,
                    "wave": wave,
                    "ordinal": ordinal,
                }

    def _period(self, entry: MapOfIncident, row: CurrentAnswer) -> str:
        """Whether the answer speaks of the log's window: in, out, or unknown (not asked, or only partly overlapping).

        What the person said decides, else the period that the person was asked about, else that of the wave.
        """
        start, end = entry.selection.log_from, entry.selection.log_to
        if start is None or end is None:
            return "unknown"
        if entry.viewing is not None and entry.viewing.period_question:
            said = row.answers.get(entry.viewing.period_question)
            if not isinstance(said, str) or not said:
                return "unknown"
            return "in" if start.isoformat() <= said[:10] <= end.isoformat() else "out"
        wave = self.waves[row.wave_code]
        asked = overlap(row.periods, [system.code for system in entry.incident.systems.all()]) if row.periods else None
        since, until = asked or (wave.period_from, wave.period_to)
        if since is not None and until is not None:
            if start <= since and until <= end:
                return "in"
            if until < start or end < since:
                return "out"
        return "unknown"


def parts_of(inputs: Inputs) -> dict[str, Any]:
    """What a comparison went by, part by part, so that two of them can be told apart."""
    return {
        "files": [[f.source.code, f.name, f.sha256] for f in inputs.log_files],
        "scopes": {entry.incident.no: entry.selection.content_hash for entry in inputs.maps},
        "maps": {entry.incident.no: entry.viewing.number if entry.viewing else 0 for entry in inputs.maps},
        "rules": [str(rule.public_id) for rule in inputs.rules],
    }


def read_answer(viewing: ViewingMap, answers: Mapping[str, Any]) -> str:
    """yes, no or unsure; an answer left out or of another code is unsure (skipped, does not remember, rather talks).

    Of several questions one yes is enough; a no beside a «does not remember» is unsure.
    """
    codes: set[Any] = set()
    for question in viewing.questions:
        given = answers.get(question)
        codes |= set(given) if isinstance(given, list) else {given}
    if codes & set(viewing.yes):
        return "yes"
    if codes & set(viewing.no) and not codes & set(viewing.unsure):
        return "no"
    return "unsure"
