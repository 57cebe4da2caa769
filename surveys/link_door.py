"""A door that a secret link opens: a session of its own, apart from the staff's and from the respondents'.

It ends after 30 minutes without anything sent and after 8 hours at the latest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from core import clock
from core.access import mark_guarded
from core.verdict import Verdict
from surveys.door import calm_page, forget, set_key
from surveys.models import Delegate, PersonalLink
from surveys.tokens import hash_of
from surveys.visits import IDLE, LONGEST

if TYPE_CHECKING:
    from django.db.models import QuerySet

L = TypeVar("L", Delegate, PersonalLink)
P = ParamSpec("P")


@dataclass(frozen=True)
class LinkDoor(Generic[L]):
    """`name` stands in the session and its cookie; `rows` are the links with what the pages show of them.

    `is_theirs` is asked at each request besides: whether this browser may use the session. `closed` is the page without
    a session that works.
    """

    name: str
    rows: Callable[[], QuerySet[L]]
    can_enter: Callable[[L], Verdict]
    is_theirs: Callable[[HttpRequest, L], bool] = lambda _request, _link: True
    closed: Callable[[HttpRequest], HttpResponse] = calm_page

    @property
    def cookie(self) -> str:
        """`__Host-` needs HTTPS; a plain name on loopback."""
        return f"__Host-{self.name}" if settings.SESSION_COOKIE_SECURE else f"shirabe_{self.name}"

    def find(self, token: str) -> L | None:
        """Whose link works now; unknown, renewed and ended are the same."""
        return self._working(self.rows().filter(token_hash=hash_of(token)).first())

    def enter(self, response: HttpResponse, link: L) -> None:
        """A new session for whom the link is."""
        store = _open_store(None)
        store[self.name] = str(link.public_id)
        store["generation"] = link.generation
        store["began"] = store["seen"] = clock.now().isoformat()
        store.set_expiry(LONGEST)
        store.create()
        set_key(response, self.cookie, str(store.session_key))

    def leave(self, request: HttpRequest, response: HttpResponse) -> None:
        """End the session here and in the browser."""
        if key := request.COOKIES.get(self.cookie):
            _open_store(key).delete()
        forget(response, self.cookie)

    def link_of(self, request: HttpRequest) -> L | None:
        """The link of the living session, if it still works; what is sent keeps the session alive."""
        key = request.COOKIES.get(self.cookie)
        store = _open_store(key) if key else None
        if store is None or self.name not in store:
            return None
        now = clock.now()
        if now - datetime.fromisoformat(store["seen"]) > IDLE or now - datetime.fromisoformat(store["began"]) > LONGEST:
            return None
        found = self._working(self.rows().filter(public_id=store[self.name], generation=store["generation"]).first())
        if found is not None and not self.is_theirs(request, found):
            return None
        if found is not None and request.method == "POST":
            store["seen"] = now.isoformat()
            store.save()
        return found

    def view(
        self, view: Callable[Concatenate[HttpRequest, L, P], HttpResponse]
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        """Guard: only with a living session of one's own link."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            link = self.link_of(request)
            if link is None:
                return self.closed(request)
            return view(request, link, *args, **kwargs)

        marked: Any = mark_guarded(login_not_required(guarded), f"{self.name}: the session of one's own link")
        return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)

    def _working(self, link: L | None) -> L | None:
        return link if link is not None and self.can_enter(link) else None


def _open_store(key: str | None) -> SessionBase:
    """In the store of the staff's sessions, under a cookie of its own."""
    return cast("SessionBase", import_module(settings.SESSION_ENGINE).SessionStore(key))
