"""A browser as small as it gets: one kept-alive connection, cookies, redirects, the time of every page."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

SECRET = "s" * 32  # Django takes the cookie's own value as the form's token
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)
LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.I)
STATEMENTS = re.compile(rb"\r\nx-statements: (\d+)", re.I)
COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.I)


class BrokenError(Exception):
    """The server answered something that nobody expected."""


@dataclass
class Visitor:
    """One person's browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": SECRET})
    pages: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)  # of every page, where the server tells them
    statuses: dict[int, int] = field(default_factory=dict)
    connection: socket.socket | None = None

    def get(self, path: str) -> bytes:
        """The page, after redirects."""
        return self._page("GET", path, b"")

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]] | None = None) -> bytes:
        """What a button does: post, then the page that follows."""
        body = urlencode({"csrfmiddlewaretoken": SECRET, **(fields or {})}, doseq=True).encode()
        return self._page("POST", path, body)

    def _page(self, method: str, path: str, body: bytes) -> bytes:
        begun = time.perf_counter()
        self.statements.append(0)
        status, head, text = self.once(method, path, body)
        for _hop in range(5):
            if status not in {301, 302, 303}:
                break
            found = LOCATION.search(head)
            assert found is not None
            path = found[1].decode()
            status, head, text = self.once("GET", path, b"")
        self.pages.append(time.perf_counter() - begun)
        if status != 200:
            raise BrokenError(f"{method} {path}: {status}")
        self.path = path
        return text

    def once(self, method: str, path: str, body: bytes) -> tuple[int, bytes, bytes]:
        """One exchange."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Language: ja\r\nCookie: "
        head += "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            head += f"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
        status, answer, text = self._exchange(head.encode() + HEAD_END + body)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.statements[-1] += sum(int(number) for number in STATEMENTS.findall(answer))
        for name, value in COOKIE.findall(answer):
            if name != b"csrftoken":
                self.cookies[name.decode()] = value.decode()
        return status, answer, text

    def _exchange(self, request: bytes) -> tuple[int, bytes, bytes]:
        for attempt in range(2):
            if self.connection is None:
                self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.connection.sendall(request)
                return self._answer()
            except (ConnectionError, IndexError):
                self.close()
                if attempt:
                    raise
        raise BrokenError("no connection")

    def _answer(self) -> tuple[int, bytes, bytes]:
        assert self.connection is not None
        data = b""
        while HEAD_END not in data:
            data += self._more()
        head, _end, text = data.partition(HEAD_END)
        found = LENGTH.search(head)
        length = int(found[1]) if found else 0
        parts, have = [text], len(text)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        return int(head.split(b" ", 2)[1]), head, b"".join(parts)

    def _more(self) -> bytes:
        assert self.connection is not None
        part = self.connection.recv(65536)
        if not part:
            raise ConnectionResetError
        return part

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass
class Run:
    """What a crowd met."""

    seconds: float
    done: int
    pages: list[float]
    statuses: dict[int, int]
    broken: list[str]

    @property
    def rate(self) -> float:
        """Completed questionnaires a second."""
        return self.done / self.seconds

    def percentile(self, share: float) -> float:
        """Of the page times, in milliseconds."""
        return sorted(self.pages)[min(len(self.pages) - 1, int(len(self.pages) * share))] * 1000


def crowd(journeys: Sequence[Callable[[Visitor], None]], *, port: int, clients: int) -> Run:
    """All journeys, so many at a time; each is a person with a browser of their own."""
    waiting, lock = list(reversed(journeys)), threading.Lock()
    run = Run(0.0, 0, [], {}, [])

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                journey = waiting.pop()
            visitor = Visitor(port)
            try:
                journey(visitor)
            except (BrokenError, OSError) as problem:
                with lock:
                    run.broken.append(str(problem))
            else:
                with lock:
                    run.done += 1
            finally:
                visitor.close()
            with lock:
                run.pages += visitor.pages
                for status, number in visitor.statuses.items():
                    run.statuses[status] = run.statuses.get(status, 0) + number

    threads = [threading.Thread(target=work) for _n in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.seconds = time.perf_counter() - begun
    return run
