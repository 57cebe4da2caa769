"""Viewing maps and log files as received, with how they were read and from whom they came."""

from __future__ import annotations

import shutil
from typing import Any

from casework.models import Incident
from config.casefolder.toml import dumps
from config.casefolder.writing.base import Out, present
from evidence.models import CustodyEvent, CustodyKind, LogFile, LogSource, ViewingMap


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
    """logs/<source>/: the originals and mapping.toml."""
    for source in LogSource.objects.filter(case=out.case).select_related("system").order_by("code"):
        files = list(LogFile.objects.filter(source=source).select_related("stored").order_by("pk"))
        entries = [_file(out, source, log_file) for log_file in files]
        facts = present(
            name=source.name, identifies=str(source.identifies), system=source.system and source.system.code
        )
        facts |= without_nothing(source.mapping)
        facts["files"] = entries
        out.file(f"logs/{source.code}/mapping.toml").write_text(dumps(facts), encoding="utf-8")


def _file(out: Out, source: LogSource, log_file: LogFile) -> dict[str, Any]:
    folder = f"logs/{source.code}"
    name = log_file.name
    if name == "mapping.toml" or (out.path / folder / name).exists():
        name = f"{log_file.sha256[:8]}-{name}"
    shutil.copyfile(log_file.stored.path, out.file(f"{folder}/{name}"))
    first = CustodyEvent.objects.filter(log_file=log_file, kind=CustodyKind.RECEIVED).order_by("pk").first()
    entry = present(
        name=name,
        received_from=log_file.received_from,
        ground=log_file.ground,
        how=first.detail.get("how") if first else None,
        necessity=first.detail.get("necessity") if first else None,
        window_from=log_file.window_from,
        window_to=log_file.window_to,
    )
    if log_file.mapping and log_file.mapping != source.mapping:
        entry["mapping"] = without_nothing(log_file.mapping)
    return entry


def without_nothing(mapping: dict[str, Any]) -> dict[str, Any]:
    """TOML has no null."""
    return {name: value for name, value in mapping.items() if value is not None}
