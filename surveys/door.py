"""The respondent's door: a link is exchanged by POST for a session of its own, apart from the staff's.

The session dies after 30 minutes without a saved page (10 on a shared device) and after 8 hours at the latest; «Finish»
ends it at once. Reading a page changes nothing in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.access import mark_guarded
from surveys.models import Invitation
from surveys.nameless.rules import is_nameless
from surveys.own.wordings import chosen
from surveys.rules import can_answer
from surveys.sentences import reading_in
from surveys.throttle import is_one_too_many
from surveys.visits import Visit, begin_visit, end_visit, invitation_by_token, visit_by_key

P = ParamSpec("P")


def cookie_name() -> str:
    """`__Host-` needs HTTPS; a plain name on loopback."""
    return "__Host-answer" if settings.SESSION_COOKIE_SECURE else "shirabe_answer"


def find_by_token(token: str) -> Invitation | None:
    """The invitation whose link works now. Unknown, replaced, closed and expired are the same to the caller."""
    invitation = invitation_by_token(token)
    return invitation if invitation is not None and can_answer(invitation, clock.now()) else None


def enter(response: HttpResponse, invitation: Invitation, *, shared: bool = False) -> None:
    """Give the browser a new session for this invitation."""
    set_key(response, cookie_name(), begin_visit(invitation, shared=shared))


def set_key(response: HttpResponse, name: str, key: str) -> None:
    """A cookie that lives as long as the browser's window, for no script and no other site."""
    response.set_cookie(name, key, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax", path="/")


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End the session here and in the browser; cached pages go too."""
    if key := request.COOKIES.get(cookie_name()):
        end_visit(key)
    forget(response, cookie_name())


def forget(response: HttpResponse, name: str) -> None:
    """Nothing stays in the browser."""
    response.delete_cookie(name, path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def visit_of(request: HttpRequest) -> Visit | None:
    """The respondent's session, if it is alive and its link still works."""
    key = request.COOKIES.get(cookie_name())
    return visit_by_key(key) if key else None


def calm_page(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """The same page for every link that cannot be used."""
    return render(request, "surveys/respondent/unavailable.html", status=status)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """The calm page, counted."""
    return calm_page(request, status=429 if is_one_too_many(request) else 404)


def nameless_view(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Guard: the session of one's own link, in a wave whose answers bear no name."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = visit_of(request)
        if visit is None or not is_nameless(visit.invitation.wave):
            return calm_page(request)
        request.idle_seconds = int(visit.idle.total_seconds())  # type: ignore[attr-defined]  # for the page that locks itself
        with reading_in(chosen(request, visit.invitation.wave.version)):
            return view(request, visit, *args, **kwargs)

    marked: Any = mark_guarded(login_not_required(guarded), "respondent: the session of one's own link, without a name")
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)


def respondent_view(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Guard: only with a living session of one's own link."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = visit_of(request)
        if visit is None:
            return calm_page(request)
        if is_nameless(visit.invitation.wave):
            return redirect("respondent:nameless")  # none of these pages may write beside the person
        request.idle_seconds = int(visit.idle.total_seconds())  # type: ignore[attr-defined]  # for the page that locks itself
        with reading_in(chosen(request, visit.invitation.wave.version)):
            return view(request, visit, *args, **kwargs)

    marked: Any = mark_guarded(login_not_required(guarded), "respondent: the session of one's own link")
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)
