#!/usr/bin/env python3
"""The whole test suite: on SQLite with the browser journeys, then what touches the database on PostgreSQL and Redis.

`python3 scripts/test.py [sqlite|postgresql|heavy] [pytest arguments]`; without a name, the first two. Sets up what is
missing. The last line is pytest's own; the first run that fails ends the whole.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import children
import setup

ROOT = setup.ROOT
RECORDS = ROOT / "build" / "acceptance"
PYTEST = [str(setup.PYTHON), "-m", "pytest", "-q", "--durations=5"]
SERVERS = [str(setup.PYTHON), "tests/servers.py"]
SELECTIONS = {
    "sqlite": "not heavy",
    "postgresql": "not heavy and not browser",
    "heavy": "heavy",
}
ALWAYS = ["sqlite", "postgresql"]


def workers() -> list[str]:
    """Two workers at least: a test that leans on another shows itself."""
    return ["-n", os.environ.get("TEST_WORKERS", str(max(2, min(os.cpu_count() or 2, 8)))), "--dist", "loadfile"]


def run_suite(name: str, more: list[str]) -> int:
    """One run of pytest; its exit code."""
    command = [*PYTEST, "-m", SELECTIONS[name], "--acceptance-record", str(RECORDS / f"{name}.json")]
    variables = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CELERY_BROKER_URL", "VAR_DIR")
    }
    if name == "heavy":
        command += more
    else:
        command += [*workers(), *more]
    if name == "postgresql":
        command = [*SERVERS, *command, "--database-tests-only"]
    print(f"\n--- tests: {name} ---", flush=True)
    return children.run(command, cwd=ROOT, env=variables)


def main(arguments: list[str]) -> int:
    """The exit code of the first run that fails, else 0."""
    names = [word for word in arguments if word in SELECTIONS] or ALWAYS
    more = [word for word in arguments if word not in SELECTIONS]
    children.end_on_signals()
    children.adopt_orphans()
    begun = time.monotonic()
    try:
        setup.prepare("test")
        for number, name in enumerate(names):
            if number:
                print(f"so far {time.monotonic() - begun:.0f} s", flush=True)
            if code := run_suite(name, more):
                return code
    except setup.NotReady as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except children.Stopped:
        return 130
    finally:
        children.ignore_signals()
        children.leave_nobody()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
