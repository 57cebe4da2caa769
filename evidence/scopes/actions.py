"""Set the scope of an incident; each change is a new version with author and reason."""

from __future__ import annotations

from django.db import transaction

from casework.access import can_work
from casework.models import Incident
from core.actor import Actor
from evidence.effects import effect_is_known
from evidence.models import IncidentScope, ScopeOrigin
from evidence.reconciling import compare_again
from evidence.scopes import rules
from evidence.scopes.effect import FactsDecide, ScopeChange
from evidence.scopes.selection import Selection, newest, of_incident
from evidence.scopes.versions import append_version


@transaction.atomic
def set_scope(*, incident: Incident, selection: Selection, reason: str, by: Actor) -> IncidentScope:
    """A new version set by hand; saving what holds already returns that version. Its effect has to be known."""
    can_work(incident.case).require()
    rules.has_reason(reason).require()
    rules.can_select(incident.case, selection).require()
    last = newest(incident)
    if last is not None and last.origin == ScopeOrigin.PERSON and last.content_hash == selection.content_hash:
        return last
    effect_is_known(ScopeChange(incident, selection)).require()
    made = append_version(incident, selection, ScopeOrigin.PERSON, reason.strip(), by)
    compare_again(case=incident.case, by=by)
    return made


@transaction.atomic
def follow_facts(*, incident: Incident, reason: str, by: Actor) -> IncidentScope:
    """From now on the facts of the incident decide again. What that changes has to be known."""
    can_work(incident.case).require()
    rules.has_reason(reason).require()
    last = newest(incident)
    selection = of_incident(incident)
    if last is not None and last.origin == ScopeOrigin.INCIDENT and last.content_hash == selection.content_hash:
        return last
    effect_is_known(FactsDecide(incident)).require()
    made = append_version(incident, selection, ScopeOrigin.INCIDENT, reason.strip(), by)
    compare_again(case=incident.case, by=by)
    return made
