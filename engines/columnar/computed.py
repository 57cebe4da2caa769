"""Columns made of other columns, as SQL over the records: split, expression, look-up table, JSON inside a cell.

Expressions are run by DuckDB's RE2, whose time grows with the text only, over at most MAX_TEXT signs of a cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engines.columnar.logs import LogError, LogMapping

MAX_TEXT = 65_536
MAX_LOOKUP = 5_000
CLASS_ORDER = ("name", "contact", "identifier", "competition")


def computed_sql(
    mapping: LogMapping, fields: Mapping[str, str], parameters: dict[str, object]
) -> tuple[str, dict[str, str]]:
    """The source to select from in place of «records», and all names with their columns. Raises LogError."""
    known = dict(fields)
    if not mapping.computed:
        return "records", known
    source = "records"
    for number, entry in enumerate(mapping.computed):
        missing = [name for name in entry["from"] if name not in known]
        if missing:
            raise LogError("missing_column", column=missing[0])
        expression = _expression(entry, [known[name] for name in entry["from"]], f"x{number}", parameters)
        source = f"(SELECT *, nullif({expression}, '') AS x{number} FROM {source})"  # noqa: S608 -- our own names, bound values
        known[str(entry["name"])] = f"x{number}"
    return source, known


def _expression(entry: Mapping[str, Any], columns: Sequence[str], name: str, parameters: dict[str, object]) -> str:
    kind, column = entry["kind"], columns[0]
    if kind == "first":
        return "coalesce(" + ", ".join(f"nullif(trim({one}), '')" for one in columns) + ")"
    if kind == "join":
        parameters[f"{name}_with"] = str(entry.get("with", " "))
        filled = ", ".join(f"nullif({one}, '')" for one in columns)
        return f"concat_ws(${name}_with, {filled})"
    if kind == "split":
        parameters[f"{name}_at"] = str(entry.get("at", " ")) or " "
        return f"trim(split_part({column}, ${name}_at, {_number(entry, 'part', 1)}))"
    if kind in ("regex", "replace"):
        parameters[f"{name}_pattern"] = checked_pattern(entry)
        if kind == "regex":
            return f"regexp_extract(left({column}, {MAX_TEXT}), ${name}_pattern, {_number(entry, 'group', 1)})"
        parameters[f"{name}_with"] = str(entry.get("with", ""))
        return f"regexp_replace(left({column}, {MAX_TEXT}), ${name}_pattern, ${name}_with, 'g')"
    if kind == "json":
        parameters[f"{name}_path"] = json_path(str(entry.get("path", "")), str(entry["name"]))
        return f"CASE WHEN json_valid({column}) THEN json_extract_string({column}, ${name}_path) END"
    table = {str(old): str(new) for old, new in dict(entry.get("table") or {}).items()}
    if not table or len(table) > MAX_LOOKUP:
        raise LogError("lookup_wrong", column=str(entry["name"]), limit=str(MAX_LOOKUP))
    parameters[f"{name}_old"], parameters[f"{name}_new"] = list(table), list(table.values())
    otherwise = column if entry.get("else") == "keep" else "NULL"
    return f"coalesce(${name}_new[list_position(${name}_old, trim({column}))], {otherwise})"


def _number(entry: Mapping[str, Any], key: str, default: int) -> int:
    try:
        number = int(entry.get(key, default))
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= 99:
        raise LogError("computed_wrong", column=str(entry["name"]))
    return number


def checked_pattern(entry: Mapping[str, Any]) -> str:
    """The expression, if RE2 and Python both take it: no look-around, no back references."""
    pattern, name = str(entry.get("pattern", "")), str(entry["name"])
    try:
        groups = re.compile(pattern).groups
    except (re.error, RecursionError, OverflowError) as error:
        raise LogError("pattern_wrong", column=name) from error
    if not pattern or re.search(r"\(\?[=!<]|\\[1-9]", pattern):
        raise LogError("pattern_wrong", column=name)
    if entry["kind"] == "regex" and _number(entry, "group", 1) > groups:
        raise LogError("pattern_wrong", column=name)
    return pattern


def json_path(path: str, name: str) -> str:
    """DuckDB's path for a.b.0.c."""
    steps = path.split(".")
    if not all(steps):
        raise LogError("computed_wrong", column=name)
    return "$" + "".join(
        f"[{step}]" if step.isdigit() else '."' + step.replace("\\", "").replace('"', "") + '"' for step in steps
    )


def class_of(mapping: LogMapping, names: Sequence[str]) -> tuple[str, str]:
    """(class, treatment) of a column made of these: the strictest of its sources, plain only when all of them are."""
    made = {str(entry["name"]): entry["from"] for entry in mapping.computed}
    kinds: set[str] = set()
    treatments: set[str] = set()
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        said = mapping.classes.get(name)
        if said:
            kinds.add(said["class"])
            treatments.add(said["treatment"])
        elif name in made:
            waiting += made[name]
    if not kinds:
        return "", ""
    return next(kind for kind in CLASS_ORDER if kind in kinds), "plain" if treatments == {"plain"} else "hash"
