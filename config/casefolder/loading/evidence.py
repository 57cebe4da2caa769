"""Viewing maps, log files, and the comparison of log and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Incident, System
from config.casefolder.folder import read_toml
from config.casefolder.loading.base import Load, wait_for
from core.errors import Problem, Rejected
from core.models import Job
from core.verdict import Refused
from engines.columnar.logs import LogError, LogMapping
from evidence.actions import add_source, receive_log, set_viewing_map, start_ingest
from evidence.custody.actions import adopt_unlocked
from evidence.custody.again import SAID, adopt_again
from evidence.enums import LogFileState
from evidence.looking.actions import prepare
from evidence.messages import sentence_of
from evidence.models import LogFile, LogSource, OverlapDecision
from evidence.reconciling import start_reconciliation
from evidence.travel.restoring import lines_in, restore_findings, restore_results
from evidence.twice.actions import adopt_decision
from evidence.twice.finding import keep_counted
from evidence.twice.queries import overlap_between

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
    """Every file of every source. All are received first, then read in; then it holds how rows of two files count."""
    sources = [_source(load, path) for path in sorted(load.folder.path.glob("logs/*/")) if path.is_dir()]
    wait_for(*(job for source in sources for job in source.jobs))
    for source in sources:
        _decide(load, source)
    accepted = LogFile.objects.filter(case=load.case, state=LogFileState.IMPORTED).values_list("accepted", flat=True)
    load.done["log_rows"] = sum(rows or 0 for rows in accepted)


@dataclass(frozen=True)
class _Source:
    """A source on its way in: its files by their names in the folder, and the jobs that read them."""

    facts: Mapping[str, Any]
    files: Mapping[str, LogFile]
    jobs: Sequence[Job]


def _source(load: Load, path: Path) -> _Source:
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
    jobs: list[Job] = []
    files: dict[str, LogFile] = {}
    said: dict[str, dict[str, Any]] = {str(entry.get("name")): dict(entry) for entry in facts.get("files", [])}
    places = {name: place for place, name in enumerate(said)}
    present = [file for file in path.iterdir() if file.is_file() and file.name != MAPPING]
    for file in sorted(present, key=lambda one: (places.get(one.name, len(places)), one.name)):
        own = said.get(file.name, {})
        custody = {name: value for name, value in {**facts, **own}.items() if name in CUSTODY}
        log_file = receive_log(source=source, stored=load.store(file), by=load.by, **custody)
        files[file.name] = log_file
        for entry in own.get("again", []):
            _received_again(load, log_file, entry)
        if "unlocked" in own:
            inside = load.folder.named(f"logs/{path.name}/{own['unlocked']}")
            adopt_unlocked(log_file=log_file, stored=load.store(inside), by=load.by)
        if log_file.state != LogFileState.IMPORTED and own.get("read", True):
            used = read_mapping(own["mapping"], path.name) if "mapping" in own else mapping
            jobs.append(start_ingest(log_file=log_file, mapping=used, by=load.by))
        elif log_file.state != LogFileState.IMPORTED and "mapping" in own:
            prepare(log_file=log_file, mapping=read_mapping(own["mapping"], path.name), by=load.by)
    return _Source({"code": path.name, **facts}, files, jobs)


def _received_again(load: Load, log_file: LogFile, entry: Mapping[str, Any]) -> None:
    """A later handing-over of the same bytes, as it was written down where the folder comes from."""
    facts = {name: str(entry.get(name, "")) for name in (*SAID, "name", "covers")}
    facts["from"] = str(entry.get("received_from", ""))
    adopt_again(
        log_file=log_file,
        facts=facts,
        author=str(entry.get("recorded_by", "")),
        at=load.folder.moment(entry.get("recorded_at")),
        by=load.by,
    )


def _decide(load: Load, source: _Source) -> None:
    """What was decided about rows received twice; files for which that is done already are left alone."""
    done = set(OverlapDecision.objects.filter(overlap__later__case=load.case).values_list("overlap_id", flat=True))
    changed: dict[int, LogFile] = {}
    for entry in source.facts.get("overlaps", []):
        earlier, later = (source.files.get(str(entry.get(name))) for name in ("earlier", "later"))
        overlap = overlap_between(earlier, later) if earlier and later else None
        if overlap is None:
            text = _("The files %(earlier)s and %(later)s share no time; nothing can be decided about their rows.")
            problem = Problem(text % {name: entry.get(name) for name in ("earlier", "later")}, sheet=MAPPING)
            raise Rejected([problem])
        if overlap.pk in done:
            continue
        adopt_decision(
            overlap=overlap,
            counting=str(entry.get("counting")),
            reason=str(entry.get("reason", "")),
            author=str(entry.get("author", "")),
            at=load.folder.moment(entry.get("decided_at")),
            by=load.by,
        )
        changed[overlap.later_id] = overlap.later
    for log_file in changed.values():
        keep_counted(log_file, by=load.by)


def read_mapping(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The engine's mapping as JSON. Raises Rejected."""
    try:
        return LogMapping.from_dict(facts).as_json()
    except LogError as error:
        raise Rejected([Problem(sentence_of(error), sheet=f"{name}/{MAPPING}")]) from error


def load_findings(load: Load) -> None:
    """evidence.jsonl: doubts, notes, questions, pins, before the comparison would open the notes anew."""
    if lines := _findings(load):
        restore_findings(case=load.case, lines=lines, by=load.by)


def load_results(load: Load) -> None:
    """What the questions of evidence.jsonl had found."""
    if lines := _findings(load):
        restore_results(case=load.case, lines=lines, by=load.by)


def _findings(load: Load) -> list[dict[str, Any]]:
    path = load.folder.path / "evidence.jsonl"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        return lines_in(lines)


def reconcile(load: Load) -> None:
    """Facts and classes, if there is a log."""
    if LogFile.objects.filter(case=load.case, state=LogFileState.IMPORTED).exists():
        wait_for(start_reconciliation(case=load.case, by=load.by))
