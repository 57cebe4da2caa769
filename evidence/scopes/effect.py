"""What another scope would change, shown before it is saved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Incident
from engines.columnar.door import Watch, part_of
from evidence.effects import Change, Effect, figures_with
from evidence.inputs import Inputs
from evidence.scopes.selection import Selection, in_force, of_incident
from evidence.units import NOTHING, Figures


class ScopeChange(Change):
    """Another selection takes the place of the scope in force of an incident."""

    kind = "scope"

    def __init__(self, incident: Incident, selection: Selection) -> None:
        self.incident, self.selection = incident, selection

    @property
    def case(self) -> Case:
        return self.incident.case

    @property
    def title(self) -> str:
        return _("Computing what a scope would change")

    def said(self) -> dict[str, Any]:
        return {"incident": str(self.incident.public_id), "selection": self.selection.content()}

    @classmethod
    def told(cls, said: dict[str, Any]) -> ScopeChange:
        incident = Incident.objects.select_related("case__roster").get(public_id=said["incident"])
        return cls(incident, Selection.of_content(said["selection"]))

    def effects(self, tell: Watch | None = None) -> list[Effect]:
        before = self._figures(in_force(self.incident), part_of(tell, 0, 0.5))
        after = self._figures(self.selection, part_of(tell, 0.5, 1))
        return [Effect(self.incident.no, before, after)]

    def _figures(self, selection: Selection, tell: Watch | None) -> Figures:
        inputs = Inputs(self.case, selections={self.incident.no: selection})
        return figures_with(inputs, tell).get(self.incident.no, NOTHING)


class FactsDecide(ScopeChange):
    """The facts of the incident take the place of a scope that was set by hand."""

    kind = "scope_of_facts"

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident, of_incident(incident))

    @classmethod
    def told(cls, said: dict[str, Any]) -> FactsDecide:
        return cls(Incident.objects.select_related("case__roster").get(public_id=said["incident"]))
