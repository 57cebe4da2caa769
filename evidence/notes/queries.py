"""Notes in lists: filters, units, ages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Person, User
from accounts.text import fold
from casework.models import Case
from core import clock
from engines.charts import svg
from evidence.enums import SETTLED
from evidence.models import DiscrepancyNote

NOBODY = "none"


@dataclass(frozen=True)
class NoteFilter:
    """What the list's form asks for; empty values ask for everything."""

    q: str = ""
    type: str = ""
    state: str = ""
    incident: str = ""
    owner: str = ""
    unit: str = ""
    affiliation: str = ""
    due: str = ""
    age: int = 0


def notes_of(case: Case, reader: Any) -> QuerySet[DiscrepancyNote]:
    """All notes but those about the reader."""
    notes = DiscrepancyNote.objects.filter(case=case)
    return notes.exclude(person__in=own_entries(case, reader))


def own_entries(case: Case, reader: Any) -> QuerySet[Person]:
    """The reader's own entries on the roster: linked, or of the same address."""
    people = Person.objects.filter(roster_id=case.roster_id)
    return people.filter(Q(user_id=reader.pk) | Q(email__iexact=str(reader.email)) & ~Q(email=""))


def own_numbers(case: Case, reader: Any) -> frozenset[str]:
    """The person ids of the reader's own entries: nobody reads a list of differences with themselves in it."""
    return frozenset(own_entries(case, reader).values_list("no", flat=True))


def chosen_notes(case: Case, reader: Any, wanted: NoteFilter) -> QuerySet[DiscrepancyNote]:
    """Those that fit: the earliest due day first, then the oldest."""
    notes = notes_of(case, reader)
    today = clock.today(case.time_zone)
    exact = {
        "type": wanted.type,
        "incident__no": wanted.incident,
        "person__unit": wanted.unit,
        "person__affiliation__code": wanted.affiliation,
    }
    notes = notes.filter(**{name: value for name, value in exact.items() if value})
    if wanted.state == "unsettled":
        notes = notes.exclude(state__in=SETTLED)
    elif wanted.state:
        notes = notes.filter(state=wanted.state)
    if wanted.owner == NOBODY:
        notes = notes.filter(owner=None)
    elif wanted.owner:
        notes = notes.filter(owner__public_id=wanted.owner)
    if wanted.due == "late":
        notes = notes.filter(due_on__lt=today).exclude(state__in=SETTLED)
    elif wanted.due == "week":
        notes = notes.filter(due_on__lte=today + timedelta(days=7)).exclude(state__in=SETTLED)
    elif wanted.due == NOBODY:
        notes = notes.filter(due_on=None)
    if wanted.age:
        notes = notes.filter(opened_at__lte=clock.now() - timedelta(days=wanted.age))
    if wanted.q:
        notes = notes.filter(Q(person__search_text__contains=fold(wanted.q)) | Q(about__icontains=wanted.q))
    notes = notes.select_related("incident", "person__affiliation", "owner", "case")
    return notes.order_by(F("due_on").asc(nulls_last=True), "opened_at", "pk")


@dataclass(frozen=True)
class UnitRow:
    """Unsettled notes of one unit."""

    unit: str
    total: int
    without_owner: int
    late: int


def by_unit(case: Case, reader: Any) -> list[UnitRow]:
    """Units with unsettled notes, the most first; people without a unit and ids stand together at the end."""
    today = clock.today(case.time_zone)
    rows = (
        notes_of(case, reader)
        .exclude(state__in=SETTLED)
        .order_by()
        .values("person__unit")
        .annotate(n=Count("pk"), free=Count("pk", filter=Q(owner=None)), late=Count("pk", filter=Q(due_on__lt=today)))
    )
    units: dict[str, list[int]] = {}
    for row in rows:
        counts = units.setdefault(row["person__unit"] or "", [0, 0, 0])
        for place, number in enumerate((row["n"], row["free"], row["late"])):
            counts[place] += number
    found = [UnitRow(unit, *counts) for unit, counts in units.items()]
    return sorted(found, key=lambda row: (not row.unit, -row.total, row.unit))


AGES = ((0, 7), (8, 14), (15, 30), (31, 60), (61, 90), (91, None))


@dataclass(frozen=True)
class AgeBar:
    """Unsettled notes of one age in days, parted by whether they have an owner."""

    first: int
    last: int | None
    owned: int
    free: int

    @property
    def total(self) -> int:
        return self.owned + self.free


def ages_of(case: Case, reader: Any) -> list[AgeBar]:
    """How long the unsettled notes have been open, in days of the case's time zone."""
    zone = ZoneInfo(case.time_zone)
    today = clock.today(case.time_zone)
    counts = [[0, 0] for _age in AGES]
    rows = notes_of(case, reader).exclude(state__in=SETTLED).values_list("opened_at", "owner_id")
    for opened_at, owner in rows.iterator(chunk_size=5000):
        counts[_age(opened_at, zone, today)][owner is None] += 1
    return [AgeBar(first, last, owned, free) for (first, last), (owned, free) in zip(AGES, counts, strict=True)]


def _age(opened_at: datetime, zone: ZoneInfo, today: date) -> int:
    days = (today - opened_at.astimezone(zone).date()).days
    return next(place for place, (_first, last) in enumerate(AGES) if last is None or days <= last)


def ageing_chart(bars: Sequence[AgeBar], *, title: str, names: Sequence[str]) -> str:
    """Bars from left to right by age; the part with an owner below, the part without above. Numbers stand on top."""
    width, height, base, top = 640.0, 176.0, 138.0, 18.0
    most = max((bar.total for bar in bars), default=0) or 1
    step = width / len(bars)
    parts = [svg.line(0, base, width, base, "axis axis--base")]
    for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
        x, thick = step * place + step * 0.22, step * 0.56
        owned, free = ((base - top) * n / most for n in (bar.owned, bar.free))
        if bar.owned:
            parts.append(svg.rect(x, base - owned, thick, owned, "d1"))
        if bar.free:
            parts.append(svg.rect(x, base - owned - free, thick, free, "d2"))
        parts.append(svg.text(x + thick / 2, base - owned - free - 5, f"{bar.total:,}", anchor="middle", css="em"))
        parts.append(svg.text(x + thick / 2, base + 16, name, anchor="middle"))
    said = ", ".join(f"{name}: {bar.total:,}" for name, bar in zip(names, bars, strict=True))
    return svg.document(width, height, parts, title=title, description=said, css="ageing")


def late_notes_of(user: User, cases: Sequence[Case]) -> list[tuple[Case, int, int]]:
    """(case, unsettled notes the user owns, those of them that are overdue) for each case with any."""
    found = []
    for case in cases:
        mine = DiscrepancyNote.objects.filter(case=case, owner=user).exclude(state__in=SETTLED)
        total = mine.count()
        if total:
            found.append((case, total, mine.filter(due_on__lt=clock.today(case.time_zone)).count()))
    return found
