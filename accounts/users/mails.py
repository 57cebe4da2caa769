"""The mail with the link for a password: its text and link are made when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.users.actions import MAIL_PASSWORD_LINK
from accounts.users.links import ends_at, password_link
from core.outbox import RenderedMail


def render_password_link(payload: Mapping[str, Any]) -> RenderedMail | None:
    """None when the account has been stopped meanwhile."""
    user = User.objects.filter(public_id=payload["user"], is_active=True).first()
    if user is None:
        return None
    with translation.override(user.language or settings.LANGUAGE_CODE), timezone.override(settings.TIME_ZONE):
        found = {"asked": user, "link": password_link(user), "until": ends_at(), "first": user.last_login is None}
        body = render_to_string("account/mail/password_link.txt", found)
        return RenderedMail(user.email, _("Your account: set a password"), body)


RENDERERS = {MAIL_PASSWORD_LINK: render_password_link}
