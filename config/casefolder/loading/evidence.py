"""Viewing maps, log files, and the comparison of log and answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Incident, System
from config.casefolder.folder import read_toml
from config.casefolder.loading.base import Load, wait_for
from core.errors import Problem, Rejected
from core.verdict import Refused
from engines.columnar.logs import LogError, LogMapping
from evidence.actions import add_source, receive_log, set_viewing_map, start_ingest
from evidence.enums import LogFileState
from evidence.messages import sentence_of
from evidence.models import LogFile, LogSource
from evidence.reconciling import start_reconciliation

MAPPING = "mapping.toml"
CUSTODY = ("received_from", "ground", "how", "necessity", "window_from", "window_to")


def load_viewing_maps(load: Load) -> None:
    """Which answer means what; the same map again changes nothing."""
    incidents = {incident.no: incident for incident in Incident.objects.filter(case=load.case)}
    for entry in load.folder.entries("viewing"):
        if entry["incident"] not in incidents:
            raise Refused(_("There is no incident %(no)s in the case.") % {"no": entry["incident"]})
        set_viewing_map(
            incident=incidents[entry["incident"]],
            waves=entry["waves"],
            question=" ".join([entry["question"]] if isinstance(entry["question"], str) else entry["question"]),
            yes=entry["yes"],
            no=entry["no"],
            unsure=entry.get("unsure", []),
            period_question=entry.get("period_question", ""),
            system_question=entry.get("system_question", ""),
            systems=entry.get("systems", {}),
            reason_question=entry.get("reason_question", ""),
            emergency_reasons=entry.get("emergency_reasons", []),
            other_reasons=entry.get("other_reasons", {}),
            by=load.by,
        )


def load_logs(load: Load) -> None:
    """Every file of every source. All are received first, then read in."""
    waiting = [job for path in sorted(load.folder.path.glob("logs/*/")) if path.is_dir() for job in _source(load, path)]
    wait_for(*waiting)
    accepted = LogFile.objects.filter(case=load.case, state=LogFileState.IMPORTED).values_list("accepted", flat=True)
    load.done["log_rows"] = sum(rows or 0 for rows in accepted)


def _source(load: Load, path: Path) -> list[Any]:
    facts = read_toml(path / MAPPING)
    mapping = read_mapping(facts, path.name)
    system = System.objects.filter(case=load.case, code=facts.get("system", "")).first()
    source = LogSource.objects.filter(case=load.case, code=path.name).first() or add_source(
        case=load.case,
        code=path.name,
        name=str(facts.get("name", path.name)),
        system=system,
        identifies=str(facts.get("identifies", "person")),
        mapping=mapping,
        by=load.by,
    )
    jobs = []
    for file in sorted(path.iterdir()):
        if file.name == MAPPING or not file.is_file():
            continue
        own: dict[str, Any] = next((entry for entry in facts.get("files", []) if entry.get("name") == file.name), {})
        custody = {name: value for name, value in {**facts, **own}.items() if name in CUSTODY}
        log_file = receive_log(source=source, stored=load.store(file), by=load.by, **custody)
        if log_file.state != LogFileState.IMPORTED:
            used = read_mapping(own["mapping"], path.name) if "mapping" in own else mapping
            jobs.append(start_ingest(log_file=log_file, mapping=used, by=load.by))
    return jobs


def read_mapping(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The engine's mapping as JSON. Raises Rejected."""
    try:
        return LogMapping.from_dict(facts).as_json()
    except LogError as error:
        raise Rejected([Problem(sentence_of(error), sheet=f"{name}/{MAPPING}")]) from error


def reconcile(load: Load) -> None:
    """Facts and classes, if there is a log."""
    if LogFile.objects.filter(case=load.case, state=LogFileState.IMPORTED).exists():
        wait_for(start_reconciliation(case=load.case, by=load.by))
