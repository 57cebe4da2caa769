"""Log sources and files, immutable runs, viewing maps, discrepancy notes."""

from evidence.models.log import LogFile, LogSource
from evidence.models.note import DiscrepancyNote, NoteEntry
from evidence.models.run import FactRun, ReconciliationRun, ViewingMap

__all__ = ["DiscrepancyNote", "FactRun", "LogFile", "LogSource", "NoteEntry", "ReconciliationRun", "ViewingMap"]
