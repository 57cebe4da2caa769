"""What a log file looks like, before anybody imports it: encoding, delimiter, columns, and what to ask."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engines.columnar.formats.looking import look
from engines.columnar.formats.seen import Seen
from engines.columnar.logs import encoding_name
from engines.columnar.profiling.columns import columns_of, decimal_of
from engines.columnar.profiling.questions import questions_of
from engines.columnar.ready import Ready


def profile(
    path: Path,
    *,
    encoding: str = "",
    delimiter: str = "",
    time_zone: str = "Asia/Tokyo",
    written: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The log_profile document of one file; raises LogError when it cannot be a log at all.

    `written` says how the records are arranged, in the words of a mapping, where that is not to be recognised.

    Values of columns that name customers or contracts are masked in the samples. «mapping» is the proposal that
    log_import would take; whatever could be understood in two ways stands in «questions».
    """
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        seen = look(path, Path(folder), encoding=encoding_name(encoding), delimiter=delimiter, written=written)
        columns = columns_of(seen.names, seen.rows, decimal_of(seen, written))
        if seen.ready:
            _take_ready(columns, seen.ready)
        questions = questions_of(columns, seen, time_zone)
        return {
            "file": path.name,
            "format": seen.form,
            "encoding": seen.encoding,
            "delimiter": seen.delimiter,
            "header": seen.header,
            "columns": columns,
            "time_zone": time_zone,
            "questions": questions,
            "container": seen.container,
            "parts": seen.parts,
            "encodings": seen.encodings,
            "private_use": dict(sorted(seen.private_use.items())),
            "ready": seen.ready.name if seen.ready else None,
            "written": seen.written,
            "lead": seen.lead.as_json() if seen.lead else None,
            "mapping": proposal(columns, seen, time_zone),
        }


def proposal(columns: Sequence[dict[str, Any]], seen: Seen, time_zone: str) -> dict[str, Any]:
    """The mapping that the profile amounts to, as `LogMapping.from_dict` reads it; open questions stay open."""
    if seen.ready:
        return seen.ready.mapping(seen.encoding)
    made: dict[str, Any] = {"time_zone": time_zone, **seen.arrangement}
    if seen.encoding not in ("workbook", "parquet", "xml"):
        made["encoding"] = seen.encoding
    if seen.delimiter:
        made["delimiter"] = seen.delimiter
    if not seen.header:
        made["header"] = False
    made["columns"] = {
        column["canonical"]: [column["name"], column["with"]] if column.get("with") else column["name"]
        for column in columns
        if column["canonical"]
    }
    at = next((column for column in columns if column["canonical"] == "at"), None)
    if at and at.get("format") and not at.get("formats"):
        made["formats"] = {"at": at["format"]}
    classes = {column["name"]: {"class": column["class"]} for column in columns if column["class"]}
    if classes:
        made["classes"] = classes
    return made


def _take_ready(columns: list[dict[str, Any]], ready: Ready) -> None:
    """Show what the ready mapping makes of the columns instead of what their names suggest."""
    sources = ready.sources()
    taken: set[str] = set()
    for column in columns:
        canonical = sources.get(column["name"])
        column["canonical"] = None if canonical in taken else canonical
        taken.add(canonical or "")
