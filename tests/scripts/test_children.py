"""Nothing that `make run` started is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import children
import pytest

SCRIPTS = Path(children.__file__).parent
STUBBORN = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the family is found in /proc")]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pid: int) -> bool:
    until = time.monotonic() + 5
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def supervisor(body: str) -> subprocess.Popen[str]:
    """A process that starts children as scripts/run.py does and prints what the test wants to know."""
    code = f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import children, subprocess, time\n{body}"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def printed_pid(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def test_a_child_that_ignores_the_polite_signal_is_killed() -> None:
    child = children.start([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()

    children.stop_all([child], grace=0.2)

    assert child.returncode == -signal.SIGKILL
    child.stdout.close()


def test_a_grandchild_in_a_session_of_its_own_is_killed_too() -> None:
    with supervisor(
        "children.adopt_orphans()\n"
        "child = children.start(['setsid', '--fork', 'sleep', '60'])\n"
        "child.wait(); time.sleep(0.1)\n"
        "print(children.descendants(__import__('os').getpid())[0], flush=True)\n"
        "children.leave_nobody()\n"
    ) as parent:
        grandchild = printed_pid(parent)

        assert parent.wait(10) == 0
        assert not alive(grandchild)


def test_the_children_go_when_the_supervisor_is_killed() -> None:
    with supervisor("print(children.start(['sleep', '60']).pid, flush=True); time.sleep(60)") as parent:
        child = printed_pid(parent)
        assert alive(child)

        parent.kill()

        assert wait_until_gone(child)


def test_a_signal_ends_the_supervisor_even_if_its_shell_ignored_it() -> None:
    body = "children.end_on_signals()\ntry:\n    print(0, flush=True)\n    time.sleep(60)\nexcept children.Stopped:\n    sys.exit(7)"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        parent = supervisor(body)
    finally:
        signal.signal(signal.SIGINT, before)
    with parent:
        printed_pid(parent)

        os.kill(parent.pid, signal.SIGINT)

        assert parent.wait(5) == 7
