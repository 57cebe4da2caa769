"""Viewing maps and log files as received, with how they were read and from whom they came."""

from __future__ import annotations

import shutil
from typing import Any

from django.db.models import F

from casework.models import Incident
from config.casefolder.toml import dumps
from config.casefolder.writing.base import Out, present
from evidence.custody.again import recorded_at
from evidence.custody.record import words_of
from evidence.enums import LogFileState
from evidence.models import CustodyEvent, CustodyKind, LogFile, LogSource, OverlapDecision, ViewingMap
from evidence.travel.writing import finding_lines, has_findings


def write_viewing_maps(out: Out) -> None:
    """The map in force of each incident."""
    out.facts["viewing"] = [
        present(
            incident=incident.no,
            waves=newest.waves,
            question=newest.questions if len(newest.questions) > 1 else newest.question,
            yes=newest.yes,
            no=newest.no,
            unsure=newest.unsure,
            period_question=newest.period_question,
            system_question=newest.system_question,
            systems=newest.systems,
            reason_question=newest.reason_question,
            emergency_reasons=newest.emergency_reasons,
            other_reasons=newest.other_reasons,
        )
        for incident in Incident.objects.filter(case=out.case).order_by("position", "pk")
        if (newest := ViewingMap.objects.filter(incident=incident).order_by("-number").first()) is not None
    ]


def write_logs(out: Out) -> None:
    """logs/<source>/: the originals, what those with a password held, and mapping.toml with what was decided."""
    for source in LogSource.objects.filter(case=out.case).select_related("system").order_by("code"):
        files = LogFile.objects.filter(source=source).select_related("stored", "unlocked__stored")
        # In the order in which they were read in: of two files the later one leaves out what both hold.
        entries = {
            one.pk: _file(out, source, one) for one in files.order_by(F("imported_at").asc(nulls_last=True), "pk")
        }
        facts = present(
            name=source.name, identifies=str(source.identifies), system=source.system and source.system.code
        )
        facts |= without_nothing(source.mapping)
        facts["files"] = list(entries.values())
        facts["overlaps"] = _decisions(out, source, {pk: entry["name"] for pk, entry in entries.items()})
        out.file(f"logs/{source.code}/mapping.toml").write_text(dumps(facts), encoding="utf-8")


def write_findings(out: Out) -> None:
    """evidence.jsonl, if anything was found out or decided."""
    if has_findings(out.case):
        with out.file("evidence.jsonl").open("w", encoding="utf-8") as target:
            target.writelines(f"{line}\n" for line in finding_lines(out.case))


def write_custody(out: Out) -> None:
    """custody.csv, for reading only: the records belong to the installation that wrote them."""
    events = CustodyEvent.objects.filter(case=out.case).select_related("case", "log_file__source").order_by("pk")
    if events.exists():
        rows = (
            (
                event.log_file.source.code,
                event.log_file.name,
                event.log_file.sha256,
                event.at.astimezone(out.zone).isoformat(timespec="seconds"),
                str(event.kind),
                event.by_label,
                event.sha256,
                event.tool,
                " / ".join(words_of(event)),
            )
            for event in events.iterator()
        )
        head = ("source", "file", "received_sha256", "at", "event", "by", "sha256", "tool", "detail")
        out.csv("custody.csv", head, rows)


def _file(out: Out, source: LogSource, log_file: LogFile) -> dict[str, Any]:
    folder = f"logs/{source.code}"
    name = log_file.name
    if name == "mapping.toml" or (out.path / folder / name).exists():
        name = f"{log_file.sha256[:8]}-{name}"
    shutil.copyfile(log_file.stored.path, out.file(f"{folder}/{name}"))
    first = CustodyEvent.objects.filter(log_file=log_file, kind=CustodyKind.RECEIVED).order_by("pk").first()
    unlocked = None
    if hasattr(log_file, "unlocked"):
        unlocked = f"unlocked/{name}"
        shutil.copyfile(log_file.unlocked.stored.path, out.file(f"{folder}/{unlocked}"))
    entry = present(
        name=name,
        unlocked=unlocked,
        read=None if log_file.state == LogFileState.IMPORTED else False,
        received_from=log_file.received_from,
        ground=log_file.ground,
        how=first.detail.get("how") if first else None,
        necessity=first.detail.get("necessity") if first else None,
        window_from=log_file.window_from,
        window_to=log_file.window_to,
        again=_again(out, log_file),
    )
    if log_file.mapping and log_file.mapping != source.mapping:
        entry["mapping"] = without_nothing(log_file.mapping)
    return entry


def _again(out: Out, log_file: LogFile) -> list[dict[str, Any]]:
    """Later handings-over of the same bytes; whoever wrote one down first goes with it."""
    events = CustodyEvent.objects.filter(log_file=log_file, kind=CustodyKind.RECEIVED_AGAIN).order_by("pk")
    return [
        present(
            name=event.detail.get("name"),
            received_from=event.detail.get("from"),
            ground=event.detail.get("ground"),
            how=event.detail.get("how"),
            necessity=event.detail.get("necessity"),
            covers=event.detail.get("covers"),
            recorded_by=event.detail.get("recorded_by", event.by_label),
            recorded_at=out.local(recorded_at(event)),
        )
        for event in events
    ]


def _decisions(out: Out, source: LogSource, names: dict[int, str]) -> list[dict[str, Any]]:
    """How equal rows of two files count, as officers decided one after the other."""
    made = OverlapDecision.objects.filter(overlap__later__source=source).select_related("overlap").order_by("pk")
    return [
        present(
            earlier=names[one.overlap.earlier_id],
            later=names[one.overlap.later_id],
            counting=str(one.counting),
            reason=one.reason,
            author=one.by_label,
            decided_at=out.local(one.at),
        )
        for one in made
    ]


def without_nothing(mapping: dict[str, Any]) -> dict[str, Any]:
    """TOML has no null."""
    return {name: value for name, value in mapping.items() if value is not None}
