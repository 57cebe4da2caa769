"""What another scope would change, shown before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from casework.models import Incident
from evidence.inputs import Inputs
from evidence.scopes.selection import Selection, in_force
from evidence.units import NOTHING, SHOWN, Figures, Unit, figures_of
from evidence.workspace import views_of


@dataclass(frozen=True)
class Change:
    """One unit before and after."""

    unit: Unit
    before: int | None
    after: int | None


def effect_of(incident: Incident, selection: Selection) -> list[Change]:
    """Views, contracts, people and terminals under the scope in force and under the other one."""
    before, after = _figures(incident, in_force(incident)), _figures(incident, selection)
    return [Change(unit, before[unit], after[unit]) for unit in SHOWN]


def _figures(incident: Incident, selection: Selection) -> Figures:
    with views_of(Inputs(incident.case, selections={incident.no: selection})) as door:
        return figures_of(door).get(incident.no, NOTHING)
