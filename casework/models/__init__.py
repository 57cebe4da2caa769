"""What a case consists of, one aggregate a file."""

from casework.models.case import Case, CaseState, Exclusion, Membership, Role
from casework.models.exclusion import LiftedExclusion
from casework.models.hold import Hold
from casework.models.incident import Incident, IncidentNature
from casework.models.population import Population, PopulationExclusion, PopulationMember
from casework.models.spell import UnitSpell
from casework.models.system import EmergencyWindow, LogIdentifies, System, Terminal

__all__ = [
    "Case",
    "CaseState",
    "EmergencyWindow",
    "Exclusion",
    "Hold",
    "Incident",
    "IncidentNature",
    "LiftedExclusion",
    "LogIdentifies",
    "Membership",
    "Population",
    "PopulationExclusion",
    "PopulationMember",
    "Role",
    "System",
    "Terminal",
    "UnitSpell",
]
