"""Answering, as people do it: link, «Start», «Yes, this is me», the pages, review, receipt; beside bare Django.

Both run under the server of the Procfile, each on a fresh database of its own, and take turns, so that a busy machine
slows both alike; the median of the rounds counts. A page is what one sees after a click: the post, its redirects and the
page they lead to. Beside the rates stands the processor time of the server (and of the database) for a questionnaire,
which does not depend on who else uses the machine.

The ways are not quite the same: ours has one click more, «Yes, this is me» (15 requests against 13), and the bare one
checks nothing. Nothing is taken off ours for that.

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

from benchmarks.processor import children_of, seconds_of
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
    pid: int
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
def web(target: str, env: dict[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """Port and process of the line «web» of the Procfile, for another application if need be."""
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
        yield port, child.pid
    finally:
        child.terminate()
        child.wait(20)


@contextmanager
def ours(folder: Path, database: str | None, people: int, *, counting: bool = False) -> Iterator[Server]:
    """A fresh installation with one open wave; `counting` lets two more people come first and counts SQL statements."""
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    env |= {"VAR_DIR": str(folder / "var"), "INSECURE_LOOPBACK": "1", "LOG_LEVEL": "ERROR"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"  # also when a test starts us
    if database:
        env["DATABASE_URL"] = database
    python("manage.py", "migrate", "--verbosity=0", env=env)
    tokens = json.loads(python("-m", "benchmarks.open_wave", str(people + 2 * counting), env=env))
    python("manage.py", "collectstatic", "--noinput", "--verbosity=0", env=env)
    if counting:
        count_statements(env, folder, [tokens.pop(), tokens.pop()])
    with web("config.wsgi:application", env, folder / "ours.log") as (port, pid):
        yield Server(port, pid, iter(tokens), answer)


def count_statements(env: dict[str, str], folder: Path, tokens: list[str]) -> None:
    """Of the last one's pages; the first one also makes rows that all others share."""
    with web("benchmarks.counted:application", env, folder / "counted.log") as (port, _pid):
        for token in tokens:
            visitor = Visitor(port)
            answer(token)(visitor)
            visitor.close()
    print(f"SQL statements a page: {', '.join(map(str, visitor.statements))} (the most: {max(visitor.statements)})")


@contextmanager
def bare(folder: Path, database: str | None) -> Iterator[Server]:
    """The yardstick with the same questions."""
    env = {**os.environ, "BARE_DATABASE_URL": database or f"sqlite:///{folder}/bare.sqlite3"}
    env["BARE_QUESTIONS"] = str(folder / "questions.json")
    python("-m", "benchmarks.open_wave", "questions", env["BARE_QUESTIONS"], env=env)
    python("-c", "from benchmarks.bare_flow import make_table; make_table()", env=env)
    with web("benchmarks.bare_flow:application", env, folder / "bare.log") as (port, pid):
        yield Server(port, pid, (f"{number:027d}" for number in range(10**6)), answer_bare)


@dataclass
class Round:
    """What a crowd met, and what it cost: seconds of the web server's processes and of the database's."""

    run: Run
    web: float
    database: float

    def each(self, seconds: float) -> float:
        """Milliseconds for one questionnaire."""
        return seconds / self.run.done * 1000


def one_round(server: Server, people: int, clients: int, database: int | None = None) -> Round:
    """So many people, so many at once."""
    journeys = [server.journey(next(server.tokens)) for _n in range(people)]
    before = seconds_of(server.pid), seconds_of(database) if database else 0.0
    run = crowd(journeys, port=server.port, clients=clients)
    if run.broken:
        raise SystemExit(f"{len(run.broken)} of {people} did not come through: {run.broken[:3]}")
    after = seconds_of(server.pid), seconds_of(database) if database else 0.0
    return Round(run, after[0] - before[0], after[1] - before[1])


def compare(
    name: str, urls: tuple[str | None, str | None], folder: Path, people: int, database: int | None = None
) -> None:
    """Turn by turn."""
    total = people * (ROUNDS * len(CLIENTS) + 1)
    with ours(folder, urls[0], total, counting=True) as mine, bare(folder, urls[1]) as yardstick:
        for server in (mine, yardstick):
            one_round(server, people // 4, 8)  # both are warm
        for clients in CLIENTS:
            rounds: dict[str, list[Round]] = {"bare": [], "ours": []}
            for _n in range(ROUNDS):
                rounds["bare"].append(one_round(yardstick, people, clients, database))
                rounds["ours"].append(one_round(mine, people, clients, database))
            show(name, clients, rounds)


def show(name: str, clients: int, rounds: dict[str, list[Round]]) -> None:
    """One line a side, and what they say."""
    rate = {side: median(one.run.rate for one in found) for side, found in rounds.items()}
    spent = {side: median(one.each(one.web + one.database) for one in found) for side, found in rounds.items()}
    print(f"{name}, {clients} clients (load {os.getloadavg()[0]:.1f})")
    for side, found in rounds.items():
        half, most = (median(one.run.percentile(share) for one in found) for share in (0.5, 0.95))
        costs = f"{median(one.each(one.web) for one in found):6.1f} ms"
        if any(one.database for one in found):
            costs += f" + {median(one.each(one.database) for one in found):.1f} ms of the database"
        print(
            f"  {side:<5}{rate[side]:7.1f} completed/s   page p50 {half:5.0f} ms  p95 {most:5.0f} ms   "
            f"processor time each {costs}"
        )
    print(
        f"  Ours completes {rate['ours'] / rate['bare']:.2f} times as many as bare Django"
        f" and takes {spent['ours'] / spent['bare']:.1f} times its processor time.",
        flush=True,
    )


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
        first, second, pid = stack.enter_context(durable_postgresql())
        compare("PostgreSQL", (first, second), folder / "postgresql", people, pid)


@contextmanager
def durable_postgresql() -> Iterator[tuple[str, str, int | None]]:
    """A server that waits for the disk, unlike the one of the tests, with two databases; and its process."""
    import psycopg  # noqa: PLC0415 -- only here

    servers.NOT_FOR_KEEPING = ("max_connections=60",)
    with servers.postgresql() as url:
        for _try in range(100):  # it listens before it lets anybody in
            try:
                connection = psycopg.connect(url, autocommit=True)
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        with connection:
            connection.execute("CREATE DATABASE bare")
        pids = children_of(os.getpid(), "/data")
        yield url, url.removesuffix("postgres") + "bare", pids[0] if pids else None


if __name__ == "__main__":
    main(sys.argv[1:])
