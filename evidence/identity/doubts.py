"""Whom an id might belong to: proposals for people to check, never an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Person
from casework.models import Case
from engines.columnar.door import Door
from evidence.identity.matching import Claims
from evidence.identity.variants import likeness, spelling
from evidence.models import DoubtKind, IdentityDoubt

MOST_CANDIDATES = 5
SHORTEST = 2  # signs of a name or id that may be proposed by likeness
CONFIDENCE = {"outside_period": 70, "id": 80, "name": 60}
ONE_OF_SEVERAL = 30

# Ids whose rows count for nobody, with the days on which they stand in the log.
NOBODYS = """
SELECT system, login, outside_period, min(local_date), max(local_date), count(*) FROM (
  SELECT DISTINCT system, login, outside_period, local_date, file_no, file_row FROM views
  WHERE person_no IS NULL AND login IS NOT NULL AND NOT shared
) AS r GROUP BY system, login, outside_period ORDER BY system, login, outside_period
"""


@dataclass(frozen=True)
class Doubt:
    """One proposal; `known_as` is what the list or roster writes."""

    system: str
    login: str
    person_no: str
    kind: DoubtKind
    confidence: int
    candidates: int
    known_as: str
    first_on: date
    last_on: date
    rows: int


def doubts_of(case: Case, door: Door, claims: Claims) -> list[Doubt]:
    """Proposals for the ids of `views` that count for nobody."""
    nobodys = door.query(NOBODYS)
    if not nobodys:
        return []
    alike = _alike(case, claims)
    found: list[Doubt] = []
    for system, login, outside, first_on, last_on, rows in nobodys:
        if outside:
            people = {c.person_no: c.written for c in claims.get((system, spelling(login)), ())}
            kind, base = DoubtKind.OUTSIDE_PERIOD, CONFIDENCE["outside_period"]
        else:
            people, by_id = alike.of(system, login)
            kind, base = DoubtKind.NAME_VARIANT, CONFIDENCE["id" if by_id else "name"]
        for person_no, known_as in sorted(people.items())[:MOST_CANDIDATES]:
            confidence = base if len(people) == 1 else ONE_OF_SEVERAL
            found.append(
                Doubt(system, login, person_no, kind, confidence, len(people), known_as, first_on, last_on, int(rows))
            )
    return found


@dataclass(frozen=True)
class _Alike:
    """Ids by system and likeness, names by likeness; each leads to people."""

    ids: dict[tuple[str, str], dict[str, str]]
    names: dict[str, dict[str, str]]

    def of(self, system: str, login: str) -> tuple[dict[str, str], bool]:
        """People whose id or, if there is none, whose name looks like it; and whether it was the id."""
        key = likeness(login)
        if len(key) < SHORTEST:
            return {}, False
        by_id = self.ids.get((system, key))
        return (by_id, True) if by_id else (self.names.get(key, {}), False)


def _alike(case: Case, claims: Claims) -> _Alike:
    ids: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for (system, _spelling), held in claims.items():
        for claim in held:
            ids[system, likeness(claim.written)][claim.person_no] = claim.written
    names: dict[str, dict[str, str]] = defaultdict(dict)
    people = Person.objects.filter(roster=case.roster).order_by("no").values_list("no", "name")
    for no, name in people.iterator(chunk_size=5000):
        names[likeness(name)][no] = name
    return _Alike(ids, names)


def propose(*, case: Case, doubts: Iterable[Doubt]) -> int:
    """Write down the proposals that are new; what was proposed before keeps its state. Part of publishing facts."""
    doubts = list(doubts)
    known = set(IdentityDoubt.objects.filter(case=case).values_list("system_code", "login", "person__no", "kind"))
    fresh = [d for d in doubts if (d.system, d.login, d.person_no, str(d.kind)) not in known]
    people = dict(
        Person.objects.filter(roster=case.roster, no__in={d.person_no for d in fresh}).values_list("no", "pk")
    )
    IdentityDoubt.objects.bulk_create(
        [
            IdentityDoubt(
                case=case,
                person_id=people[one.person_no],
                system_code=one.system,
                login=one.login[:200],
                kind=one.kind,
                confidence=one.confidence,
                candidates=one.candidates,
                known_as=one.known_as,
                rows=one.rows,
                first_on=one.first_on,
                last_on=one.last_on,
            )
            for one in fresh
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    return len(fresh)
