"""Processor time of a server and all its processes, user and system: what a busy machine does not blur. Linux."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(root: int) -> float:
    """So far, of the process and of everybody below it."""
    facts = dict(_facts())
    below: dict[int, list[int]] = {}
    for pid, (parent, _ticks) in facts.items():
        below.setdefault(parent, []).append(pid)
    found, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        found += facts.get(pid, (0, 0))[1]
        waiting += below.get(pid, [])
    return found / TICK


def children_of(parent: int, word: str) -> list[int]:
    """Those whose command line holds the word."""
    return [pid for pid, (above, _ticks) in _facts() if above == parent and word in _command(pid)]


def _facts() -> Iterator[tuple[int, tuple[int, int]]]:
    """Process → (parent, ticks with those of children that have ended)."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        yield int(folder.name), (int(words[1]), sum(int(word) for word in words[11:15]))


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
