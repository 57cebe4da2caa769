"""The respondent's door: a link is exchanged by POST for a session of its own, apart from the staff's.

The session dies after 30 minutes without a saved page and after 8 hours at the latest; «Finish» ends it at once.
Reading a page changes nothing in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from importlib import import_module
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import mark_guarded
from surveys.models import Invitation
from surveys.rules import can_answer
from surveys.tokens import hash_of

P = ParamSpec("P")
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
REFRESH = timedelta(minutes=3)
PER_ADDRESS, OVERALL = 10, 300  # unknown links a minute


def cookie_name() -> str:
    """`__Host-` needs HTTPS; a plain name on loopback."""
    return "__Host-answer" if settings.SESSION_COOKIE_SECURE else "shirabe_answer"


def open_store(key: str | None) -> SessionBase:
    return cast("SessionBase", import_module(settings.SESSION_ENGINE).SessionStore(key))


def _minute() -> int:
    return int(clock.now().timestamp()) // 60


def _keys(request: HttpRequest) -> tuple[str, str]:
    address = request.META.get("REMOTE_ADDR", "")
    return f"surveys:link:{address}:{_minute()}", f"surveys:link:all:{_minute()}"


def is_throttled(request: HttpRequest) -> bool:
    """Too many unknown links from this address, or from everywhere, in this minute."""
    mine, everybody = _keys(request)
    return int(cache.get(mine, 0)) >= PER_ADDRESS or int(cache.get(everybody, 0)) >= OVERALL


def count_unknown(request: HttpRequest) -> None:
    for key in _keys(request):
        cache.add(key, 0, timeout=120)
        cache.incr(key)


def find_by_token(request: HttpRequest, token: str) -> Invitation | None:
    """The invitation whose link works now. Unknown, replaced, closed and expired are the same to the caller."""
    invitation = (
        Invitation.objects.select_related("wave__version", "wave__case__organisation", "person")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if invitation is None or not can_answer(invitation, clock.now()):
        count_unknown(request)
        return None
    return invitation


def enter(response: HttpResponse, invitation: Invitation) -> None:
    """Give the browser a new session for this invitation."""
    store = open_store(None)
    now = clock.now().isoformat()
    store["invitation"] = str(invitation.public_id)
    store["generation"] = invitation.generation
    store["began"] = store["seen"] = now
    store.set_expiry(LONGEST)
    store.create()
    response.set_cookie(
        cookie_name(),
        str(store.session_key),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        path="/",
    )


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End the session here and in the browser; cached pages go too."""
    key = request.COOKIES.get(cookie_name())
    if key:
        open_store(key).delete()
    response.delete_cookie(cookie_name(), path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


class Visit:
    """One request of a respondent who came through the door."""

    def __init__(self, store: SessionBase, invitation: Invitation) -> None:
        self.store, self.invitation = store, invitation

    @property
    def confirmed(self) -> bool:
        """Whether «this is me» was said in this session."""
        return bool(self.store.get("confirmed"))

    def confirm(self) -> None:
        self.store["confirmed"] = True
        self.save()

    def touch(self) -> None:
        """After a saved page: the half hour begins again. Written at most every few minutes."""
        if clock.now() - datetime.fromisoformat(self.store["seen"]) > REFRESH:
            self.save()

    def save(self) -> None:
        self.store["seen"] = clock.now().isoformat()
        self.store.save()


def visit_of(request: HttpRequest) -> Visit | None:
    """The respondent's session, if it is alive and its link still works."""
    key = request.COOKIES.get(cookie_name())
    store = open_store(key) if key else None
    if store is None or "invitation" not in store:
        return None
    now = clock.now()
    if now - datetime.fromisoformat(store["seen"]) > IDLE or now - datetime.fromisoformat(store["began"]) > LONGEST:
        return None
    invitation = (
        Invitation.objects.select_related("wave__version", "wave__case__organisation", "person")
        .filter(public_id=store["invitation"], generation=store["generation"])
        .first()
    )
    if invitation is None or not can_answer(invitation, now):
        return None
    return Visit(store, invitation)


def calm_page(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """The same page for every link that cannot be used."""
    return render(request, "surveys/respondent/unavailable.html", status=status)


def respondent_view(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Guard: only with a living session of one's own link."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = visit_of(request)
        if visit is None:
            return calm_page(request)
        return view(request, visit, *args, **kwargs)

    marked: Any = mark_guarded(login_not_required(guarded), "respondent: the session of one's own link")
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)
