"""Scopes of incidents and explanations."""

from __future__ import annotations

from casework.models import Incident
from config.casefolder.writing.base import Out, present
from evidence.explanations.queries import LISTS, rules_of
from evidence.models import IncidentScope, ScopeOrigin
from evidence.scopes.selection import newest


def write_scopes(out: Out) -> None:
    """The versions set by hand, where one of them is in force. Scopes that follow the incident's facts follow them."""
    out.facts["scopes"] = [
        present(
            incident=incident.no,
            systems=scope.systems,
            screens=scope.screens,
            categories=scope.categories,
            actions=scope.actions,
            minutes=scope.minutes or None,
            log_from=scope.log_from,
            log_to=scope.log_to,
            reason=scope.reason,
            author=scope.by_label,
            saved_at=out.local(scope.created_at),
        )
        | {"minus": scope.minus}
        for incident in Incident.objects.filter(case=out.case).order_by("position", "pk")
        if (last := newest(incident)) is not None and last.origin == ScopeOrigin.PERSON
        for scope in IncidentScope.objects.filter(incident=incident, origin=ScopeOrigin.PERSON).order_by("number")
    ]


def write_explanations(out: Out) -> None:
    """The rules in force, with the people who proposed and approved them; proposals without an approver."""
    out.facts["explanations"] = [
        present(
            kind=str(standing.rule.kind),
            title=standing.rule.title,
            ground=standing.rule.ground,
            order=standing.rule.order,
            window=standing.rule.window.title if standing.rule.window else None,
            starts_at=out.local(standing.rule.starts_at),
            ends_at=out.local(standing.rule.ends_at),
            proposed_by=standing.rule.by_label,
            approved_by=standing.approved.by_label if standing.approved else None,
            **{name: getattr(standing.rule, name) for name in LISTS},
        )
        for standing in rules_of(out.case)
        if standing.state in {"proposed", "approved"}
    ]
