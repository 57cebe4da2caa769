"""Chromium for the journeys: `page` fixtures at desk and phone width, against pytest-django's `live_server`.

The system's Chromium is used, or the one Playwright fetched; without either the journeys are skipped.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import setup

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys of a worker."""
    from playwright.sync_api import Error, expect, sync_playwright  # noqa: PLC0415 -- slow import

    expect.set_options(timeout=20_000)  # a busy machine is no failure
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
        options: dict[str, Any] = {"args": ["--disable-dev-shm-usage"], "chromium_sandbox": os.geteuid() != 0}
        try:
            browser = playwright.chromium.launch(
                executable_path=setup.find_program("chromium", "chromium-browser", "google-chrome"), **options
            )
        except Error as problem:
            pytest.skip(f"no Chromium: {str(problem).splitlines()[0]}")
        yield browser
        browser.close()


def new_page(browser: Browser, viewport: dict[str, int]) -> Iterator[Page]:
    """A page of a fresh profile in Japanese; what the scripts of the page complain about fails the test."""
    context = browser.new_context(viewport=viewport, locale="ja-JP", timezone_id="Asia/Tokyo")  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [line for line in complaints if "status of 40" not in line] == []


@pytest.fixture
def desk_page(chromium: Browser) -> Iterator[Page]:
    """1280 pixels wide, for officers."""
    yield from new_page(chromium, DESK)


@pytest.fixture
def phone_page(chromium: Browser) -> Iterator[Page]:
    """360 pixels wide, for respondents."""
    yield from new_page(chromium, PHONE)


def accessibility_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line each."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 -- slow import

    found = Axe().run(page).response["violations"]
    return [f"{entry['id']}: {entry['nodes'][0]['html']}" for entry in found]
