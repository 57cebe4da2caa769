"""Nobody registers themselves: an account is made by someone responsible."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The sign-up page stays closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        del request
        return False
