"""The ground of a note in words: what the comparison found when it was opened, and what it finds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.models import Case
from evidence.enums import NoteType, ReconciliationClass
from evidence.models import DiscrepancyNote
from evidence.queries import newest_reconciliation, placed_people

WITH_CLASS = {
    NoteType.DENIED_THOUGH_LOGGED,
    NoteType.UNSURE,
    NoteType.NO_ANSWER,
    NoteType.NOT_ASKED,
    NoteType.REPORTED_THOUGH_NOT_LOGGED,
    NoteType.PERIOD_UNCLEAR,
}


@dataclass(frozen=True)
class Then:
    """One fact, when the note was opened and now; `now` is empty where it is not computed anew."""

    name: str
    then: str
    now: str

    @property
    def changed(self) -> bool:
        return bool(self.now) and self.now != self.then


def compared_grounds(case: Case, note: DiscrepancyNote) -> list[Then]:
    """The facts of the note's ground, with the newest comparison's beside them."""
    zone = ZoneInfo(case.time_zone)
    then = _words(note.ground, zone)
    now = _words(_now(case, note), zone) if note.type in WITH_CLASS else {}
    return [Then(name, value, now.get(name, "")) for name, value in then.items()]


def _now(case: Case, note: DiscrepancyNote) -> dict[str, Any]:
    run = newest_reconciliation(case)
    if run is None or note.person is None:
        return {}
    for placed in placed_people(run, note.incident.no, person_no=note.person.no):
        return {
            "class": placed.kind,
            "views": placed.views,
            "contracts": placed.contracts,
            "first": placed.first_at.isoformat() if placed.first_at else None,
            "last": placed.last_at.isoformat() if placed.last_at else None,
        }
    return {}


def _words(facts: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    found: dict[str, str] = {}
    if facts.get("class") in ReconciliationClass.values:
        found[_("Class")] = str(ReconciliationClass(facts["class"]).label)
    if facts.get("views") is not None:
        found[_("Views")] = f"{facts['views']:,}"
    if facts.get("contracts") is not None:
        found[_("Contracts")] = f"{facts['contracts']:,}"
    for name, label in (("first", _("First line")), ("last", _("Last line"))):
        if facts.get(name):
            found[label] = _moment(str(facts[name]), zone)
    if facts.get("typical") is not None:
        found[_("Typical for the affiliation (median)")] = f"{facts['typical']:,}"
        found[_("Distance (modified z; above 3.5 is noted)")] = str(facts["score"])
        found[_("People compared")] = f"{facts['people']:,}"
    if facts.get("rules"):
        found[_("Rules met")] = ", ".join(str(rule) for rule in facts["rules"])
    return found


def _moment(text: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:  # the engine's naive UTC
        moment = moment.replace(tzinfo=ZoneInfo("UTC"))
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
