"""From which day to which day somebody is asked, in all and for each system of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min

from accounts.models import LoginId, Person
from core import clock
from surveys.enums import WaveState
from surveys.models import AskedSystem, Wave

Stored = dict[str, list[str]]


class Since(StrEnum):
    """Why a period begins on its day."""

    WAVE = "wave"
    JOINED = "joined"
    INTRODUCED = "introduced"
    FIRST_USE = "first_use"


@dataclass(frozen=True)
class AskedPeriod:
    """`system` is a code, empty for the questions that speak of no system of their own; `end` None is until today."""

    system: str
    label: str
    start: date | None
    end: date | None
    since: Since
    questions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _System:
    code: str
    name: str
    name_en: str
    introduced_on: date | None
    questions: frozenset[str]


_known: dict[str, tuple[_System, ...]] = {}


def _systems(wave: Wave) -> Sequence[_System]:
    """Those of a wave that has been opened no longer change, so they are read once a process."""
    key = str(wave.public_id)
    if key in _known:
        return _known[key]
    found = tuple(
        _System(
            one.system.code, one.system.name, one.system.name_en, one.system.introduced_on, frozenset(one.questions)
        )
        for one in AskedSystem.objects.filter(wave=wave).select_related("system").order_by("system__code")
    )
    if wave.state != WaveState.DRAFT:
        if len(_known) > 200:
            _known.clear()
        _known[key] = found
    return found


def periods_of(wave: Wave, person: Person, *, english: bool = False) -> list[AskedPeriod]:
    """The person's own period first, then one for each system that the wave asks about. Two queries at most."""
    own = _latest([(wave.period_from, Since.WAVE), (person.joined_on, Since.JOINED)])
    end = min((day for day in (wave.period_to, person.left_on) if day), default=None)
    systems = _systems(wave)
    first = _first_use(person, [one.code for one in systems]) if systems else {}
    found = [AskedPeriod("", "", own[0], end, own[1])]
    for one in systems:
        start = _latest([own, (one.introduced_on, Since.INTRODUCED), (first.get(one.code), Since.FIRST_USE)])
        label = one.name_en if english and one.name_en else one.name
        found.append(AskedPeriod(one.code, label, start[0], end, start[1], one.questions))
    return found


def _latest(days: Iterable[tuple[date | None, Since]]) -> tuple[date | None, Since]:
    """The latest day that is known; of equal days the first reason."""
    best: tuple[date | None, Since] = (None, Since.WAVE)
    for day, since in days:
        if day is not None and (best[0] is None or day > best[0]):
            best = (day, since)
    return best


def _first_use(person: Person, codes: Sequence[str]) -> Mapping[str, date]:
    """The first day on which the person had a log-in id of the system, where all ids tell their first day."""
    rows = LoginId.objects.filter(person=person, system_code__in=codes).order_by().values_list("system_code")
    open_ends = set(rows.filter(valid_from__isnull=True).values_list("system_code", flat=True))
    found = dict(rows.annotate(first=Min("valid_from")))
    return {code: day for code, day in found.items() if day is not None and code not in open_ends}


def stored(periods: Sequence[AskedPeriod], *, zone: str) -> Stored | None:
    """What is kept with a version: «until today» is the day of the answer."""
    today = clock.today(zone)
    kept = {
        one.system: [one.start.isoformat(), (one.end or today).isoformat()] for one in periods if one.start is not None
    }
    return kept or None


def stored_for(wave: Wave, person: Person) -> Stored | None:
    """For a version that is written now by somebody who sees the pages."""
    return stored(periods_of(wave, person), zone=wave.case.time_zone)


def overlap(kept: Mapping[str, Sequence[str]], systems: Iterable[str]) -> tuple[date, date] | None:
    """The stored period that an incident of these systems is compared with: the widest of its systems', else the own."""
    found = [kept[code] for code in systems if code in kept] or ([kept[""]] if "" in kept else [])
    if not found:
        return None
    return min(date.fromisoformat(one[0]) for one in found), max(date.fromisoformat(one[1]) for one in found)
