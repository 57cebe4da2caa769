"""Small rules for every response: nothing personal stays in a cache, a refusal is a page with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.errors import Rejected
from core.verdict import Refused

if TYPE_CHECKING:
    GetResponse = Callable[[HttpRequest], HttpResponse]


def private_pages(get_response: GetResponse) -> GetResponse:
    """`no-store` on every page; static files are served before this runs."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


class Refusals:
    """Turn a Refused that a view did not catch into a 403 page (or fragment) with its reason.

    An address that only takes a form answers a bare GET (typed, or left by a change of language) with a page too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        reason = _(
            "This address only takes what a button on a page sends. Go back to that page and press the button there."
        )
        page = render(request, "refused.html", {"reason": reason}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals; everything else goes on to the 500 page."""
        if not isinstance(exception, Refused):
            return None
        problems = exception.problems if isinstance(exception, Rejected) else []
        return render(request, "refused.html", {"reason": exception.reason, "problems": problems}, status=403)


refusals = Refusals
