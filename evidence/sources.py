"""What a received file looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import StoredFile
from engines.columnar.formats.told import arrangement_of
from engines.columnar.logs import LogError
from engines.columnar.profiling.profile import profile
from evidence.messages import sentence_of
from evidence.models import LogSource

NO_TEXT = ("workbook", "parquet", "events_xml", "evtx")
REMEMBERED = ("header_rows", "skip_rows", "skip", "quote", "decimal", "header_names", "layout")


def not_hashed(mapping: Mapping[str, Any]) -> dict[str, str]:
    """Customer columns that are treated otherwise than usual, with how: for the trail."""
    classes = dict(mapping.get("classes") or {})
    return {column: said["treatment"] for column, said in classes.items() if said.get("treatment", "hash") != "hash"}


def parts_of(value: Any) -> list[str]:
    """The source columns of a meaning: one, or several that are read as one."""
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else [str(value)]


def profile_of(
    stored: StoredFile,
    *,
    time_zone: str,
    encoding: str = "",
    delimiter: str = "",
    written: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The profile of a stored file for its page; a file that cannot be read is received all the same."""
    try:
        found = profile(stored.path, time_zone=time_zone, encoding=encoding, delimiter=delimiter, written=written)
    except LogError as error:
        return {"error": sentence_of(error), "codes": [error.code], "columns": [], "questions": []}
    return found | {"file": stored.name}


def profile_for(source: LogSource, stored: StoredFile) -> dict[str, Any]:
    """The profile of a file of this source, arranged as the source remembers where its columns are then found."""
    zone = source.case.time_zone
    said = {name: value for name, value in arrangement_of(source.mapping).items() if name != "max_span"}
    if said.keys() & set(REMEMBERED) or said.get("header") is False:
        found = profile_of(stored, time_zone=zone, written=said)
        named = {part for one in source.mapping.get("columns", {}).values() for part in parts_of(one)}
        made = {str(entry["name"]) for entry in source.mapping.get("computed", ())}
        if "error" not in found and named - made <= {column["name"] for column in found["columns"]}:
            return found
    return profile_of(stored, time_zone=zone)
