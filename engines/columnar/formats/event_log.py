"""Windows event logs as Windows keeps them (EVTX), read record by record in a child process with its own limits.

The reader is a compiled library that takes apart what strangers sent: whatever becomes of it (a panic, memory that
runs out, the end of its process), the answer is a refusal with a code and never half a log.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engines.columnar.logs import LogError

ROOT = Path(__file__).resolve().parents[3]
MAGIC = b"ElfFile\x00"


@dataclass(frozen=True)
class EventLimits:
    """`seconds` of computing for a file, and three more for each megabyte; `record` signs of XML for one event."""

    memory_bytes: int = 512 << 20
    seconds: int = 60
    record: int = 1 << 20


@dataclass(frozen=True)
class Event:
    """One event in the order of the file: its fields, or the reason why it cannot be read and what is known of it.

    `other` is what is no event at all, counted by its kind.
    """

    number: int
    fields: Mapping[str, Any] | None = None
    reason: str = ""
    raw: str = ""
    other: str = ""


def events_of(path: Path, limits: EventLimits | None = None) -> Generator[Event]:
    """All events with the fields that their XML has (see `structured.event_records`). Raises LogError."""
    limits = limits or EventLimits()
    order = json.dumps(asdict(limits) | {"seconds": limits.seconds + 3 * (path.stat().st_size >> 20)})
    command = [sys.executable, "-m", "engines.columnar.formats.event_log_child", str(path.resolve()), order]
    environment = {"PYTHONUTF8": "1", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            yield from _told(child)
        finally:
            child.kill()


def _told(child: subprocess.Popen[bytes]) -> Iterator[Event]:
    for line in child.stdout or ():
        try:
            said = json.loads(line)
        except ValueError:
            break
        if said.get("end"):
            return
        if "error" in said:
            raise LogError(said["error"])
        yield Event(**said)
    raise LogError("evtx_reader_ended")
