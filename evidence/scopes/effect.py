"""What another scope would change, shown before it is saved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case, Incident
from evidence.effects import Change, Effect, Tell
from evidence.inputs import Inputs
from evidence.scopes.selection import Selection, in_force
from evidence.units import NOTHING, Figures, figures_of
from evidence.workspace import views_of


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

    def effects(self, tell: Tell = lambda _step: None) -> list[Effect]:
        before = self._figures(in_force(self.incident))
        tell(1)
        after = self._figures(self.selection)
        tell(2)
        return [Effect(self.incident.no, before, after)]

    def _figures(self, selection: Selection) -> Figures:
        with views_of(Inputs(self.case, selections={self.incident.no: selection})) as door:
            return figures_of(door).get(self.incident.no, NOTHING)
