"""Recognise a file anew, as somebody says that it is written."""

from __future__ import annotations

from django.db import transaction

from audit import trail
from casework.access import can_work
from core.actor import Actor
from core.ref import Ref
from core.verdict import Refused
from evidence import rules
from evidence.custody.actions import readable, seal_if_needed
from evidence.models import LogFile
from evidence.sources import profile_of


@transaction.atomic
def look_again(*, log_file: LogFile, encoding: str, delimiter: str, by: Actor) -> LogFile:
    """The samples and proposals of the page, as the file reads so. Refused where it cannot be read so; as it was then."""
    can_work(log_file.case).require()
    rules.can_import(log_file).require()
    found = profile_of(readable(log_file), time_zone=log_file.case.time_zone, encoding=encoding, delimiter=delimiter)
    if "error" in found:
        raise Refused(found["error"])
    log_file.profile = found
    log_file.save(update_fields=["profile"])
    seal_if_needed(log_file, by=by)
    trail.record(
        "evidence.log_looked_at",
        by=by,
        chain=log_file.case.chain,
        subject=Ref("log_file", str(log_file.public_id)),
        detail={"sha256": log_file.sha256, "encoding": encoding, "delimiter": delimiter},
    )
    return log_file
