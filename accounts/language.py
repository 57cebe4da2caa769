"""The language in which pages come: kept in the browser."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def keep_language(request: HttpRequest, response: HttpResponse, language: str, *, anew: bool = False) -> None:
    """In a cookie; one that is there stays unless `anew`."""
    if anew or settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
