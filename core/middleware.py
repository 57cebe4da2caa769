"""Small rules for every response: nothing personal stays in a cache, a refusal is a page with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language, get_language_from_request
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


class ContentPolicy(CSPMiddleware):
    """The policy of the settings is made once; a page that asks for one of its own gets it from django-csp."""

    _usual: str | None = None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        if self._usual is None:
            self._usual = build_policy() or ""
        response.headers.setdefault(HEADER, self._usual)
        return response


def is_of_visitors(request: HttpRequest) -> bool:
    """Whether the page belongs to people who came by a personal link: nobody signs in there."""
    return request.path_info.startswith(settings.VISITORS_PATHS)


class Sessions(SessionMiddleware):
    """Visitors have a session of another kind."""

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if is_of_visitors(request) else super().__call__(request)


class Language(LocaleMiddleware):
    """No address here bears a language, so none is looked for in it."""

    def process_request(self, request: HttpRequest) -> None:
        activate(get_language_from_request(request))
        request.LANGUAGE_CODE = get_language()

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", get_language() or "")
        return response


class Users(AuthenticationMiddleware):
    """Nobody is signed in where visitors are, whatever cookie comes along."""

    def __call__(self, request: HttpRequest) -> Any:
        if is_of_visitors(request):
            request.user = AnonymousUser()
            return self.get_response(request)
        return super().__call__(request)


class Messages(MessageMiddleware):
    """They stand in the session."""

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if is_of_visitors(request) else super().__call__(request)


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
