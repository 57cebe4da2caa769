"""The versions of a scope: the next one, and those that a computation goes by."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import trail
from casework.models import Case, Incident
from core.actor import Actor
from core.ref import Ref
from evidence.models import IncidentScope, ScopeOrigin
from evidence.scopes.selection import Selection, incidents_of, newest, of_incident


def versions_for(case: Case, *, by: Actor) -> dict[str, IncidentScope]:
    """The version of each incident that a computation uses, by number of the incident.

    Where the facts of the incident decide and have changed, the version that says so is written first.
    """
    found = {}
    for incident in incidents_of(case):
        last = newest(incident)
        if last is None or last.origin == ScopeOrigin.INCIDENT:
            last = _note_facts(incident, last, by)
        found[incident.no] = last
    return found


@transaction.atomic
def _note_facts(incident: Incident, last: IncidentScope | None, by: Actor) -> IncidentScope:
    selection = of_incident(incident)
    if last is not None and last.content_hash == selection.content_hash:
        return last
    reason = _("As the facts of the incident say.")
    return append_version(incident, selection, ScopeOrigin.INCIDENT, reason, by)


def append_version(incident: Incident, selection: Selection, origin: str, reason: str, by: Actor) -> IncidentScope:
    """Write the next version and its line of the trail. Part of an action."""
    top = IncidentScope.objects.filter(incident=incident).aggregate(top=Max("number"))["top"] or 0
    made = IncidentScope(
        incident=incident,
        number=top + 1,
        origin=origin,
        reason=reason,
        content_hash=selection.content_hash,
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
        systems=list(selection.content()["systems"]),
        screens=list(selection.content()["screens"]),
        categories=list(selection.content()["categories"]),
        actions=list(selection.content()["actions"]),
        minus=list(selection.content()["minus"]),
        minutes=selection.minutes,
        log_from=selection.log_from,
        log_to=selection.log_to,
    )
    made.validate_constraints()
    made.save()
    trail.record(
        "evidence.scope_set",
        by=by,
        chain=incident.case.chain,
        subject=Ref("incident", str(incident.public_id)),
        detail={"number": made.number, "origin": str(origin), "hash": made.content_hash},
    )
    return made
