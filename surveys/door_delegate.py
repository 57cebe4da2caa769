"""The delegate's door: like the respondent's, with a session of its own and nothing of anybody's answers behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from importlib import import_module
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from core import clock
from core.access import mark_guarded
from surveys.actions.delegates import can_help
from surveys.door import calm_page, forget, set_key
from surveys.models import Delegate
from surveys.tokens import hash_of
from surveys.visits import IDLE, LONGEST

P = ParamSpec("P")


def cookie_name() -> str:
    """`__Host-` needs HTTPS; a plain name on loopback."""
    return "__Host-delegate" if settings.SESSION_COOKIE_SECURE else "shirabe_delegate"


def open_store(key: str | None) -> SessionBase:
    """The delegate's session in the store of the staff's sessions, under a cookie of its own."""
    return cast("SessionBase", import_module(settings.SESSION_ENGINE).SessionStore(key))


def find_delegate(token: str) -> Delegate | None:
    """Whose link works now; unknown and ended are the same."""
    found = Delegate.objects.select_related("wave__case__organisation").filter(token_hash=hash_of(token)).first()
    return found if found is not None and can_help(found) else None


def enter(response: HttpResponse, delegate: Delegate) -> None:
    """A new session for this delegate."""
    store = open_store(None)
    store["delegate"] = str(delegate.public_id)
    store["generation"] = delegate.generation
    store["began"] = store["seen"] = clock.now().isoformat()
    store.set_expiry(LONGEST)
    store.create()
    set_key(response, cookie_name(), str(store.session_key))


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End the session here and in the browser."""
    if key := request.COOKIES.get(cookie_name()):
        open_store(key).delete()
    forget(response, cookie_name())


def _delegate_of(request: HttpRequest) -> Delegate | None:
    key = request.COOKIES.get(cookie_name())
    store = open_store(key) if key else None
    if store is None or "delegate" not in store:
        return None
    now = clock.now()
    if now - datetime.fromisoformat(store["seen"]) > IDLE or now - datetime.fromisoformat(store["began"]) > LONGEST:
        return None
    found = (
        Delegate.objects.select_related("wave__case__organisation")
        .filter(public_id=store["delegate"], generation=store["generation"])
        .first()
    )
    if found is None or not can_help(found):
        return None
    if request.method == "POST":
        store["seen"] = now.isoformat()
        store.save()
    return found


def delegate_view(
    view: Callable[Concatenate[HttpRequest, Delegate, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Guard: only with a living session of one's own link as a delegate."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        delegate = _delegate_of(request)
        if delegate is None:
            return calm_page(request)
        return view(request, delegate, *args, **kwargs)

    marked: Any = mark_guarded(login_not_required(guarded), "delegate: the session of one's own link")
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)
