"""Answering, as people do it: link, «Start», «Yes, this is me», the pages, review, receipt; beside bare Django.

Both run under the server of the Procfile, each on a fresh database of its own, and take turns, so that a busy machine
slows both alike; the median of the rounds counts. A page is what one sees after a click: the post, its redirects and the
page they lead to.

    python -m benchmarks.respondents [PEOPLE]                 SQLite (synchronous=FULL), then a PostgreSQL of its own
    python -m benchmarks.respondents rush [PEOPLE [SECONDS]]  the opening rush on SQLite (4,000 in 600 s)
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.visitors import BrokenError, Run, Visitor, crowd
from tests import servers

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = (16, 64)
ROUNDS = 3
PEOPLE = 160  # a round
STEPS: tuple[tuple[str, dict[str, str | list[str]]], ...] = (
    ("viewing", {"q1_viewed": "yes", "q2_reason": "request"}),
    ("ways", {"q3_routes": ["manual", "boss"], "q4_told": "no"}),
    ("law", {"q5_aware": "aware", "q6_aware_reasons": ["service"]}),
    ("closing", {"remarks": "申込みの電話を受けて開きました。覚えているのはそれだけです。"}),
)


@dataclass
class Server:
    """One of the two, running."""

    port: int
    tokens: Iterator[str]
    journey: Callable[[str], Callable[[Visitor], None]]


def answer(token: str) -> Callable[[Visitor], None]:
    """One person's way through ours; without JavaScript a question that appears is shown on a second page."""

    def journey(visitor: Visitor) -> None:
        visitor.get(f"/i/{token}")
        visitor.post(f"/i/{token}", {"go": "start"})
        visitor.post("/answer/", {"go": "me"})
        for section, given in STEPS:
            fields: dict[str, str | list[str]] = {f"q-{name}": value for name, value in given.items()}
            visitor.post(f"/answer/section/{section}/", fields | {"shown": list(given), "go": "next"})
        visitor.post("/answer/review/", {"base": "0"})
        if not visitor.path.endswith("/receipt/"):
            raise BrokenError(f"no receipt but {visitor.path}")

    return journey


def answer_bare(token: str) -> Callable[[Visitor], None]:
    """The same questions."""

    def journey(visitor: Visitor) -> None:
        visitor.get(f"/i/{token}")
        visitor.post(f"/i/{token}")
        for number, (_section, given) in enumerate(STEPS):
            visitor.post(f"/page/{number}/", given)
        visitor.post(f"/page/{len(STEPS)}/")
        if visitor.path != "/receipt/":
            raise BrokenError(f"no receipt but {visitor.path}")

    return journey


