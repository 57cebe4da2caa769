"""Log sources and files, their custody, immutable runs, viewing maps, discrepancy notes."""

from evidence.models.custody import CustodyEvent, CustodyKind, Opening, OpeningState, Seal, UnlockedCopy
from evidence.models.explanation import ExplanationKind, ExplanationRule, ExplanationStep, StepKind
from evidence.models.identity import DoubtKind, DoubtState, IdentityDoubt, IdentityOpinion
from evidence.models.log import LogFile, LogSource
from evidence.models.note import DiscrepancyNote, NoteEntry
from evidence.models.overlap import Counting, FileOverlap, OverlapDecision, OverlapPairs
from evidence.models.run import FactRun, ReconciliationRun, ViewingMap
from evidence.models.scope import IncidentScope, ScopeOrigin
from evidence.models.search import RowPin, SavedSearch, SearchRun
from evidence.models.upkeep import Upkeep

__all__ = [
    "Counting",
    "CustodyEvent",
    "CustodyKind",
    "DiscrepancyNote",
    "DoubtKind",
    "DoubtState",
    "ExplanationKind",
    "ExplanationRule",
    "ExplanationStep",
    "FactRun",
    "FileOverlap",
    "IdentityDoubt",
    "IdentityOpinion",
    "IncidentScope",
    "LogFile",
    "LogSource",
    "NoteEntry",
    "Opening",
    "OpeningState",
    "OverlapDecision",
    "OverlapPairs",
    "ReconciliationRun",
    "RowPin",
    "SavedSearch",
    "ScopeOrigin",
    "Seal",
    "SearchRun",
    "StepKind",
    "UnlockedCopy",
    "Upkeep",
    "ViewingMap",
]
