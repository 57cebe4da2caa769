"""The link with which somebody sets their password: signed, for three days, used up by setting it.

Django's own token: it tells nothing of the password and ends with the next sign-in or change of password.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import clock


def password_link(user: User) -> str:
    """The whole address; its host comes from the settings, never from a request."""
    place = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return f"{settings.BASE_URL}{place}"


def ends_at() -> datetime:
    """Until when a link that is made now works."""
    return clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
