"""Child processes that never outlive their parent. Standard library only: it runs before anything is installed.

Each child leads a session of its own, so that Ctrl-C reaches the parent alone and the parent decides. `stop_all` asks
politely, waits, then kills whatever is left of the whole family: this process adopts orphaned grandchildren (Linux
sub-reaper), so a worker's own children cannot slip away. Should this process itself be killed with -9, the kernel
sends the children the signal of their `on_orphaned`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None) if LINUX else None


class Stopped(BaseException):
    """Somebody asked this process to end (Ctrl-C, SIGTERM, or the end of the `make` above it)."""


def adopt_orphans() -> None:
    """Grandchildren whose parent dies become children of this process."""
    if LIBC:
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_on_signals() -> None:
    """SIGINT, SIGTERM and SIGHUP raise Stopped, also where the shell had set SIGINT to be ignored (`cmd &`)."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def ignore_signals() -> None:
    """While cleaning up, a second Ctrl-C changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def start(command: Sequence[str], on_orphaned: int = signal.SIGTERM, **options: Any) -> subprocess.Popen[bytes]:
    """A child in its own session that gets `on_orphaned` when this process disappears."""
    parent = os.getpid()

    def last_will() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, on_orphaned, 0, 0, 0)
            if os.getppid() != parent:  # it disappeared in between
                os._exit(1)

    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(command, start_new_session=True, preexec_fn=last_will, **options)  # noqa: PLW1509 -- it only makes system calls


def run(command: Sequence[str], **options: Any) -> int:
    """Run to the end and return the exit code; the child is gone when this returns or raises."""
    child = start(command, **options)
    try:
        return child.wait()
    except BaseException:
        stop_all([child])
        raise


def descendants(root: int) -> list[int]:
    """The process ids of everything below `root`, from /proc (none where there is no /proc)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def send(pid: int, number: int, *, group: bool = False) -> None:
    """A signal to a process that may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        (os.killpg if group else os.kill)(pid, number)


def reap() -> None:
    """Collect the exit codes of adopted grandchildren."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def stop_all(children: Iterable[subprocess.Popen[bytes]], grace: float = 8.0, polite: int = signal.SIGTERM) -> None:
    """Ask, wait up to `grace` seconds, then kill the children and all their descendants."""
    children = list(children)
    below: set[int] = set()
    for child in children:
        if child.poll() is None:
            below.update([child.pid, *descendants(child.pid)])
            send(child.pid, polite)
    until = time.monotonic() + grace
    while time.monotonic() < until and any(child.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        send(child.pid, signal.SIGKILL, group=True)
    for pid in below & {*descendants(os.getpid())}:  # only what is still ours: a process id may have been given away
        send(pid, signal.SIGKILL)
    for child in children:
        child.wait()


def leave_nobody() -> None:
    """Kill every process below this one, adopted or not. The last line of a supervisor."""
    for _ in range(100):
        left = descendants(os.getpid())
        for pid in left:
            send(pid, signal.SIGKILL)
        reap()
        if not left:
            return
        time.sleep(0.02)


class MakeWatch:
    """Notices that the `make` above is going away.

    make passes SIGTERM on to its children but not a SIGINT that was sent to make alone: it then blocks SIGINT and waits
    for us. Both that and a vanished parent mean that we are to end.
    """

    def __init__(self) -> None:
        self.parent = os.getppid()
        self.is_make = LINUX and self._read("comm").strip() in ("make", "gmake")

    def _read(self, name: str) -> str:
        try:
            return Path(f"/proc/{self.parent}/{name}").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def ended(self) -> bool:
        """Whether make has been told to end."""
        if not self.is_make:
            return False
        if os.getppid() != self.parent:
            return True
        for line in self._read("status").splitlines():
            if line.startswith("SigBlk:"):
                return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))
        return False