def python(*arguments: str, env: dict[str, str]) -> str:
    """A step in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, check=True, text=True, stdout=subprocess.PIPE
    )
    return done.stdout


@contextmanager
def web(target: str, env: dict[str, str], log: Path) -> Iterator[int]:
    """The line «web» of the Procfile, for another application if need be."""
    port = servers.free_port()
    line = next(
        line for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines() if line.startswith("web:")
    )
    words = line.removeprefix("web:").replace("config.wsgi:application", target).split()
    words = [word.replace("$PORT", str(port)).replace("$WEB_WORKERS", "2") for word in words]
    with log.open("wb") as out:
        child = subprocess.Popen(
            [str(Path(sys.executable).with_name(words[0])), *words[1:]], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    try:
        servers.wait_for(port, child, log)
        yield port
    finally:
        child.terminate()
        child.wait(20)


@contextmanager
def ours(folder: Path, database: str | None, people: int) -> Iterator[Server]:
    """A fresh installation with one open wave."""
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    env |= {"VAR_DIR": str(folder / "var"), "INSECURE_LOOPBACK": "1", "LOG_LEVEL": "ERROR"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"  # also when a test starts us
    if database:
        env["DATABASE_URL"] = database
    python("manage.py", "migrate", "--verbosity=0", env=env)
    tokens = json.loads(python("-m", "benchmarks.open_wave", str(people), env=env))
    python("manage.py", "collectstatic", "--noinput", "--verbosity=0", env=env)
    with web("config.wsgi:application", env, folder / "ours.log") as port:
        yield Server(port, iter(tokens), answer)


@contextmanager
def bare(folder: Path, database: str | None) -> Iterator[Server]:
    """The yardstick with the same questions."""
    env = {**os.environ, "BARE_DATABASE_URL": database or f"sqlite:///{folder}/bare.sqlite3"}
    env["BARE_QUESTIONS"] = str(folder / "questions.json")
    python("-m", "benchmarks.open_wave", "questions", env["BARE_QUESTIONS"], env=env)
    python("-c", "from benchmarks.bare_flow import make_table; make_table()", env=env)
    with web("benchmarks.bare_flow:application", env, folder / "bare.log") as port:
        yield Server(port, (f"{number:027d}" for number in range(10**6)), answer_bare)


def one_round(server: Server, people: int, clients: int) -> Run:
    """So many people, so many at once."""
    run = crowd([server.journey(next(server.tokens)) for _n in range(people)], port=server.port, clients=clients)
    if run.broken:
        raise SystemExit(f"{len(run.broken)} of {people} did not come through: {run.broken[:3]}")
    return run


def compare(name: str, urls: tuple[str | None, str | None], folder: Path, people: int) -> None:
    """Turn by turn."""
    total = people * (ROUNDS * len(CLIENTS) + 1)
    with ours(folder, urls[0], total) as mine, bare(folder, urls[1]) as yardstick:
        for server in (mine, yardstick):
            one_round(server, people // 4, 8)  # both are warm
        for clients in CLIENTS:
            runs: dict[str, list[Run]] = {"bare": [], "ours": []}
            for _n in range(ROUNDS):
                runs["bare"].append(one_round(yardstick, people, clients))
                runs["ours"].append(one_round(mine, people, clients))
            show(name, clients, runs)


def show(name: str, clients: int, runs: dict[str, list[Run]]) -> None:
    """One line a side, and the ratio."""
    rate = {side: median(run.rate for run in found) for side, found in runs.items()}
    load = os.getloadavg()[0]
    print(f"{name}, {clients} clients (load {load:.1f}): ratio {rate['ours'] / rate['bare']:.2f}")
    for side, found in runs.items():
        half, most = (median(run.percentile(share) for run in found) for share in (0.5, 0.95))
        print(f"  {side:<5}{rate[side]:7.1f} completed/s   page p50 {half:5.0f} ms  p95 {most:5.0f} ms", flush=True)


def rush(people: int, seconds: float, folder: Path) -> None:
    """Everybody gets the mail at once: arrivals thin out, pages take as long as reading them does."""
    chance = random.Random(20230201)
    with ours(folder, None, people) as server:
        arrivals = sorted(min(chance.lognormvariate(0, 1) * seconds / 6, seconds * 0.9) for _n in range(people))
        run = Run(0.0, 0, [], {}, [])
        lock, room = threading.Lock(), threading.Semaphore(500)
        begun = time.perf_counter()

        def come(token: str) -> None:
            visitor = Visitor(server.port)
            try:
                answer(token)(visitor)
                with lock:
                    run.done += 1
            except (BrokenError, OSError) as problem:
                with lock:
                    run.broken.append(str(problem))
            finally:
                visitor.close()
                with lock:
                    run.pages += visitor.pages
                    for status, number in visitor.statuses.items():
                        run.statuses[status] = run.statuses.get(status, 0) + number
                room.release()

        threads = []
        for moment in arrivals:
            time.sleep(max(0.0, begun + moment - time.perf_counter()))
            room.acquire()
            threads.append(threading.Thread(target=come, args=(next(server.tokens),)))
            threads[-1].start()
        for thread in threads:
            thread.join()
        run.seconds = time.perf_counter() - begun
    show_rush(people, run, folder)


def show_rush(people: int, run: Run, folder: Path) -> None:
    """What came, what was answered, what is there."""
    import sqlite3  # noqa: PLC0415 -- only here

    kept = sqlite3.connect(folder / "var" / "shirabe.sqlite3").execute("SELECT count(*) FROM surveys_responseversion")
    errors = sum(number for status, number in run.statuses.items() if status >= 500)
    print(
        f"{people:,} people in {run.seconds:.0f} s (load {os.getloadavg()[0]:.1f}): receipts {run.done:,}, "
        f"versions in the database {kept.fetchone()[0]:,}, 5xx {errors}, broken {len(run.broken)}; "
        f"page p50 {run.percentile(0.5):.0f} ms, p95 {run.percentile(0.95):.0f} ms, p99 {run.percentile(0.99):.0f} ms"
    )


def main(arguments: list[str]) -> None:
    """See above."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shirabe-bench-")))
        if arguments[:1] == ["rush"]:
            numbers = [int(text) for text in arguments[1:]]
            rush(*(numbers + [4000, 600][len(numbers) :]), folder)
            return
        people = int(arguments[0]) if arguments else PEOPLE
        for name in ("sqlite", "postgresql"):
            (folder / name).mkdir()
        compare("SQLite", (None, None), folder / "sqlite", people)
        first, second = stack.enter_context(durable_postgresql())
        compare("PostgreSQL", (first, second), folder / "postgresql", people)


@contextmanager
def durable_postgresql() -> Iterator[tuple[str, str]]:
    """A server that waits for the disk, unlike the one of the tests, with two databases."""
    import psycopg  # noqa: PLC0415 -- only here

    servers.NOT_FOR_KEEPING = ("max_connections=60",)
    with servers.postgresql() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bare")
        yield url, url.removesuffix("postgres") + "bare"


if __name__ == "__main__":
    main(sys.argv[1:])
