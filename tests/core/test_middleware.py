"""What every response has in common."""

from __future__ import annotations

from typing import Any

import pytest
from csp.utils import build_policy
from django.test import Client

from tests.factories import make_world

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


def test_where_people_answer_nobody_is_signed_in(client: Client, django_assert_num_queries: Any) -> None:
    client.force_login(make_world().aoki)
    with django_assert_num_queries(0):
        response = client.get("/answer/finished/")

    assert response.wsgi_request.user.is_anonymous
    assert not hasattr(response.wsgi_request, "session")


def test_the_content_policy_is_what_the_settings_say(client: Client) -> None:
    response = client.get("/answer/finished/")

    assert response.headers["Content-Security-Policy"] == build_policy()
    assert "script-src 'self'" in build_policy()
