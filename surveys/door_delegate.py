"""The delegate's door: nothing of anybody's answers lies behind it.

It is opened by a secret link, or by the account of the delegate; who has an account has no link.
"""

from __future__ import annotations

from django.http import HttpRequest

from surveys.actions.delegates import can_help
from surveys.link_door import LinkDoor
from surveys.models import Delegate


def is_theirs(request: HttpRequest, delegate: Delegate) -> bool:
    """Whoever signs in has to be signed in at each page."""
    return delegate.user_id is None or delegate.user_id == request.user.pk


door = LinkDoor(
    "delegate", lambda: Delegate.objects.select_related("wave__case__organisation", "user"), can_help, is_theirs
)
