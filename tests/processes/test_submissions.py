"""Fifty submissions at once for each of two hundred people, at a real server: two hundred rows, one receipt each.

The server is the one of the Procfile with its processes and threads; the posts come from several devices of a person and
from double clicks on one of them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks import respondents
from benchmarks.visitors import Visitor
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
DEVICES = 5
RECEIPT = re.compile(rb'receipt-code num">([0-9A-Z-]{14})<')
COUNTS = """
import django; django.setup()
import json
from audit import trail
from audit.models import AuditEvent
from surveys.models import Draft, Invitation, Response, ResponseVersion
print(json.dumps([Response.objects.count(), ResponseVersion.objects.count(), Draft.objects.count(),
    Invitation.objects.filter(state="submitted").count(),
    AuditEvent.objects.filter(type="surveys.answers_submitted").count(), trail.verify().ok]))
"""


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    if kind == "sqlite":
        yield None
    else:
        with servers.postgresql() as url:
            yield url


def prepare(visitor: Visitor, token: str) -> None:
    visitor.get(f"/i/{token}")
    visitor.post(f"/i/{token}", {"go": "start"})
    visitor.post("/answer/", {"go": "me"})
    for section, given in respondents.STEPS:
        fields = {f"q-{name}": value for name, value in given.items()}
        visitor.post(f"/answer/section/{section}/", fields | {"shown": list(given), "go": "next"})


def storm(port: int, token: str, parallel: int) -> set[bytes]:
    """All receipts that one person is shown."""
    devices = [Visitor(port) for _n in range(DEVICES)]
    for device in devices:
        prepare(device, token)
    tabs = [Visitor(port, dict(devices[n % DEVICES].cookies)) for n in range(parallel)]
    together, receipts, lock = threading.Barrier(parallel), set(), threading.Lock()

    def submit(tab: Visitor) -> None:
        together.wait(60)
        page = tab.post("/answer/review/", {"base": "0"})
        found = RECEIPT.search(page)
        with lock:
            receipts.add(found[1] if found else b"no receipt")
        tab.close()

    threads = [threading.Thread(target=submit, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for device in devices:
        device.close()
    return receipts


def counted(env: dict[str, str]) -> list[object]:
    done = subprocess.run([sys.executable, "-c", COUNTS], cwd=ROOT, env=env, check=True, text=True, capture_output=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def check(kind: str, folder: Path, *, people: int, parallel: int) -> None:
    with database(kind) as url, respondents.ours(folder, url, people) as server:
        receipts = [storm(server.port, token, parallel) for token in server.tokens]
        assert {len(found) for found in receipts} == {1}
        assert len(set.union(*receipts)) == people
        env = {**os.environ, "VAR_DIR": str(folder / "var"), "INSECURE_LOOPBACK": "1"}
        env |= {"DJANGO_SETTINGS_MODULE": "config.settings"} | ({"DATABASE_URL": url} if url else {})
        env = env if url else {name: value for name, value in env.items() if name != "DATABASE_URL"}
        assert counted(env) == [people, people, 0, people, people, True]


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_fifty_submissions_at_once_for_two_hundred_people_are_two_hundred_rows(tmp_path: Path, kind: str) -> None:
    check(kind, tmp_path, people=200, parallel=50)
