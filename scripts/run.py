#!/usr/bin/env python3
"""Set up what is missing and run web, worker and beat together until Ctrl-C. `make run` starts this.

A supervisor of our own rather than honcho: no helper process between us and the servers, a fallen worker is started
again, and nothing survives us, not even when we are killed with -9 (see children.py).
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent))
import children
import setup

ROOT = setup.ROOT
FIRST_PORT = 8000
STARTS = 5  # so many starts of one process within a minute, then we give up
COLOURS = {"web": "36", "worker": "33", "beat": "35"}


def free_port() -> int:
    """PORT if given (it must be free), else 8000 or the next free one."""
    wanted = os.environ.get("PORT", "")
    candidates = [int(wanted)] if wanted else range(FIRST_PORT, FIRST_PORT + 100)
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise setup.NotReady(f"Port {wanted or FIRST_PORT} of 127.0.0.1 is taken. PORT=… make run names another.")


def environment(port: int) -> dict[str, str]:
    """What the processes see; what the caller has set wins, except that the demo stays on loopback."""
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
    return {
        **os.environ,
        "VAR_DIR": str(var),
        "INSECURE_LOOPBACK": "1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "WEB_WORKERS": os.environ.get("WEB_WORKERS", str(min(os.cpu_count() or 1, 4))),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",  # a demo in a container is root
        "PATH": f"{setup.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def procfile(variables: dict[str, str]) -> dict[str, list[str]]:
    """name → command of the Procfile, with its $VARIABLES filled in."""
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(":", 1) for line in lines if line.strip() and not line.startswith("#")]
    return {
        name.strip(): [
            word.replace("$PORT", variables["PORT"]).replace("$WEB_WORKERS", variables["WEB_WORKERS"])
            for word in shlex.split(command)
        ]
        for name, command in pairs
    }


class Process:
    """One line of the Procfile: started, watched, started again when it falls."""

    def __init__(self, name: str, command: list[str], variables: dict[str, str]) -> None:
        self.name, self.command, self.variables = name, command, variables
        self.child: subprocess.Popen[bytes] | None = None
        self.starts: list[float] = []

    def start(self) -> None:
        """Start it; raises NotReady when it keeps falling."""
        self.starts = [moment for moment in self.starts if moment > time.monotonic() - 60] + [time.monotonic()]
        if len(self.starts) > STARTS:
            raise setup.NotReady(f"{self.name} fell {STARTS} times within a minute; its last words stand above.")
        self.child = child = children.start(
            self.command, cwd=ROOT, env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        threading.Thread(target=self.print_lines, args=(child.stdout,), daemon=True).start()

    def print_lines(self, stream: IO[bytes]) -> None:
        """What the process says, each line with its name."""
        label = f"{self.name:<6} | "
        if sys.stdout.isatty():
            label = f"\033[{COLOURS.get(self.name, '0')}m{label}\033[0m"
        for line in stream:
            sys.stdout.write(label + line.decode(errors="replace"))
            sys.stdout.flush()

    def watch(self) -> None:
        """Start it again if it fell."""
        if self.child and self.child.poll() is not None:
            print(f"{self.name} ended ({self.child.returncode}); starting it again", flush=True)
            children.send(self.child.pid, signal.SIGKILL, group=True)  # what it may have left of its own children
            self.start()


def answers(url: str) -> bool:
    """Whether the web server answers, whatever it answers."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def supervise(variables: dict[str, str], sign_ins: str) -> None:
    """Run until somebody stops us."""
    processes = [Process(name, command, variables) for name, command in procfile(variables).items()]
    watch = children.MakeWatch()
    address = variables["BASE_URL"]
    greeted = False
    try:
        for process in processes:
            process.start()
        while True:
            time.sleep(0.25)
            if watch.ended():
                raise children.Stopped
            for process in processes:
                process.watch()
            if not greeted and answers(f"{address}/accounts/login/"):
                greeted = True
                print(f"\n  Shirabe is running at {address}/\n\n{sign_ins}\n\n  Ctrl-C ends it.\n", flush=True)
    finally:
        children.ignore_signals()
        print("stopping …", flush=True)
        children.stop_all([process.child for process in processes if process.child], grace=3)  # jobs survive it
        children.leave_nobody()


def prepare(variables: dict[str, str]) -> str:
    """Migrate, translate, load the examples once; returns what the demo says about signing in."""
    command = [str(setup.PYTHON), "scripts/prepare.py"]
    child = children.start(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE)
    try:
        said, _ = child.communicate()
    finally:
        children.stop_all([child])
    if child.returncode:
        raise setup.NotReady("The installation could not be brought up to date; the reason stands above.")
    return said.decode(errors="replace").rstrip()


def main() -> int:
    """The command line."""
    children.end_on_signals()
    children.adopt_orphans()
    try:
        setup.prepare("run")
        variables = environment(free_port())
        supervise(variables, prepare(variables))
    except setup.NotReady as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except children.Stopped:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
