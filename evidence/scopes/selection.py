"""A selection of log rows, its hash, and which one holds for an incident."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.models import Case, Incident
from evidence.models import ExplanationKind, IncidentScope, ScopeOrigin

EVERY_KIND = tuple(ExplanationKind.values)
MOST_MINUTES = 1440


@dataclass(frozen=True)
class Selection:
    """See `IncidentScope`: empty texts ask for everything, but for systems."""

    systems: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    minus: tuple[str, ...] = EVERY_KIND
    minutes: int = 0
    log_from: date | None = None
    log_to: date | None = None

    def content(self) -> dict[str, Any]:
        """As JSON, the same for the same selection whatever the order it was typed in."""
        return {
            "systems": sorted(set(self.systems)),
            "screens": sorted(set(self.screens)),
            "categories": sorted(set(self.categories)),
            "actions": sorted(set(self.actions)),
            "minus": sorted(set(self.minus)),
            "minutes": self.minutes,
            "log_from": self.log_from.isoformat() if self.log_from else None,
            "log_to": self.log_to.isoformat() if self.log_to else None,
        }

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> Selection:
        """From what `content` gave."""
        start, end = content["log_from"], content["log_to"]
        return cls(
            systems=tuple(content["systems"]),
            screens=tuple(content["screens"]),
            categories=tuple(content["categories"]),
            actions=tuple(content["actions"]),
            minus=tuple(content["minus"]),
            minutes=content["minutes"],
            log_from=date.fromisoformat(start) if start else None,
            log_to=date.fromisoformat(end) if end else None,
        )

    @property
    def content_hash(self) -> str:
        """SHA-256 of the content."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def of_incident(incident: Incident) -> Selection:
    """What the facts of the incident say: every row of its systems, inside its window, of its category."""
    return Selection(
        systems=tuple(sorted(system.code for system in incident.systems.all())),
        categories=(incident.category,) if incident.category else (),
        log_from=incident.log_from,
        log_to=incident.log_to,
    )


def of_scope(scope: IncidentScope) -> Selection:
    """What a saved version says."""
    return Selection(
        systems=tuple(scope.systems),
        screens=tuple(scope.screens),
        categories=tuple(scope.categories),
        actions=tuple(scope.actions),
        minus=tuple(scope.minus),
        minutes=scope.minutes,
        log_from=scope.log_from,
        log_to=scope.log_to,
    )


def newest(incident: Incident) -> IncidentScope | None:
    """The last saved version."""
    return IncidentScope.objects.filter(incident=incident).order_by("-number").first()


def newest_of(case: Case) -> dict[int, IncidentScope]:
    """The last saved versions of a case, by incident."""
    saved = IncidentScope.objects.filter(incident__case=case).order_by("number")
    return {one.incident_id: one for one in saved}


def in_force(incident: Incident) -> Selection:
    """What holds now: the last version set by hand, else the facts of the incident."""
    return holding(incident, newest(incident))


def holding(incident: Incident, saved: IncidentScope | None) -> Selection:
    """The same, when the last version is known."""
    return of_scope(saved) if saved is not None and saved.origin == ScopeOrigin.PERSON else of_incident(incident)


@dataclass(frozen=True)
class Placed:
    """An incident at its place in the case, with the selection that holds for it."""

    incident: str
    position: int
    selection: Selection


def scope_rows(placed: Iterable[Placed]) -> list[dict[str, Any]]:
    """One row per incident, system and category ("" for every category): what the statements join with."""
    return [
        _row(one, system, category)
        for one in placed
        for system in sorted(set(one.selection.systems))
        for category in sorted(set(one.selection.categories)) or [""]
    ]


def _row(one: Placed, system: str, category: str) -> dict[str, Any]:
    content = one.selection.content()
    return {
        "incident": one.incident,
        "position": one.position,
        "system": system,
        "category": category,
        "screens": content["screens"] or None,
        "actions": content["actions"] or None,
        **{name: content[name] for name in ("minus", "minutes", "log_from", "log_to")},
    }


def incidents_of(case: Case) -> list[Incident]:
    """In the order of the case."""
    return list(Incident.objects.filter(case=case).prefetch_related("systems").order_by("position", "pk"))
