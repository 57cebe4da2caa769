"""Whose log-in id is it? Decided per system, id and time; nothing ambiguous is settled by the software.

Spellings that differ only in width or case of letters are one id; 髙 and 高 are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import LoginId
from accounts.text import fold_login
from casework.models import Case

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Claim:
    """Somebody is said to have used the id from `start` to `end` (both included); confidence in percent."""

    person_no: str
    start: date
    end: date
    confidence: int = 100


@dataclass(frozen=True)
class Identity:
    """The answer for one id as the log spells it, on the days from `start` to `end`.

    `person_no` is None when several people are said to have used it at the same time (`shared`).
    """

    system: str
    login: str
    start: date
    end: date
    person_no: str | None
    shared: bool
    confidence: int


def resolve(claims: Sequence[Claim]) -> Iterator[tuple[date, date, str | None, bool, int]]:
    """Cut the time at every start and end: one person in a stretch is an answer, several are not."""
    cuts = sorted(
        {claim.start for claim in claims} | {claim.end + timedelta(days=1) for claim in claims if claim.end < LAST_DAY}
    )
    for index, start in enumerate(cuts):
        end = cuts[index + 1] - timedelta(days=1) if index + 1 < len(cuts) else LAST_DAY
        here = [claim for claim in claims if claim.start <= start and end <= claim.end]
        people = {claim.person_no for claim in here}
        if len(people) == 1:
            yield start, end, people.pop(), False, max(claim.confidence for claim in here)
        elif people:
            yield start, end, None, True, 0


def claims_of(case: Case) -> dict[tuple[str, str], list[Claim]]:
    """All log-in ids of the case's roster by system and folded id."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    rows = LoginId.objects.filter(person__roster=case.roster).order_by("pk")
    for system, folded, person_no, start, end, confidence in rows.values_list(
        "system_code", "login_folded", "person__no", "valid_from", "valid_to", "confidence"
    ):
        found[system, folded].append(Claim(person_no, start or FIRST_DAY, end or LAST_DAY, confidence))
    return found


def identities(case: Case, seen: Iterable[tuple[str, str]]) -> Iterator[Identity]:
    """Answers for the (system, id) pairs that a log holds, in a steady order; an unknown id has none."""
    claims = claims_of(case)
    for system, login in sorted(seen):
        for start, end, person_no, shared, confidence in resolve(claims.get((system, fold_login(login)), [])):
            yield Identity(system, login, start, end, person_no, shared, confidence)
