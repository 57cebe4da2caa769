"""Which columns of which rows travel."""

DOUBT = (
    "system_code",
    "login",
    "kind",
    "state",
    "confidence",
    "candidates",
    "known_as",
    "rows",
    "first_on",
    "last_on",
    "found_at",
    "settled_at",
)
OPINION = ("accepts", "reason", "by_kind", "by_label", "at")
NOTE = (
    "about",
    "type",
    "state",
    "automatic",
    "gone",
    "ground",
    "reason",
    "resolution",
    "due_on",
    "opened_at",
    "closed_at",
)
ENTRY = ("by_label", "text", "state", "at")
SEARCH = ("question", "filters", "by_kind", "by_label", "created_at", "laid_aside_at")
RUN = ("data_hash", "rows_hash", "figures", "conclusion", "by_label", "at")
PIN = ("file_row", "sha256", "facts", "remark", "by_label", "row_at", "pinned_at")
