"""The mapping that a file's page works on, in the shape of mapping.toml: parts that no field shows stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from engines.columnar.formats.told import TOLD
from engines.columnar.logs import CANONICAL, LogMapping
from evidence.models import LogFile
from evidence.sources import NO_TEXT, parts_of

LOOSE = ("jsonl", "events_xml", "evtx")  # a column may be missing from the first records and be there all the same
USUAL = {"header": True, "header_rows": 1, "skip_rows": 0, "skip": [], "quote": '"', "decimal": "."}


def names_in(profile: Mapping[str, Any]) -> list[str]:
    """The columns of the file."""
    return [str(column["name"]) for column in profile.get("columns", [])]


def written_in(profile: Mapping[str, Any]) -> dict[str, Any]:
    """How the records are arranged, said wholly; also for a file that was received before this was kept."""
    if "written" in profile:
        return dict(profile["written"])
    proposal = dict(profile.get("mapping") or {})
    header = bool(profile.get("header", True))
    said = {name: proposal[name] for name in USUAL if name in proposal}
    return USUAL | {"header": header, "header_rows": int(header)} | said if profile.get("format") == "csv" else {}


def working(log_file: LogFile) -> dict[str, Any]:
    """What was prepared for this file, else what its source remembers, else what was recognised."""
    profile = log_file.profile
    proposal = deepcopy(dict(profile.get("mapping") or {}))
    saved = deepcopy(dict(log_file.mapping or log_file.source.mapping or {}))
    if not saved:
        return LogMapping.from_dict({"columns": {}, **proposal}).as_json()
    made = saved | arrangement(profile, saved)
    loose = profile.get("format") in LOOSE
    made["computed"] = still_possible(saved.get("computed", ()), names_in(profile), loose=loose)
    known = {*names_in(profile), *(entry["name"] for entry in made["computed"])}
    made["columns"] = {
        name: source
        for name, source in dict(saved.get("columns", {})).items()
        if loose or set(parts_of(source)) <= known
    }
    lacking = not made["columns"] or len(made["columns"]) < len(dict(saved.get("columns", {})))
    if lacking:
        _fill_up(made, proposal)
    if lacking or not log_file.mapping:
        made["classes"] = dict(proposal.get("classes") or {}) | dict(saved.get("classes") or {})
    return made


def arrangement(profile: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    """Where the records stand, as the file was looked at last; a file looked at of old keeps what was saved."""
    proposal = dict(profile.get("mapping") or {})
    looked = "written" in profile
    found = {name: proposal.get(name, None if looked and name != "max_span" else saved.get(name)) for name in TOLD}
    found["header"] = bool(profile.get("header", True))
    if "decimal" in written_in(profile):
        found["decimal"] = written_in(profile)["decimal"].replace(".", "")
    text = profile.get("format") not in NO_TEXT
    found["encoding"] = str(profile.get("encoding") or "") if text else ""
    found["delimiter"] = str(profile.get("delimiter") or "")
    return {name: value for name, value in found.items() if value is not None} | {
        name: _nothing(name) for name, value in found.items() if value is None and name in saved
    }


def _nothing(name: str) -> Any:
    empty = LogMapping(columns={})
    value = getattr(empty, name)
    return list(value) if isinstance(value, tuple) else value


def still_possible(
    computed: Iterable[Mapping[str, Any]], names: Sequence[str], *, loose: bool = False
) -> list[dict[str, Any]]:
    """The calculated columns whose sources the file has."""
    known, found = set(names), []
    for entry in computed:
        if loose or set(parts_of(entry["from"])) <= known:
            found.append({**entry, "from": parts_of(entry["from"])})
            known.add(str(entry["name"]))
    return found


def _fill_up(made: dict[str, Any], proposal: Mapping[str, Any]) -> None:
    """A file that lacks columns of the remembered mapping: what was recognised in it fills the gaps."""
    taken = {part for source in made["columns"].values() for part in parts_of(source)}
    named = {entry["name"] for entry in made["computed"]}
    made["computed"] += [entry for entry in proposal.get("computed", ()) if entry["name"] not in named]
    for name, source in dict(proposal.get("columns", {})).items():
        if name not in made["columns"] and not taken & set(parts_of(source)):
            made["columns"][name] = source
    if "at" not in dict(made.get("formats", {})) and proposal.get("formats"):
        made["formats"] = {**dict(made.get("formats", {})), **proposal["formats"]}


def used_by(mapping: Mapping[str, Any], name: str) -> list[str]:
    """Calculated columns and meanings that need this column; meanings as canonical names."""
    found = [str(entry["name"]) for entry in mapping.get("computed", ()) if name in parts_of(entry["from"])]
    found += [meaning for meaning, source in dict(mapping.get("columns", {})).items() if name in parts_of(source)]
    return found


def read_in(mapping: Mapping[str, Any]) -> set[str]:
    """Every column of the file that something of is read in, directly or through calculated columns."""
    made = {str(entry["name"]): parts_of(entry["from"]) for entry in mapping.get("computed", ())}
    waiting = [part for source in dict(mapping.get("columns", {})).values() for part in parts_of(source)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += made.get(name, [])
    return found


def with_computed(mapping: Mapping[str, Any], entry: Mapping[str, Any], *, place: int | None) -> dict[str, Any]:
    """The mapping with one calculated column more, or another in that place; a new name goes through everywhere."""
    made = deepcopy(dict(mapping))
    computed = list(made.get("computed", []))
    if place is None:
        computed.append(dict(entry))
    else:
        old, new = str(computed[place]["name"]), str(entry["name"])
        computed[place] = dict(entry)
        renamed = {old: new}
        computed = [{**one, "from": [renamed.get(part, part) for part in parts_of(one["from"])]} for one in computed]
        for meaning, source in dict(made.get("columns", {})).items():
            parts = [renamed.get(part, part) for part in parts_of(source)]
            made["columns"][meaning] = parts if len(parts) > 1 else parts[0]
    made["computed"] = computed
    return made


def with_constant(mapping: Mapping[str, Any], meaning: str, value: str, *, instead: str = "") -> dict[str, Any]:
    """The mapping with one and the same value of that meaning for every row."""
    made = deepcopy(dict(mapping))
    constants = dict(made.get("constants") or {})
    constants.pop(instead, None)
    made["constants"] = {
        name: {**constants, meaning: value}[name] for name in CANONICAL if name in {*constants, meaning}
    }
    return made
