"""System checks: a wrong setting or an unguarded URL stops the start with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from core.access import guard_of


def all_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL pattern with its full route."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from all_patterns(entry, route)
        else:
            yield route, entry


def view_module(pattern: URLPattern) -> str:
    """The dotted module of the view, through partials and class views."""
    view: Any = pattern.callback
    view = getattr(view, "view_class", view)
    while hasattr(view, "func"):
        view = view.func
    return f"{getattr(view, '__module__', '')}."


@register()
def urls_are_guarded(app_configs: Sequence[AppConfig] | None, **_kwargs: object) -> list[CheckMessage]:
    """core.E001: each URL's view carries a guard or belongs to a library named in GUARD_EXEMPT."""
    return [
        Error(
            f"The URL {route!r} leads to a view without a guard.",
            hint="Put @case_view(Right.…), @signed_in or @public('why') first on the view.",
            id="core.E001",
        )
        for route, pattern in all_patterns()
        if guard_of(pattern.callback) is None
        and not any(view_module(pattern).startswith(prefix) for prefix in settings.GUARD_EXEMPT)
    ]


@register()
def sqlite_is_durable(app_configs: Sequence[AppConfig] | None, **_kwargs: object) -> list[CheckMessage]:
    """core.E002: acknowledged answers must survive a power cut, so SQLite runs with synchronous=FULL."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    command = str(database.get("OPTIONS", {}).get("init_command", "")).replace(" ", "").upper()
    if "SYNCHRONOUS=FULL" in command or "SYNCHRONOUS=EXTRA" in command:
        return []
    return [
        Error(
            "SQLite would run with less than synchronous=FULL and lose acknowledged answers at a power cut.",
            hint="Set init_command to include 'PRAGMA synchronous=FULL;' in DATABASES OPTIONS.",
            id="core.E002",
        )
    ]


@register()
def loopback_stays_on_loopback(app_configs: Sequence[AppConfig] | None, **_kwargs: object) -> list[CheckMessage]:
    """core.E003: plain cookies are for this machine only."""
    if not settings.INSECURE_LOOPBACK:
        return []
    host = settings.BASE_URL.split("//", 1)[-1].rsplit(":", 1)[0]
    if host in {"localhost", "127.0.0.1", "[::1]"}:
        return []
    return [
        Error(
            "INSECURE_LOOPBACK allows plain cookies, but BASE_URL is not a loopback address.",
            hint="Unset INSECURE_LOOPBACK and serve over HTTPS, or set BASE_URL to http://127.0.0.1:PORT.",
            id="core.E003",
        )
    ]
