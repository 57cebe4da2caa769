#!/usr/bin/env python3
"""A private PostgreSQL and Redis for one command: `python tests/servers.py COMMAND …`.

Both listen on free ports of 127.0.0.1 behind a password made for this run, keep their data in a temporary folder
without waiting for the disk, and are gone afterwards whatever happens, also when this process is killed with -9.
The command sees them as DATABASE_URL and CELERY_BROKER_URL. PostgreSQL refuses to run as root: then it runs as
the user `postgres`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import children
import setup

NOT_FOR_KEEPING = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60")
START_SECONDS = 30


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers; raises NotReady with its last words when it does not."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise setup.NotReady(f"{child.args!r} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def server_program(name: str) -> str:
    """The path of a server program; the one beside `initdb` for PostgreSQL's."""
    path = setup.find_program(name)
    if path is None:
        raise setup.NotReady(f"{name} is not installed; make test installs it.")
    return path


def unprivileged(folder: Path) -> dict[str, Any]:
    """As root: run as `postgres`, who then owns the folder."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@contextmanager
def folder_of_its_own(name: str) -> Iterator[Path]:
    """A temporary folder, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"shirabe-{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(command: list[str], *, port: int, log: Path, polite: int, **options: Any) -> Iterator[None]:
    """The server while the block runs; `polite` is the signal that ends it at once but cleanly."""
    with log.open("wb") as out:
        child = children.start(command, on_orphaned=polite, stdout=out, stderr=subprocess.STDOUT, **options)
    try:
        wait_for(port, child, log)
        yield
    finally:
        children.stop_all([child], polite=polite)


@contextmanager
def postgresql() -> Iterator[str]:
    """A database server; gives its DATABASE_URL."""
    with folder_of_its_own("postgresql") as folder:
        port, word = free_port(), secrets.token_hex(16)
        secret, data, log = folder / "password", folder / "data", folder / "log"
        secret.write_text(word, encoding="ascii")
        options = unprivileged(folder)
        if options:
            shutil.chown(secret, "postgres")
        initdb = server_program("initdb")
        made = children.run(
            [initdb, "-D", str(data), "-U", "shirabe", "--pwfile", str(secret), "-A", "scram-sha-256",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            stdout=subprocess.DEVNULL, cwd="/", **options,
        )  # fmt: skip
        if made:
            raise setup.NotReady("PostgreSQL's initdb failed; the reason stands above.")
        beside = Path(initdb).resolve().with_name("postgres")
        server = str(beside) if beside.exists() else server_program("postgres")
        command = [server, "-D", str(data), "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
        for setting in NOT_FOR_KEEPING:
            command += ["-c", setting]
        with running(command, port=port, log=log, polite=signal.SIGINT, cwd="/", **options):
            yield f"postgres://shirabe:{word}@127.0.0.1:{port}/postgres"


@contextmanager
def redis() -> Iterator[str]:
    """A message broker; gives its CELERY_BROKER_URL."""
    with folder_of_its_own("redis") as folder:
        port, word = free_port(), secrets.token_hex(16)
        configuration = folder / "redis.conf"
        configuration.write_text(
            f'port {port}\nbind 127.0.0.1\nrequirepass {word}\ndir {folder}\nsave ""\nappendonly no\n', encoding="ascii"
        )
        configuration.chmod(0o600)
        command = [server_program("redis-server"), str(configuration)]
        with running(command, port=port, log=folder / "log", polite=signal.SIGTERM):
            yield f"redis://:{word}@127.0.0.1:{port}/0"


def main(command: list[str]) -> int:
    """The command's exit code."""
    if not command:
        sys.stderr.write(str(__doc__))
        return 2
    children.end_on_signals()
    children.adopt_orphans()
    try:
        with ExitStack() as stack:
            stack.callback(children.ignore_signals)  # runs first or last, the servers are stopped in any case
            urls = {
                "DATABASE_URL": stack.enter_context(postgresql()),
                "CELERY_BROKER_URL": stack.enter_context(redis()),
            }
            return children.run(command, env={**os.environ, **urls})
    except setup.NotReady as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except children.Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
