"""People: those who sign in and those who stand on a roster."""

from django.apps import AppConfig


class AccountsApp(AppConfig):
    """A Person is not a User."""

    name = "accounts"
