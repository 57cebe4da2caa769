"""Guards: every view says who may use it, and a system check refuses a URL that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponseBase

from core.actor import Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
MARK = "shirabe_guard"


def mark_guarded(view: View, rule: str) -> View:
    """Record on the view in words who may use it; only guards call this."""
    setattr(view, MARK, rule)
    return view


def guard_of(view: object) -> str | None:
    """What the view's guard says, None if it has none."""
    return cast("str | None", getattr(view, MARK, None))


def public(reason: str) -> Callable[[View], View]:
    """Anyone may call the view; the reason is for the reader."""

    def decorate(view: View) -> View:
        return mark_guarded(login_not_required(view), f"public: {reason}")

    return decorate


def signed_in(view: View) -> View:
    """Any active user; the view itself narrows what is shown."""
    return mark_guarded(login_required(view), "signed in")


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in user as an Actor."""
    return Actor.of_user(request.user)
