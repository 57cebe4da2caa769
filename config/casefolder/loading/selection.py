"""Scopes of incidents and explanations: what decides which rows of the logs count."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.models import EmergencyWindow, Incident
from config.casefolder.loading.base import Load
from core.verdict import Refused
from evidence.explanations.actions import adopt_explanation
from evidence.explanations.queries import LISTS
from evidence.explanations.rules import Proposal
from evidence.models import ExplanationRule, IncidentScope, ScopeOrigin
from evidence.scopes.actions import set_scope
from evidence.scopes.selection import EVERY_KIND, Selection

SCOPE_LISTS = ("systems", "screens", "categories", "actions")


def load_scopes(load: Load) -> None:
    """Each version that was set by hand, in order; an incident that has one already is left alone."""
    incidents = {incident.no: incident for incident in Incident.objects.filter(case=load.case)}
    done = set(
        IncidentScope.objects.filter(incident__case=load.case, origin=ScopeOrigin.PERSON).values_list(
            "incident__no", flat=True
        )
    )
    for entry in load.folder.entries("scopes"):
        if entry["incident"] not in incidents:
            raise Refused(_("There is no incident %(no)s in the case.") % {"no": entry["incident"]})
        if entry["incident"] in done:
            continue
        set_scope(
            incident=incidents[entry["incident"]],
            selection=Selection(
                **{name: tuple(entry.get(name, ())) for name in SCOPE_LISTS},
                minus=tuple(entry.get("minus", EVERY_KIND)),
                minutes=int(entry.get("minutes", 0)),
                log_from=_day(entry.get("log_from")),
                log_to=_day(entry.get("log_to")),
            ),
            reason=str(entry["reason"]),
            by=load.by,
        )


def load_explanations(load: Load) -> None:
    """The rules with the people who proposed and approved them where they come from; once."""
    if ExplanationRule.objects.filter(case=load.case).exists():
        return
    for place, entry in enumerate(load.folder.entries("explanations"), start=1):
        adopt_explanation(
            case=load.case,
            proposal=Proposal(
                kind=str(entry["kind"]),
                title=str(entry["title"]),
                ground=str(entry["ground"]),
                order=int(entry.get("order", place * 10)),
                window=_window(load, entry.get("window")),
                starts_at=load.folder.moment(entry.get("starts_at")),
                ends_at=load.folder.moment(entry.get("ends_at")),
                lists={name: [str(value) for value in entry.get(name, ())] for name in LISTS},
            ),
            proposed_by=str(entry.get("proposed_by", "")),
            approved_by=str(entry.get("approved_by", "")),
            by=load.by,
        )


def _window(load: Load, title: Any) -> EmergencyWindow | None:
    windows = EmergencyWindow.objects.filter(case=load.case, title=title).order_by("pk")
    return windows.first() if title else None


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
