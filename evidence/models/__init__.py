"""Log sources and files, their custody, immutable runs, viewing maps, discrepancy notes."""

from evidence.models.custody import CustodyEvent, CustodyKind, Opening, OpeningState, Seal, UnlockedCopy
from evidence.models.log import LogFile, LogSource
from evidence.models.note import DiscrepancyNote, NoteEntry
from evidence.models.run import FactRun, ReconciliationRun, ViewingMap
from evidence.models.search import RowPin, SavedSearch, SearchRun

__all__ = [
    "CustodyEvent",
    "CustodyKind",
    "DiscrepancyNote",
    "FactRun",
    "LogFile",
    "LogSource",
    "NoteEntry",
    "Opening",
    "OpeningState",
    "ReconciliationRun",
    "RowPin",
    "SavedSearch",
    "Seal",
    "SearchRun",
    "UnlockedCopy",
    "ViewingMap",
]
