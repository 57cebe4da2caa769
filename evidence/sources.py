"""What a received file looks like, and how a form's answers become a mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.models import StoredFile
from engines.columnar.logs import LogError
from engines.columnar.profiling import profile
from evidence.messages import sentence_of


def profile_json(path: Path, *, time_zone: str = "Asia/Tokyo") -> dict[str, Any]:
    """The log_profile document; raises LogError for what cannot be a log."""
    return profile(path, time_zone=time_zone)


def profile_of(stored: StoredFile, *, time_zone: str) -> dict[str, Any]:
    """The profile of a stored file for its page; a file that cannot be read is received all the same."""
    try:
        found = profile_json(stored.path, time_zone=time_zone)
    except LogError as error:
        return {"error": sentence_of(error), "codes": [error.code], "columns": [], "questions": []}
    return found | {"file": stored.name}
