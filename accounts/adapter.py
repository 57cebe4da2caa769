"""Nobody registers themselves: an account is made by someone responsible. Its mails go through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from accounts.language import keep_language
from accounts.models import User
from accounts.users import actions
from core.actor import Actor


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The sign-up page stays closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        del request
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the address of the account, whichever was typed."""
        del email, context
        actions.mail_password_link(user=user, by=Actor.system())

    def set_password(self, user: User, password: str) -> None:
        """With its line in the trail."""
        actions.set_password(user=user, password=password)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """A browser that has chosen no language shows the user's."""
        response: HttpResponse = super().post_login(request, user, **facts)
        if user.language:
            keep_language(request, response, user.language)
        return response
