"""Pages of evidence and of the comparison."""

from evidence.views.comparison import (
    compare,
    matrix,
    panel,
    queue,
    upkeep,
    viewing_map,
)
from evidence.views.dossier import dossier, note_new
from evidence.views.logs import file_import, file_new, file_rejects, file_show, screens, source_list, source_new

__all__ = [
    "compare",
    "dossier",
    "file_import",
    "file_new",
    "file_rejects",
    "file_show",
    "matrix",
    "note_new",
    "panel",
    "queue",
    "screens",
    "source_list",
    "source_new",
    "upkeep",
    "viewing_map",
]
