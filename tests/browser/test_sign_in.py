"""The first page anybody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.chromium import accessibility_violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", ["desk_page", "phone_page"])
def test_the_sign_in_page_is_accessible_and_fits(
    request: pytest.FixtureRequest, live_server: LiveServer, width: str
) -> None:
    page: Page = request.getfixturevalue(width)

    page.goto(f"{live_server.url}/accounts/login/")

    assert accessibility_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("html").get_attribute("lang") == "ja"
