"""The custody record of one file, as data for the page, the PDF and for handing over."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.models import Case
from evidence.custody.again import recorded_at
from evidence.models import CustodyEvent, CustodyKind, LogFile, Opening, Seal, UnlockedCopy


def custody_record(log_file: LogFile) -> dict[str, Any]:
    """All that is known of the file's custody: facts of receipt, hashes, events in order, and whether it is whole."""
    events = list(CustodyEvent.objects.filter(log_file=log_file).select_related("case").order_by("at", "pk"))
    first = next((event for event in events if event.kind == CustodyKind.RECEIVED), None)
    copy = UnlockedCopy.objects.filter(log_file=log_file).first()
    seal = Seal.objects.filter(log_file=log_file).first()
    last_check = next(
        (event for event in reversed(events) if event.kind in (CustodyKind.CHECKED, CustodyKind.DAMAGED)), None
    )
    return {
        "file": log_file.name,
        "case": log_file.case.number,
        "source": log_file.source.name,
        "size": log_file.stored.size,
        "sha256": log_file.sha256,
        "unlocked_sha256": copy.sha256 if copy else None,
        "received_at": log_file.received_at,
        "received_from": log_file.received_from,
        "received_by": log_file.by_label,
        "ground": log_file.ground,
        "how": str(first.detail.get("how", "")) if first else "",
        "necessity": str(first.detail.get("necessity", "")) if first else "",
        "again": [
            {
                "at": recorded_at(event),
                "by": str(event.detail.get("recorded_by", event.by_label)),
                "from": str(event.detail.get("from", "")),
            }
            for event in events
            if event.kind == CustodyKind.RECEIVED_AGAIN
        ],
        "sealed_columns": list(seal.columns) if seal else [],
        "rows_in": log_file.rows_in,
        "accepted": log_file.accepted,
        "rejected": log_file.rejected,
        "whole": None if last_check is None else last_check.kind == CustodyKind.CHECKED,
        "checked_at": last_check.at if last_check else None,
        "openings": list(
            Opening.objects.filter(log_file=log_file)
            .select_related("asked_by", "decided_by")
            .order_by("asked_at", "pk")
        ),
        "events": [
            {
                "at": event.at,
                "kind": event.kind,
                "label": event.get_kind_display(),
                "by": event.by_label,
                "sha256": event.sha256,
                "tool": event.tool,
                "words": words_of(event),
            }
            for event in events
        ],
    }


def last_check(case: Case) -> dict[str, Any] | None:
    """When the hashes of the case's files were last compared with those of the receipt, and which files differ.

    None before the first check. Each file counts with its own last check.
    """
    last: dict[int, CustodyEvent] = {}
    checks = CustodyEvent.objects.filter(case=case, kind__in=[CustodyKind.CHECKED, CustodyKind.DAMAGED])
    for event in checks.select_related("log_file").order_by("at", "pk"):
        last[event.log_file_id] = event
    if not last:
        return None
    return {
        "at": max(event.at for event in last.values()),
        "checked": len(last),
        "files": LogFile.objects.filter(case=case).count(),
        "damaged": sorted(event.log_file.name for event in last.values() if event.kind == CustodyKind.DAMAGED),
    }


def words_of(event: CustodyEvent) -> list[str]:
    """What belongs to the event, a sentence each."""
    detail = event.detail
    sentences = {
        "from": _("From: %(value)s"),
        "to": _("To: %(value)s"),
        "what": _("What: %(value)s"),
        "ground": _("Ground: %(value)s"),
        "how": _("How: %(value)s"),
        "necessity": _("Why it is needed: %(value)s"),
        "reason": _("Reason: %(value)s"),
        "answer": _("Answer: %(value)s"),
        "asked_by": _("Asked by: %(value)s"),
        "name": _("File: %(value)s"),
        "covers": _("Covers: %(value)s"),
        "columns": _("Columns: %(value)s"),
        "locked_sha256": _("Hash as received: %(value)s"),
        "expected": _("Hash as recorded: %(value)s"),
    }
    found = []
    for key, sentence in sentences.items():
        value = detail.get(key)
        if value:
            found.append(sentence % {"value": ", ".join(value) if isinstance(value, list) else value})
    if detail.get("recorded_by"):
        zone = ZoneInfo(event.case.time_zone)
        at = recorded_at(event).astimezone(zone).strftime("%Y-%m-%d %H:%M")
        said = _("Taken over from a case folder; written down first by %(who)s on %(at)s.")
        found.append(said % {"who": detail["recorded_by"], "at": at})
    if detail.get("adopted"):
        found.append(_("Taken over from a case folder; the password was given where it comes from."))
    return found
