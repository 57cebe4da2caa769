"""What every response has in common."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_get_on_an_address_for_buttons_is_a_page_that_says_so(client: Client) -> None:
    response = client.get("/language/", headers={"accept-language": "ja"})

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "前のページに戻って" in response.content.decode()


def test_a_swap_never_carries_inline_styles_over(client: Client) -> None:
    """The policy forbids them; htmx would copy what a browser left on an element."""
    page = client.get("/accounts/login/").content.decode()

    assert '"attributesToSettle": ["class", "width", "height"]' in page
