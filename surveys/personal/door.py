"""The door of the personal page: link and employee number give a session of its own, apart from all others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from core import clock
from core.access import mark_guarded
from surveys.door import calm_page, forget, set_key
from surveys.door_delegate import open_store
from surveys.models import PersonalLink
from surveys.personal.actions import can_enter
from surveys.tokens import hash_of
from surveys.visits import IDLE, LONGEST

P = ParamSpec("P")


def cookie_name() -> str:
    """`__Host-` needs HTTPS; a plain name on loopback."""
    return "__Host-personal" if settings.SESSION_COOKIE_SECURE else "shirabe_personal"


def find_personal(token: str) -> PersonalLink | None:
    """Whose link works now; unknown, renewed and ended are the same."""
    found = (
        PersonalLink.objects.select_related("case__organisation", "person").filter(token_hash=hash_of(token)).first()
    )
    return found if found is not None and can_enter(found) else None


def enter(response: HttpResponse, link: PersonalLink) -> None:
    """A new session for this person."""
    store = open_store(None)
    store["personal"] = str(link.public_id)
    store["generation"] = link.generation
    store["began"] = store["seen"] = clock.now().isoformat()
    store.set_expiry(LONGEST)
    store.create()
    set_key(response, cookie_name(), str(store.session_key))


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End the session here and in the browser."""
    if key := request.COOKIES.get(cookie_name()):
        open_store(key).delete()
    forget(response, cookie_name())


def _link_of(request: HttpRequest) -> PersonalLink | None:
    key = request.COOKIES.get(cookie_name())
    store = open_store(key) if key else None
    if store is None or "personal" not in store:
        return None
    now = clock.now()
    if now - datetime.fromisoformat(store["seen"]) > IDLE or now - datetime.fromisoformat(store["began"]) > LONGEST:
        return None
    rows = PersonalLink.objects.select_related("case__organisation", "case__roster", "person")
    found = rows.filter(public_id=store["personal"], generation=store["generation"]).first()
    if found is None or not can_enter(found):
        return None
    if request.method == "POST":
        store["seen"] = now.isoformat()
        store.save()
    return found


def personal_view(
    view: Callable[Concatenate[HttpRequest, PersonalLink, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Guard: only with a living session of one's own link."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        link = _link_of(request)
        if link is None:
            return calm_page(request)
        return view(request, link, *args, **kwargs)

    marked: Any = mark_guarded(login_not_required(guarded), "personal: the session of one's own link")
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)
