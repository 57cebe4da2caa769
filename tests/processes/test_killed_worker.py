"""Killing the worker with -9 in the middle of a job loses nothing: after a restart it is finished, once.

Real processes: the web side writes the job, a Celery worker and beat on the filesystem transport do it.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
ROWS = 1_200_000
PREPARE = """
import django; django.setup()
from pathlib import Path
from casework.models import Case
from core import files
from core.actor import Actor
from evidence import actions
from tests.factories import make_system, make_world
world = make_world()
source = actions.add_source(case=world.case, code="cis", name="log", system=make_system(world.case), by=world.by)
stored = files.store_path(Path({log!r}), by=world.by)
received = actions.receive_log(source=source, stored=stored, by=world.by)
mapping = {{"columns": {{"at": "at", "login": "login", "contract": "contract"}}, "time_zone": "Asia/Tokyo"}}
actions.start_ingest(log_file=received, mapping=mapping, by=world.by)
"""


class Installation:
    """A folder with everything written in it, and the processes over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "shirabe.sqlite3"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}},
            "VAR_DIR": str(folder),
            "INSECURE_LOOPBACK": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "JOB_LEASE_SECONDS": "3",
            "JOB_SWEEP_SECONDS": "1",
        }
        self.children: list[subprocess.Popen[bytes]] = []

    def python(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.children.append(child)
        return child

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.start("worker", "--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat")

    def kill(self, child: subprocess.Popen[bytes]) -> None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def rows(self, sql: str) -> list[Any]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def wait(self, sql: str, wanted: Any, seconds: float) -> Any:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.rows(sql)
            if found and wanted(found[0]):
                return found[0]
            time.sleep(0.02)
        pytest.fail(f"after {seconds} s: {self.rows(sql)}\n{(self.folder / 'worker.log').read_text()[-2000:]}")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    made.python("manage.py", "migrate", "--verbosity=0")
    yield made
    for child in made.children:
        if child.poll() is None:
            made.kill(child)


def test_a_job_whose_worker_was_killed_is_finished_after_a_restart(installation: Installation, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    with log.open("w") as out:
        out.write("at,login,contract\n")
        for number in range(ROWS):
            out.write(f"2022-12-{number % 28 + 1:02} 10:{number % 60:02}:00,u{number % 4000},C{number % 90000}\n")
    installation.python("-c", PREPARE.format(log=str(log)))
    installation.start("beat", "--pidfile=")
    worker = installation.start_worker()
    installation.wait("SELECT state, done FROM core_job", lambda row: row[0] == "running" and row[1] > 0, 60)

    installation.kill(worker)

    assert installation.rows("SELECT state FROM core_job") == [("running",)]
    assert installation.rows("SELECT state, rows_in FROM evidence_logfile") == [("received", None)]
    installation.start_worker()
    state, attempts, result = installation.wait(
        "SELECT state, attempts, result FROM core_job", lambda row: row[0] in {"done", "failed"}, 90
    )
    assert (state, attempts) == ("done", 2)
    assert json.loads(result)["accepted"] == ROWS
    assert installation.rows("SELECT state, rows_in FROM evidence_logfile") == [("imported", ROWS)]
    assert installation.rows("SELECT count(*) FROM audit_auditevent WHERE type = 'evidence.log_imported'") == [(1,)]
