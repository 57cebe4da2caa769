"""The delegate's door: nothing of anybody's answers lies behind it.

It is opened by a secret link, or by the account of the delegate; who has an account has no link.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from surveys.actions.delegates import can_help
from surveys.door import calm_page
from surveys.link_door import LinkDoor
from surveys.models import Delegate


def is_theirs(request: HttpRequest, delegate: Delegate) -> bool:
    """Whoever signs in has to be signed in at each page."""
    return delegate.user_id is None or delegate.user_id == request.user.pk


def closed(request: HttpRequest) -> HttpResponse:
    """Whoever signs in has no link to be told of: the way on leads to the sites where they help."""
    if request.user.is_authenticated and Delegate.objects.filter(user_id=request.user.pk).exists():
        return render(request, "surveys/delegate/closed.html", status=404)
    return calm_page(request)


door = LinkDoor(
    "delegate", lambda: Delegate.objects.select_related("wave__case__organisation", "user"), can_help, is_theirs, closed
)
