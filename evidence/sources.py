"""What a received file looks like, and how a form's answers become a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.models import StoredFile
from engines.columnar.logs import LogError
from engines.columnar.profiling import profile
from evidence.messages import sentence_of


def profile_json(
    path: Path, *, time_zone: str = "Asia/Tokyo", encoding: str = "", delimiter: str = ""
) -> dict[str, Any]:
    """The log_profile document; raises LogError for what cannot be a log."""
    return profile(path, time_zone=time_zone, encoding=encoding, delimiter=delimiter)


ARRANGEMENT = (
    "format",
    "layout",
    "header_names",
    "header_rows",
    "skip_rows",
    "skip",
    "computed",
    "max_span",
    "classes",
)
NO_TEXT = ("workbook", "parquet", "events_xml", "evtx")


def completed(profile: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping that a person chose from the columns, with what the profile found out about the file's arrangement.

    A column left at the meaning that a ready mapping gives it is read as that mapping reads it.
    """
    proposal = dict(profile.get("mapping") or {})
    made = {name: proposal[name] for name in ARRANGEMENT if name in proposal} | dict(chosen)
    if profile.get("format") in NO_TEXT:
        made["encoding"] = ""
    if profile.get("ready"):
        shown = {column["canonical"]: column["name"] for column in profile["columns"] if column["canonical"]}
        columns = dict(chosen["columns"])
        for name, source in proposal["columns"].items():
            if columns.get(name) == shown.get(name) is not None:
                columns[name] = source
        made["columns"] = columns
        if columns.get("at") == proposal["columns"]["at"]:
            made["formats"] = proposal.get("formats", {})
    return made


def profile_of(stored: StoredFile, *, time_zone: str, encoding: str = "", delimiter: str = "") -> dict[str, Any]:
    """The profile of a stored file for its page; a file that cannot be read is received all the same."""
    try:
        found = profile_json(stored.path, time_zone=time_zone, encoding=encoding, delimiter=delimiter)
    except LogError as error:
        return {"error": sentence_of(error), "codes": [error.code], "columns": [], "questions": []}
    return found | {"file": stored.name}
