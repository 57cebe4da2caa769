"""What stands in the log, and what never does."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from core.logs import TokenlessFormatter, without_tokens

TOKEN = "4f7kq2m9x3zt8w6vbn5c1d0hjr"


@pytest.mark.parametrize("page", ["i", "p", "d"])
@pytest.mark.django_db
def test_a_link_that_is_not_found_is_logged_without_its_token(
    client: Client, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    caplog.set_level(logging.WARNING, "django.request")

    client.get(f"/{page}/{TOKEN}")

    written = "".join(map(TokenlessFormatter("%(name)s %(message)s").format, caplog.records))
    assert TOKEN in caplog.text  # Django says the whole address
    assert TOKEN not in written
    assert f"django.request Not Found: /{page}/…" in written


def test_a_traceback_is_written_without_tokens() -> None:
    error = ValueError(f"no page at /i/{TOKEN}?x=1")
    found = (ValueError, error, None)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Server Error", (), found)

    written = TokenlessFormatter().format(record)

    assert "ValueError: no page at /i/…?x=1" in written
    assert TOKEN not in written


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (f'"GET /i/{TOKEN} HTTP/1.1" 200 4012', '"GET /i/… HTTP/1.1" 200 4012'),
        (f"Method Not Allowed (PUT): /p/{TOKEN}", "Method Not Allowed (PUT): /p/…"),
        (f"https://shirabe.example.jp/d/{TOKEN}?next=/x", "https://shirabe.example.jp/d/…?next=/x"),
        (f"Not Found: /deadlines/calendar/{TOKEN}.ics", "Not Found: /deadlines/calendar/…"),
        ("Not Found: /accounts/password/reset/key/3-set-abc/", "Not Found: /accounts/password/reset/key/…/"),
        ("GET /answer/sign-in/back/?code=4/0Ab&state=x HTTP", "GET /answer/sign-in/back/?… HTTP"),
        ("Not Found: /cases/12/surveys/", "Not Found: /cases/12/surveys/"),
        ("Not Found: /i/", "Not Found: /i/"),
    ],
)
def test_only_the_token_goes_from_a_line(line: str, written: str) -> None:
    assert without_tokens(line) == written


def test_every_line_of_the_log_goes_through_it() -> None:
    logs: Any = settings.LOGGING
    used = {handler["formatter"] for handler in logs["handlers"].values()}

    assert {logs["formatters"][name]["()"] for name in used} == {"core.logs.TokenlessFormatter"}
    assert logging.getLogger("django.server").handlers == []
